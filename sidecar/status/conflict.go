package status

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Conflict is a conflict and how it was decided.
type Conflict struct {
	SyncID        int64
	Schema, Table string
	Key           json.RawMessage   // object of the key columns
	Kind          string            // "update/update", "update/delete", "insert/insert", "delete/delete", "insert/update", "unique", "foreign key", ...
	Columns       []string          // columns changed on more than one side, where known
	Versions      []ConflictVersion // nil when record_conflicts is keys
	Decision      string            // "winner", "merged", "made up", "skipped", "parked", "deleted", "changed", "restored"
	Winner        string            // name of the database; empty: none
	Outcome       json.RawMessage   // the row as it was written; nil: it is gone, or not known
	Rule          string            // what decided: "latest", "merge: qty sum", "customcode stock", "update_delete update", ...
	At            time.Time         // when it was decided
	Run           time.Time         // start of the run
}

// ConflictVersion is the row at one database.
type ConflictVersion struct {
	DB      string          `json:"db"`
	At      time.Time       `json:"at"`
	Op      string          `json:"op,omitempty"` // insert, update or delete; empty where rows met in a unique index
	Changed []string        `json:"changed,omitempty"`
	Row     json.RawMessage `json:"row"` // null: gone
}

// What the conflicts that wait to be written may take. Beyond maxVersionBytes they are kept without their versions, and
// beyond maxConflicts the oldest are only counted.
const (
	maxConflicts    = 100_000
	maxVersionBytes = 64 << 20
)

// One write takes this many conflicts at most, or this much of their versions, so that it ends in time and other news come
// through.
const (
	conflictsAWrite    = 5000
	versionBytesAWrite = 8 << 20
)

// NotRecorded is the kind of the row that stands for conflicts which came faster than they could be written.
const NotRecorded = "not recorded"

// conflictQueue holds the conflicts that wait to be written, the oldest first.
type conflictQueue struct {
	conflicts []Conflict
	bytes     int                 // of their versions
	lost      map[lostTable]int64 // how many were only counted
	left      int64               // how many have left the queue, written or lost
	overflown bool                // since it was last empty
}

// lostTable is what conflicts are counted by that are not recorded.
type lostTable struct {
	syncID        int64
	schema, table string
}

// VersionBytes is roughly what the versions of a conflict take in memory.
func (c *Conflict) VersionBytes() int {
	const each = 128
	bytes := len(c.Outcome)
	for _, v := range c.Versions {
		bytes += each + len(v.Row)
	}
	return bytes
}

// add puts conflicts at the end and reports whether the queue overflows, which it says once until it is empty again.
func (q *conflictQueue) add(conflicts []Conflict) (overflows bool) {
	dropped := false
	for _, c := range conflicts {
		bytes := c.VersionBytes()
		if q.bytes+bytes > maxVersionBytes {
			c.Versions, c.Outcome = nil, nil
			bytes, dropped = 0, true
		}
		q.bytes += bytes
		q.conflicts = append(q.conflicts, c)
	}
	if excess := len(q.conflicts) - maxConflicts; excess > 0 {
		for i := range q.conflicts[:excess] {
			q.bytes -= q.conflicts[i].VersionBytes()
		}
		q.lose(q.conflicts[:excess])
		q.left += int64(excess)
		clear(q.conflicts[:excess])
		q.conflicts = q.conflicts[excess:]
		dropped = true
	}
	overflows = dropped && !q.overflown
	q.overflown = q.overflown || dropped
	return overflows
}

// lose counts conflicts that are not recorded.
func (q *conflictQueue) lose(conflicts []Conflict) {
	if q.lost == nil {
		q.lost = map[lostTable]int64{}
	}
	for i := range conflicts {
		q.lost[lostTable{conflicts[i].SyncID, conflicts[i].Schema, conflicts[i].Table}]++
	}
}

// take removes what one write is to take.
func (q *conflictQueue) take() (conflicts []Conflict, lost map[lostTable]int64) {
	n, bytes := 0, 0
	for n < len(q.conflicts) && n < conflictsAWrite && bytes < versionBytesAWrite {
		bytes += q.conflicts[n].VersionBytes()
		n++
	}
	conflicts, lost = q.conflicts[:n:n], q.lost
	q.conflicts, q.lost = q.conflicts[n:], nil
	q.bytes -= bytes
	q.left += int64(n)
	if len(q.conflicts) == 0 {
		q.conflicts, q.overflown = nil, false
	}
	return conflicts, lost
}

// giveBack puts what could not be written at the beginning.
func (q *conflictQueue) giveBack(conflicts []Conflict, lost map[lostTable]int64) {
	waiting := q.conflicts
	q.conflicts, q.bytes = nil, 0
	q.left -= int64(len(conflicts))
	if q.lost == nil {
		q.lost = map[lostTable]int64{}
	}
	for table, number := range lost {
		q.lost[table] += number
	}
	q.add(append(conflicts, waiting...))
}

// Conflicts records conflicts and how they were decided. They are the Recorder's from then on.
func (r *Recorder) Conflicts(conflicts []Conflict) {
	if len(conflicts) == 0 {
		return
	}
	overflows := false
	r.change(func() { overflows = r.queue.add(conflicts) })
	if overflows {
		r.log.Warn("MCP Conflicts come faster than they can be written: some are recorded without the versions of the row, or only counted")
	}
}

// more reports whether conflicts wait for the next write.
func (r *Recorder) more() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.queue.conflicts) > 0
}

// conflictColumns are those that copyConflicts writes.
var conflictColumns = []string{
	"part", "sync_id", "at", "run_at", "schema_name", "table_name", "key", "kind", "columns", "versions", "decision", "winner", "outcome", "rule", "number",
}

// writeConflicts writes the conflicts of the news and returns the part that they are in. Those that the server refuses for
// what is in them are only counted: they would keep all else from being written.
func (n news) writeConflicts(ctx context.Context, tx pgx.Tx, largestPart int64) (part int32, err error) {
	if err := tx.QueryRow(ctx, "SELECT bucardo._part_for_conflicts($1)", largestPart).Scan(&part); err != nil {
		return 0, fmt.Errorf("make room for conflicts: %w", err)
	}
	err = copyConflicts(ctx, tx, part, n.conflicts, n.lost)
	var refused *pgconn.PgError
	if errors.As(err, &refused) && (refused.Code[:2] == "22" || refused.Code[:2] == "54") {
		counted := conflictQueue{lost: n.lost}
		counted.lose(n.conflicts)
		err = copyConflicts(ctx, tx, part, nil, counted.lost)
	}
	if err != nil {
		return 0, fmt.Errorf("write conflicts: %w", err)
	}
	return part, nil
}

func copyConflicts(ctx context.Context, tx pgx.Tx, part int32, conflicts []Conflict, lost map[lostTable]int64) error {
	rows := make([][]any, 0, len(lost))
	for table, number := range lost {
		rows = append(rows, []any{
			part, table.syncID, time.Now(), nil, table.schema, table.table, nil, NotRecorded, nil, nil, NotRecorded, nil, nil, nil, number,
		})
	}
	return pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error {
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"bucardo", "conflict"}, conflictColumns, pgx.CopyFromSlice(len(conflicts)+len(rows), func(i int) ([]any, error) {
			if i < len(conflicts) {
				return conflicts[i].values(part), nil
			}
			return rows[i-len(conflicts)], nil
		}))
		return err
	})
}

// values are those of conflictColumns.
func (c *Conflict) values(part int32) []any {
	var versions any
	if len(c.Versions) > 0 {
		if text, err := json.Marshal(c.Versions); err == nil { // else one is no JSON
			versions = text
		}
	}
	return []any{
		part, c.SyncID, c.At, orNull(c.Run), c.Schema, c.Table, orNoJSON(c.Key), c.Kind, c.Columns, versions, c.Decision, orNoText(c.Winner), orNoJSON(c.Outcome), c.Rule, int64(1),
	}
}

func orNoJSON(value json.RawMessage) any {
	if len(value) == 0 {
		return nil
	}
	return []byte(value)
}

func orNoText(value string) any {
	if value == "" {
		return nil
	}
	return value
}
