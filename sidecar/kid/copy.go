package kid

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// The first copy of a member, which takes no part in runs meanwhile.
//
// The member becomes what the reference, the first source, was in one snapshot S: its rows as of S or later, and as its
// watermarks those the reference had in S, for the reference itself S. From there it catches up like any member that was
// away: whatever changed after S is in the deltas, and replaying a change that the copy already has is harmless. So parts may be read
// in later snapshots too, after a crash, and nothing is lost at the seam.

// reference is the member that others are copied from: the first source that takes part already, preferably one that is up,
// or the first source of a sync that begins.
func (k *Kid) reference() *member {
	var first, joined *member
	for _, m := range k.members {
		if !m.isSource() {
			continue
		}
		if first == nil {
			first = m
		}
		takesPart := len(m.watermarks) > 0 || slices.ContainsFunc(k.members, func(other *member) bool {
			return other.copy != nil && other.copy.Reference == m.db.ID
		})
		if takesPart && (joined == nil || m.up() && !joined.up()) {
			joined = m
		}
	}
	if joined != nil {
		return joined
	}
	return first
}

// uncopied are the members that will get a first copy which has not begun.
func (k *Kid) uncopied() []int64 {
	var ids []int64
	for _, m := range k.up() {
		if m != k.reference() && m.role != catalog.FullCopy && m.onetimecopy != 0 && len(m.watermarks) == 0 && m.copy == nil {
			ids = append(ids, m.db.ID)
		}
	}
	return ids
}

func (k *Kid) anyCopying() bool {
	return slices.ContainsFunc(k.members, func(m *member) bool { return m.copying })
}

// beginCopies starts the copies of the members that are up and have nothing yet.
func (k *Kid) beginCopies(ctx context.Context) error {
	reference := k.reference()
	for _, m := range k.up() {
		begun := m.copy != nil && !m.copy.Finished
		if m == reference || m.role == catalog.FullCopy || !begun && (m.onetimecopy == 0 || len(m.watermarks) > 0) {
			continue
		}
		if reference.db.Inactive {
			problem := inactiveProblem(reference.db)
			problem.Reason = fmt.Sprintf("%s cannot be copied from it: it is inactive", m.db.Name)
			return problem
		}
		if len(k.plan.held) > 0 {
			h := k.plan.held[0]
			m.close(ctx)
			m.problem = node.Problem{DB: h.problem.DB, Reason: fmt.Sprintf("%s cannot be copied yet: %s", m.db.Name, h.problem.Reason), NextStep: h.problem.NextStep}
			continue // the others go on
		}
		if !reference.up() {
			return node.Problem{DB: reference.db.Name, Reason: fmt.Sprintf("%s cannot be copied from it: it cannot be reached", m.db.Name), NextStep: "Start it; the copy goes on by itself."}
		}
		m.close(ctx)
		m.problem = node.Problem{DB: m.db.Name, Reason: "its tables are being copied from " + reference.db.Name, NextStep: "SELECT * FROM bucardo.progress"}
		m.copying, m.probing = true, true
		sync, tables := k.sync, slices.DeleteFunc(slices.Clone(k.plan.tables), m.getsWhole)
		k.probing.Go(func() { k.copyMember(sync, m, reference, tables) })
	}
	return nil
}

// copyMember copies until it succeeds or the kid stops.
func (k *Kid) copyMember(sync catalog.Sync, m, reference *member, tables []*plannedTable) {
	for k.stop.Err() == nil {
		c := &copier{kid: k, sync: sync, member: m, reference: reference, tables: tables, mode: m.onetimecopy, workers: max(sync.CopyWorkers, 1)}
		attempt := c.run
		if m.isStore() {
			attempt = c.runStore
		}
		err := attempt(k.stop)
		if k.stop.Err() != nil {
			return
		}
		if err != nil {
			err = node.Explain(m.db, err)
			k.log.Warn(fmt.Sprintf("KID (%s) Copy to %s was interrupted: %s", k.sync.Name, m.db.Name, err), "sync", k.sync.Name, "db", m.db.Name)
		}
		select {
		case k.probes <- probe{m, err}:
		case <-k.stop.Done():
		}
		if err == nil {
			return
		}
		pause(k.stop, maxRetryAfter)
	}
}

// copier is one attempt at a first copy.
type copier struct {
	kid               *Kid
	sync              catalog.Sync
	member, reference *member
	tables            []*plannedTable
	mode, workers     int

	start    *delta.CopyStart
	exported string // the snapshot's name at the reference
	rows     atomic.Int64
	mu       sync.Mutex
	failure  error // of the first table that could not be copied
}

// part is a piece of a table that one worker copies in one transaction.
type part struct {
	table       *plannedTable
	number      int
	partitioned bool
	listed      bool // by the places of its rows
	relfilenode int64
	progress    *tableProgress
}

// listedAbove is how many parts a table may have before a server that cannot scan a range of pages is told the places of the
// rows: about that many times it reads a whole table as quickly as it looks all places of a part up.
const listedAbove = 8

// tableProgress counts the rows of a table while workers copy its parts.
type tableProgress struct {
	table    *plannedTable
	status   status.CopyProgress
	done     atomic.Int64  // rows
	before   int64         // of these, what an earlier attempt has copied
	todo     atomic.Int64  // parts
	failed   atomic.Bool   // a part could not be copied; the others are passed over
	finished chan struct{} // closed when nothing is left to do
}

func (c *copier) run(ctx context.Context) error {
	source, err := c.kid.dialToCopy(ctx, c.sync.Name, c.reference.db)
	if err != nil {
		return err
	}
	defer closeConn(ctx, source)
	target, err := c.kid.dialToCopy(ctx, c.sync.Name, c.member.db)
	if err != nil {
		return err
	}
	defer closeConn(ctx, target)
	if err := node.Install(ctx, target, c.member.db, c.kid.installation); err != nil {
		return err
	}
	mode, begin, err := node.PrepareToApply(ctx, target)
	if err != nil {
		return err
	}
	if err := c.openSnapshot(ctx, source, target); err != nil {
		return err
	}
	started := time.Now()
	c.kid.log.Info(fmt.Sprintf("KID (%s) Copying %d tables from %s to %s", c.sync.Name, len(c.tables), c.reference.db.Name, c.member.db.Name), "sync", c.sync.Name, "db", c.member.db.Name)
	if err := c.copyTables(ctx, source, target, begin, mode); err != nil {
		return err
	}
	rows := c.rows.Load()
	if err := pgx.BeginFunc(ctx, target, func(tx pgx.Tx) error { return delta.FinishCopy(ctx, tx, c.sync.ID, c.start) }); err != nil {
		return err
	}
	took := time.Since(started)
	c.kid.log.Info(fmt.Sprintf("KID (%s) Copied %d rows to %s in %s", c.sync.Name, rows, c.member.db.Name, took.Round(time.Millisecond)), "sync", c.sync.Name, "db", c.member.db.Name, "rows", rows)
	return nil
}

// openSnapshot takes the snapshot that all workers read in, and records what it is, unless an earlier attempt has.
func (c *copier) openSnapshot(ctx context.Context, source, target *pgx.Conn) error {
	if _, err := source.Exec(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	start := &delta.CopyStart{Reference: c.reference.db.ID}
	err := source.QueryRow(ctx, "SELECT pg_current_snapshot()::text, pg_export_snapshot()").Scan(&start.Snapshot, &c.exported)
	if err != nil {
		return fmt.Errorf("export snapshot: %w", err)
	}
	if start.Watermarks, err = delta.Watermarks(ctx, source, c.sync.ID); err != nil {
		return err
	}
	delete(start.Watermarks, c.member.db.ID)
	if start.Owed, err = delta.OwedKeys(ctx, source, c.sync.ID); err != nil {
		return err
	}
	start.Owed = slices.DeleteFunc(start.Owed, func(o delta.OwedKey) bool { return o.OriginID == c.member.db.ID })
	held, err := delta.Held(ctx, source, c.sync.ID)
	if err != nil {
		return err
	}
	if len(held) > 0 {
		return node.Problem{DB: c.reference.db.Name, Reason: "it is still to get what changed in a table that was held; the copy waits for that", NextStep: "Nothing; if it stays, see bucardo.findings."}
	}
	if c.start, err = delta.ReadCopyStart(ctx, target, c.sync.ID); err != nil || c.start != nil {
		return err
	}
	if err := c.kid.flushReference(ctx, c.sync.Name, c.reference.db); err != nil {
		return err
	}
	c.start = start
	return pgx.BeginFunc(ctx, target, func(tx pgx.Tx) error { return delta.RecordCopyStart(ctx, tx, c.sync.ID, start) })
}

// copyTables hands the parts of all tables to the workers. Where foreign keys are checked, a table is finished before
// the next is begun, parents first.
func (c *copier) copyTables(ctx context.Context, source, target *pgx.Conn, begin string, mode node.ApplyMode) error {
	parts := make(chan part)
	group, working := errgroup.WithContext(ctx)
	for range c.workers {
		group.Go(func() error { return c.work(working, parts) })
	}
	group.Go(func() error {
		defer close(parts)
		for _, t := range c.tables {
			p, todo, err := c.prepare(working, source, target, begin, t)
			if err == nil && len(todo) == 0 {
				err = c.finish(working, target, p)
			}
			if err != nil {
				return fmt.Errorf("copy %s: %w", t.display, err)
			}
			for _, part := range todo {
				select {
				case parts <- part:
				case <-working.Done():
					return nil
				}
			}
			if mode == node.ReplicaMode || len(todo) == 0 {
				continue
			}
			select {
			case <-p.finished:
			case <-working.Done():
				return nil
			}
		}
		return nil
	})
	if err := group.Wait(); err != nil {
		return err
	}
	return c.failure
}

// prepare empties a table, unless it was begun before or is left as it is, and returns the parts that are still to be copied.
func (c *copier) prepare(ctx context.Context, source, target *pgx.Conn, begin string, t *plannedTable) (p *tableProgress, todo []part, err error) {
	here := t.at[c.reference.position]
	var pages, relfilenode, expected int64
	var partitioned, ranges bool
	err = source.QueryRow(ctx, `
		SELECT pg_relation_size(c.oid) / current_setting('block_size')::bigint, c.relfilenode::bigint, greatest(c.reltuples, 0)::bigint, c.relkind = 'p',
		       current_setting('server_version_num')::int >= 140000
		FROM pg_class c WHERE c.oid = $1::bigint::oid`, here.oid).Scan(&pages, &relfilenode, &expected, &partitioned, &ranges)
	if err != nil {
		return nil, nil, err
	}
	done, left, err := c.begin(ctx, target, begin, t, relfilenode)
	if err != nil {
		return nil, nil, err
	}
	p = &tableProgress{table: t, finished: make(chan struct{}), status: status.CopyProgress{
		SyncID: c.sync.ID, DBID: c.member.db.ID, Schema: t.schema, Table: t.name, Phase: "copying", Started: time.Now(), Expected: expected,
	}}
	if left {
		p.status.Phase = "left as it is"
		c.kid.recorder.Copy(p.status)
		return p, nil, nil
	}
	for _, n := range done {
		p.before += n
	}
	p.done.Store(p.before)
	p.report(c.kid.recorder)
	parts := int(max((pages+delta.PagesPerPart-1)/delta.PagesPerPart, 1))
	for n := range parts {
		if _, ok := done[n]; !ok {
			todo = append(todo, part{t, n, partitioned, !ranges && parts > listedAbove, relfilenode, p})
		}
	}
	p.todo.Store(int64(len(todo)))
	return p, todo, nil
}

// finish does what comes after the last part of a table.
func (c *copier) finish(ctx context.Context, target *pgx.Conn, p *tableProgress) error {
	defer close(p.finished)
	if p.status.Phase != "copying" {
		return nil // it is left as it is
	}
	t := p.table
	if err := maintain(ctx, target, t.at[c.member.position].target.Quoted, c.sync.TableOptions(t.schema, t.name), func(phase string) {
		p.status.Phase = phase
		p.report(c.kid.recorder)
	}); err != nil {
		return err
	}
	p.status.Phase = "done"
	p.report(c.kid.recorder)
	c.rows.Add(p.done.Load() - p.before)
	return nil
}

func (p *tableProgress) report(recorder *status.Recorder) {
	s := p.status
	s.Done = p.done.Load()
	if s.Phase == "done" || s.Done > s.Expected {
		s.Expected = s.Done
	}
	recorder.Copy(s)
}

// begin empties a table before its first part, or decides to leave it as it is. It returns the rows of each part that an
// earlier attempt has copied. A table that was rewritten at the reference meanwhile is copied anew.
func (c *copier) begin(ctx context.Context, target *pgx.Conn, begin string, t *plannedTable, relfilenode int64) (done map[int]int64, left bool, err error) {
	done = map[int]int64{}
	rows, err := target.Query(ctx, "SELECT part, rows, relfilenode::bigint FROM bucardo_node.copied WHERE sync_id = $1 AND schema_name = $2 AND table_name = $3", c.sync.ID, t.schema, t.name)
	if err != nil {
		return nil, false, err
	}
	var number int
	var n, node int64
	rewritten := false
	if _, err := pgx.ForEachRow(rows, []any{&number, &n, &node}, func() error {
		done[number] = n
		rewritten = rewritten || node != relfilenode
		return nil
	}); err != nil {
		return nil, false, err
	}
	if begun, ok := done[-1]; ok && (begun < 0 || !rewritten) {
		delete(done, -1)
		return done, begun < 0, nil
	}
	empty, err := c.emptying(ctx, target, t)
	if err != nil {
		return nil, false, err
	}
	quoted := t.at[c.member.position].target.Quoted
	err = inTransaction(ctx, target, begin, func() error {
		if c.mode == 2 && len(done) == 0 {
			if err := target.QueryRow(ctx, "SELECT EXISTS (SELECT FROM "+quoted+")").Scan(&left); err != nil {
				return err
			}
		}
		if !left {
			if _, err := target.Exec(ctx, empty); err != nil {
				return err
			}
		}
		if _, err := target.Exec(ctx, "DELETE FROM bucardo_node.copied WHERE sync_id = $1 AND schema_name = $2 AND table_name = $3", c.sync.ID, t.schema, t.name); err != nil {
			return err
		}
		return c.record(ctx, target, part{table: t, number: -1, relfilenode: relfilenode}, map[bool]int64{true: -1, false: 0}[left])
	})
	return map[int]int64{}, left, err
}

// emptying is the statement that takes all rows out of a table.
func (c *copier) emptying(ctx context.Context, target *pgx.Conn, t *plannedTable) (string, error) {
	here := t.at[c.member.position]
	if c.sync.TableOptions(t.schema, t.name).DeleteMethod == "truncate" {
		keys, err := foreignKeys(ctx, target, []int64{here.oid})
		if err != nil || len(keys) == 0 {
			return "TRUNCATE " + here.target.Quoted, err
		}
	}
	return "DELETE FROM " + here.target.Quoted, nil
}

func (c *copier) record(ctx context.Context, target *pgx.Conn, p part, rows int64) error {
	_, err := target.Exec(ctx, "INSERT INTO bucardo_node.copied (sync_id, schema_name, table_name, part, rows, relfilenode) VALUES ($1, $2, $3, $4, $5, $6::bigint::oid)",
		c.sync.ID, p.table.schema, p.table.name, p.number, rows, p.relfilenode)
	return err
}

func inTransaction(ctx context.Context, conn *pgx.Conn, begin string, f func() error) error {
	if _, err := conn.Exec(ctx, begin); err != nil {
		return err
	}
	if err := f(); err != nil {
		_, rollback := conn.Exec(context.WithoutCancel(ctx), "ROLLBACK")
		return errors.Join(err, rollback)
	}
	_, err := conn.Exec(ctx, "COMMIT")
	return err
}

// work copies parts over connections of its own.
func (c *copier) work(ctx context.Context, parts <-chan part) error {
	source, err := c.kid.dialToCopy(ctx, c.sync.Name, c.reference.db)
	if err != nil {
		return err
	}
	defer closeConn(ctx, source)
	target, err := c.kid.dialToCopy(ctx, c.sync.Name, c.member.db)
	if err != nil {
		return err
	}
	defer closeConn(ctx, target)
	_, begin, err := node.PrepareToApply(ctx, target)
	if err != nil {
		return err
	}
	if _, err := source.Exec(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ; SET TRANSACTION SNAPSHOT '"+c.exported+"'"); err != nil {
		return fmt.Errorf("read in the copy's snapshot: %w", err)
	}
	for p := range parts {
		if !p.progress.failed.Load() {
			err := c.copyPart(ctx, source, target, begin, p)
			if err != nil && (source.PgConn().TxStatus() != 'T' || target.PgConn().TxStatus() != 'I') {
				return fmt.Errorf("copy %s: %w", p.table.display, err)
			}
			if err != nil {
				c.fail(p.progress, err)
			}
			p.progress.report(c.kid.recorder)
		}
		if p.progress.todo.Add(-1) > 0 {
			continue
		}
		if p.progress.failed.Load() {
			close(p.progress.finished)
			continue
		}
		if err := c.finish(ctx, target, p.progress); err != nil {
			return fmt.Errorf("copy %s: %w", p.table.display, err)
		}
	}
	return nil
}

// fail keeps the reason why a table cannot be copied; the others are, and the next attempt goes on with this one.
func (c *copier) fail(p *tableProgress, err error) {
	p.failed.Store(true)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failure == nil {
		c.failure = fmt.Errorf("copy %s: %w", p.table.display, err)
	}
}

// copyPart streams a part straight into its table. Where a row is there already, the application has written it meanwhile,
// or it moved between two attempts; then the part is staged, and only what is missing is inserted.
func (c *copier) copyPart(ctx context.Context, source, target *pgx.Conn, begin string, p part) error {
	table := &p.table.at[c.member.position].target
	from, projection := p.table.at[c.reference.position].source, p.table.at[c.member.position].projection
	sql := from.CopyPart(p.number, p.partitioned, projection)
	if p.listed {
		sql = from.CopyListedPart(p.number, projection)
	}
	transfer := func(into string, then ...string) error {
		return inTransaction(ctx, target, begin, func() error {
			rows, err := pipe(ctx, source, sql, target, into, c.kid.transformer(ctx, p.table, c.member, 0), nil)
			if err != nil {
				return err
			}
			for _, statement := range then {
				if _, err := target.Exec(ctx, statement); err != nil {
					return err
				}
			}
			p.progress.done.Add(rows)
			return c.record(ctx, target, p, rows)
		})
	}
	err := transfer(table.CopyInto())
	if err == nil || node.AsProblem(node.Explain(c.member.db, err)).SQLState != "23505" {
		return err
	}
	create, into, insert := table.CopyBeside()
	if _, err := target.Exec(ctx, create); err != nil {
		return err
	}
	return transfer(into, insert)
}
