package status

import (
	"time"

	"github.com/jackc/pgx/v5"
)

// Keep says how much history stays.
type Keep struct {
	For  time.Duration // runs, rates, log lines, and commands that were carried out
	Rows int           // runs of each sync, lines of the log

	Conflicts     time.Duration
	ConflictBytes int64 // what all conflicts take
}

// conflictParts is how many parts the conflicts have at least when they take all of their space: one of these goes at a time.
const conflictParts = 8

// DefaultKeep holds until the configuration was read.
var DefaultKeep = Keep{For: 7 * 24 * time.Hour, Rows: 10_000, Conflicts: 30 * 24 * time.Hour, ConflictBytes: 1 << 30}

// Keep sets how much history stays. What is too much by a new value goes at once.
func (r *Recorder) Keep(keep Keep) {
	r.mu.Lock()
	same := r.keep == keep
	r.mu.Unlock()
	if !same {
		r.change(func() { r.keep, r.keepChanged = keep, true })
	}
}

// kept returns how much stays, and whether there may be too much since the last call.
func (r *Recorder) kept() (keep Keep, changed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	changed = r.keepChanged
	r.keepChanged = false
	return r.keep, changed
}

// keepAgain remembers that there may be too much.
func (r *Recorder) keepAgain(changed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keepChanged = r.keepChanged || changed
}

func (k Keep) queuePrune(batch *pgx.Batch) {
	batch.Queue("DELETE FROM bucardo.run WHERE finished_at < clock_timestamp() - make_interval(secs => $1)", k.For.Seconds())
	batch.Queue(`
		DELETE FROM bucardo.run r USING (
			SELECT s.id, (SELECT k.id FROM bucardo.run k WHERE k.sync_id = s.id ORDER BY k.id DESC OFFSET $1 LIMIT 1) AS last
			FROM bucardo.sync s) AS s
		WHERE r.sync_id = s.id AND r.id <= s.last`, k.Rows)
	batch.Queue("DELETE FROM bucardo.rate WHERE at < clock_timestamp() - make_interval(secs => $1)", k.For.Seconds())
	batch.Queue("DELETE FROM bucardo.log_line WHERE at < clock_timestamp() - make_interval(secs => $1)", k.For.Seconds())
	batch.Queue("DELETE FROM bucardo.log_line WHERE id <= (SELECT id FROM bucardo.log_line ORDER BY id DESC OFFSET $1 LIMIT 1)", k.Rows)
	batch.Queue("DELETE FROM bucardo.command WHERE done_at < clock_timestamp() - make_interval(secs => $1)", k.For.Seconds())
	batch.Queue("SELECT bucardo._drop_conflicts(make_interval(secs => $1), $2)", k.Conflicts.Seconds(), k.ConflictBytes)
}
