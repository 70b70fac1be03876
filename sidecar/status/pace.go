package status

import (
	"time"

	"github.com/jackc/pgx/v5"
)

// Pace says how far behind a sync is.
type Pace struct {
	SyncID int64
	Behind time.Time // of the oldest change that has not arrived everywhere; zero when all has
	Looked time.Time // when that was last known; zero: it is not kept
}

// Pace records how far behind a sync is.
func (r *Recorder) Pace(p Pace) { r.change(func() { r.paces[p.SyncID] = p }) }

func (n news) queuePace(batch *pgx.Batch) {
	for _, p := range n.paces {
		batch.Queue("UPDATE bucardo.sync_state SET behind_since = $2, looked_at = $3 WHERE sync_id = $1", p.SyncID, orNull(p.Behind), orNull(p.Looked))
	}
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// rateInterval is what one row of the rates covers.
const rateInterval = 10 * time.Second

// Rate is what a database received in a run, and how long that took.
type Rate struct {
	SyncID  int64
	DBID    int64
	At      time.Time     // of its commit
	Changes int64         // captured changes
	Rows    int64         // written and deleted for them
	Took    time.Duration // the run
	Latency time.Duration // sum over the changes, each from its time at the source to the commit
	Longest time.Duration
}

type rateKey struct {
	syncID, dbID int64
	at           time.Time
}

// Rate records how fast a database received something. Those of the same ten seconds share a row.
func (r *Recorder) Rate(rate Rate) {
	r.change(func() { addRate(r.rates, rate) })
}

func addRate(rates map[rateKey]Rate, rate Rate) {
	key := rateKey{rate.SyncID, rate.DBID, rate.At.UTC().Truncate(rateInterval)}
	sum, known := rates[key]
	if !known && len(rates) >= maxKept {
		return
	}
	sum.SyncID, sum.DBID, sum.At = rate.SyncID, rate.DBID, key.at
	sum.Changes += rate.Changes
	sum.Rows += rate.Rows
	sum.Took += rate.Took
	sum.Latency += rate.Latency
	sum.Longest = max(sum.Longest, rate.Longest)
	rates[key] = sum
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func (n news) queueRates(batch *pgx.Batch) {
	for _, rate := range n.rates {
		batch.Queue(`
			INSERT INTO bucardo.rate AS r (sync_id, db_id, at, changes, rows, run_ms, latency_sum, latency_max)
			SELECT s.id, d.id, $3, $4, $5, $6, $7, $8 FROM bucardo.sync s, bucardo.db d WHERE s.id = $1 AND d.id = $2
			ON CONFLICT (sync_id, db_id, at) DO UPDATE SET changes = r.changes + excluded.changes, rows = r.rows + excluded.rows,
				run_ms = r.run_ms + excluded.run_ms, latency_sum = r.latency_sum + excluded.latency_sum,
				latency_max = greatest(r.latency_max, excluded.latency_max)`,
			rate.SyncID, rate.DBID, rate.At, rate.Changes, rate.Rows, millis(rate.Took), millis(rate.Latency), millis(rate.Longest))
	}
}
