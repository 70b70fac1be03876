package kid

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// smallDeltas is how many deltas of a table at a source are still handled in memory; more are streamed.
const smallDeltas = 400

// readLockWait is how long a reader waits for a table that somebody has locked against reading, as TRUNCATE does. It is
// well below deadlock_timeout: a transaction that truncates several tables, one of which was read already, must not
// become the victim of a deadlock.
const readLockWait = 200 * time.Millisecond

// errReplan says that a table no longer looks as planned.
var errReplan = errors.New("a table has changed its columns")

// reading is what a source had to say in one snapshot. Its transaction stays open for streaming until end.
type reading struct {
	member   *member
	snapshot string
	durable  bool   // nothing in the snapshot can be taken back by a crash of the source
	reached  string // what the watermarks move to: the snapshot, or a cut below it
	token    bool   // somebody waits for the watermarks to move, whatever has changed
	bytes    map[*plannedTable]int64
	relayed  map[*plannedTable]bool // syncs have written deltas of it
	filled   map[*plannedTable]bool // that have deltas at all, those replicated whole too
	tables   map[*plannedTable]*tableReading
}

// tableReading is what is pending in one table of one source.
type tableReading struct {
	deltas int64
	large  bool // more than smallDeltas, or a TRUNCATE: rows is incomplete
	rows   []pendingRow
	newest time.Time
}

// pendingRow is a changed key with the present image of its row.
type pendingRow struct {
	key     []string
	at      time.Time
	owed    uint64
	made    string // as in delta.Source.Rows
	home    int64  // the database where it was changed first, where homes are sent
	deleted bool   // the newest change is a deletion, where deletions are sent
	present bool
	passes  []bool // which of the source's filters
	values  []*string
}

// projected is the version of the row that a receiver gets: whether it is there, and its values.
func (row *pendingRow) projected(to delta.Projection) (present bool, values []*string) {
	values = make([]*string, len(to.Outputs))
	for i, output := range to.Outputs {
		values[i] = row.values[output]
	}
	return row.present && (to.Filter < 0 || row.passes[to.Filter]), values
}

// beginReading opens the snapshot of a source and finds the tables that may have something pending.
func (k *Kid) beginReading(ctx context.Context, m *member, arm bool) (*reading, error) {
	r := &reading{member: m, bytes: map[*plannedTable]int64{}, filled: map[*plannedTable]bool{}, relayed: map[*plannedTable]bool{}, tables: map[*plannedTable]*tableReading{}}
	if arm {
		// Not in the pipeline below: the snapshot must come after it.
		if _, err := m.reader.Exec(ctx, delta.Arm, k.sync.ID); err != nil {
			return nil, fmt.Errorf("arm the wake-up: %w", err)
		}
	}
	batch := &pgx.Batch{}
	batch.Queue(k.beginSQL())
	batch.Queue(fmt.Sprintf("SET LOCAL lock_timeout = %d", readLockWait.Milliseconds()))
	batch.Queue("SELECT pg_current_snapshot()::text").QueryRow(func(row pgx.Row) error { return row.Scan(&r.snapshot) })
	batch.Queue(node.Flushed).QueryRow(func(row pgx.Row) error { return row.Scan(&r.durable) })
	batch.Queue(delta.TokensWait, k.sync.ID, k.watermarksOf(m)).QueryRow(func(row pgx.Row) error { return row.Scan(&r.token) })
	byID := map[int]*plannedTable{}
	for _, t := range k.plan.tables {
		byID[t.at[m.position].source.TableID] = t
	}
	batch.Queue(delta.FindCandidates, k.sync.ID).Query(func(rows pgx.Rows) error {
		var id int
		var bytes int64
		var relayed bool
		_, err := pgx.ForEachRow(rows, []any{&id, &bytes, &relayed}, func() error {
			t := byID[id]
			if t == nil {
				return nil
			}
			r.filled[t] = true
			if !t.whole {
				r.bytes[t], r.relayed[t] = bytes, relayed
			}
			return nil
		})
		return err
	})
	if err := m.reader.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("look for deltas: %w", err)
	}
	r.reached = r.snapshot
	return r, nil
}

// endTimeout bounds the end of a snapshot; a connection that takes longer is dead.
const endTimeout = 5 * time.Second

// end closes the snapshot, if it is still open. A connection that fails at it is closed, which its next use finds out.
func (r *reading) end(ctx context.Context) {
	conn := r.member.reader
	if conn == nil || conn.IsClosed() || conn.PgConn().TxStatus() == 'I' {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, endTimeout)
	defer cancel()
	if _, err := conn.Exec(ctx, "ROLLBACK"); err != nil {
		_ = conn.Close(ctx)
	}
}

// window says which deltas of a table are pending towards the receivers that take part.
func (r *reading) window(t *plannedTable, receivers []*member) delta.Window {
	w := delta.Window{Relay: r.relay(t, receivers)}
	if r.reached != r.snapshot {
		w.Cut = fmt.Sprint(snapshotXmax(r.reached))
	}
	groups := map[string]int{}
	owed := map[string]int{}
	for _, receiver := range receivers {
		if receiver == r.member {
			continue
		}
		watermark := receiver.watermark(r.member, t)
		i, ok := groups[watermark]
		if !ok {
			i = len(w.Groups)
			groups[watermark] = i
			w.Groups = append(w.Groups, delta.Group{Watermark: watermark})
		}
		w.Groups[i].Mask |= receiver.bit()
		for _, o := range receiver.owed {
			if o.OriginID != r.member.db.ID || o.Schema != t.schema || o.Table != t.name {
				continue
			}
			id := fmt.Sprint(len(o.Key), o.Key)
			j, ok := owed[id]
			if !ok {
				j = len(w.Owed)
				owed[id] = j
				w.Owed = append(w.Owed, delta.Owed{Key: o.Key, At: o.At, Home: o.Home})
			}
			if w.Owed[j].Home != o.Home {
				w.Owed[j].Home = 0
			}
			w.Owed[j].Mask |= receiver.bit()
			if o.At.After(w.Owed[j].At) {
				w.Owed[j].At = o.At
			}
		}
	}
	return w
}

// owes reports whether a receiver waits for a key of a table that an earlier run left out.
func (r *reading) owes(t *plannedTable, receivers []*member) bool {
	for _, receiver := range receivers {
		for _, o := range receiver.owed {
			if o.OriginID == r.member.db.ID && o.Schema == t.schema && o.Table == t.name {
				return true
			}
		}
	}
	return false
}

// makeDurable flushes the source unless the snapshot is on its disk already. No receiver may commit a watermark before: a
// crash would take transactions back, their ids would be given to others, and those would pass for known.
func (r *reading) makeDurable(ctx context.Context) error {
	if r.durable {
		return nil
	}
	return r.member.target.Flush(ctx)
}

// newest is the time of the newest change that the reading has found, zero when there is none.
func (r *reading) newest() time.Time {
	var newest time.Time
	for _, table := range r.tables {
		if table.newest.After(newest) {
			newest = table.newest
		}
	}
	return newest
}

// advances reports whether a receiver's watermark moves to what this reading has reached. One that is ahead of a cut
// stands aside: what it gets of the batch it has already, or gets again.
func (r *reading) advances(receiver *member) bool {
	return r.reached == r.snapshot || snapshotXmax(receiver.watermarks[r.member.db.ID]) < snapshotXmax(r.reached)
}

// deltaBytes is the least that a delta takes.
const deltaBytes = 48

// backlog is an upper bound of the deltas of the source, by the size of its segments.
func (r *reading) backlog() int64 {
	var bytes int64
	for _, n := range r.bytes {
		bytes += n
	}
	return bytes / deltaBytes
}

// summarize counts what is pending in a table.
func (r *reading) summarize(ctx context.Context, t *plannedTable, receivers []*member) (s delta.Summary, err error) {
	statement := t.at[r.member.position].source.Summary(r.window(t, receivers))
	err = r.member.reader.QueryRow(ctx, statement.SQL, pgx.QueryExecModeExec).
		Scan(&s.Deltas, &s.Oldest, &s.Newest, &s.Truncated, &s.TruncatedMask, &s.Mask)
	if err != nil {
		return s, fmt.Errorf("count deltas of %s: %w", t.display, err)
	}
	return s, nil
}

// cut bounds a large backlog: only deltas of transactions below the one that follows row number batchRows are taken.
// A single transaction is never cut.
func (r *reading) cut(ctx context.Context, receivers []*member, batchRows int) error {
	if r.backlog() < int64(batchRows) {
		return nil
	}
	var sources []delta.Source
	var windows []delta.Window
	for t := range r.bytes {
		sources = append(sources, t.at[r.member.position].source)
		windows = append(windows, r.window(t, receivers))
	}
	var next *string
	statement := delta.CutAfter(sources, windows, batchRows)
	err := r.member.reader.QueryRow(ctx, statement.SQL, pgx.QueryExecModeExec).Scan(&next)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && next == nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("cut backlog: %w", err)
	}
	cut := *r
	cut.reached = cutSnapshot(r.snapshot, parseXID(*next))
	for _, receiver := range receivers {
		if receiver != r.member && cut.advances(receiver) {
			r.reached = cut.reached
			return nil
		}
	}
	return nil
}

// cutSnapshot returns the snapshot in which everything below a transaction id is visible that is visible in the given
// one. Transactions that are open anywhere in the cluster stay invisible in it, and do not keep a backlog from being cut.
func cutSnapshot(snapshot string, at uint64) string {
	var open []string
	xmin := at
	for xid := range strings.SplitSeq(snapshot[strings.LastIndexByte(snapshot, ':')+1:], ",") {
		if xid != "" && parseXID(xid) < at {
			open = append(open, xid)
			xmin = min(xmin, parseXID(xid))
		}
	}
	return fmt.Sprintf("%d:%d:%s", xmin, at, strings.Join(open, ","))
}

// read fetches what is pending in the tables given and checks that they still look as planned.
func (r *reading) read(ctx context.Context, tables []*plannedTable, receivers []*member) error {
	batch := &pgx.Batch{}
	position := r.member.position
	oids := make([]int64, len(tables))
	shapes := map[int64]string{}
	for i, t := range tables {
		oids[i] = t.at[position].oid
		shapes[oids[i]] = t.at[position].shape
	}
	batch.Queue(node.Shapes, oids).Query(func(rows pgx.Rows) error {
		var oid int64
		var shape string
		var found int
		_, err := pgx.ForEachRow(rows, []any{&oid, &shape}, func() error {
			found++
			if shapes[oid] != shape {
				return errReplan
			}
			return nil
		})
		if err == nil && found != len(oids) {
			return errReplan
		}
		return err
	})
	for _, t := range tables {
		if r.bytes[t] == 0 && !r.owes(t, receivers) {
			continue
		}
		result := &tableReading{}
		r.tables[t] = result
		source := t.at[position].source
		statement := source.Rows(r.window(t, receivers), smallDeltas)
		batch.Queue(statement.SQL, statement.Args...).Query(func(rows pgx.Rows) error {
			return result.scan(rows, source)
		})
	}
	err := r.member.reader.SendBatch(ctx, batch).Close()
	var refused *pgconn.PgError
	if errors.As(err, &refused) && (refused.Code == "42703" || refused.Code == "42P01" || refused.Code == "42883" || refused.Code == "0A000") {
		return errors.Join(errReplan, err)
	}
	if err != nil {
		return fmt.Errorf("read deltas: %w", err)
	}
	return nil
}

func (t *tableReading) scan(rows pgx.Rows, source delta.Source) error {
	defer rows.Close()
	for rows.Next() {
		row := pendingRow{key: make([]string, len(source.Keys)), passes: make([]bool, len(source.Filters)), values: make([]*string, source.Outputs())}
		key := make([]*string, len(source.Keys))
		var deltas, owed int64
		into := []any{&deltas, &row.at, &owed, &row.made}
		if source.Homes {
			into = append(into, &row.home)
		}
		if source.Deletions {
			into = append(into, &row.deleted)
		}
		for i := range key {
			into = append(into, &key[i])
		}
		into = append(into, &row.present)
		for i := range row.passes {
			into = append(into, &row.passes[i])
		}
		for i := range row.values {
			into = append(into, &row.values[i])
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		t.deltas += deltas
		if row.at.After(t.newest) {
			t.newest = row.at
		}
		if key[0] == nil { // a TRUNCATE
			t.large = true
			continue
		}
		for i := range key {
			row.key[i] = *key[i]
		}
		row.owed = uint64(owed) //nolint:gosec // a bit pattern
		t.rows = append(t.rows, row)
	}
	if t.deltas > smallDeltas {
		t.large = true
	}
	return rows.Err()
}
