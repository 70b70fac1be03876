package kid

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// mostSnapshots is how often a round takes a snapshot, when tables are truncated right after it.
const mostSnapshots = 3

// rewrittenError says that one of the tables was emptied or rewritten after the snapshot, in which it would seem empty.
type rewrittenError struct{ tables []*plannedTable }

// Error implements error.
func (e rewrittenError) Error() string {
	return "a table was truncated or rewritten when its copy began; it is tried again"
}

// wholeRound replaces the whole tables of one member that have changed. It runs apart from the kid's goroutine and uses of
// it only what never changes.
type wholeRound struct {
	kid               *Kid
	sync              catalog.Sync
	member, reference *member
	others            []otherSource
	tables            []*plannedTable
	captures          map[*plannedTable]map[int64]int

	passOver   bool // the watermarks are to move although nothing has changed
	progress   map[*plannedTable]*tableProgress
	counts     []deltaCount
	snapshot   string
	durable    bool
	watermarks map[int64]string         // what the reference has received of others, in the snapshot
	owed       map[delta.TableName]bool // of which the reference waits for rows that these cover
}

// otherSource is a source beside the reference.
type otherSource struct {
	member *member
	up     bool
}

// roundResult is what a round has done, and what the member has now.
type roundResult struct {
	member, reference *member
	started           time.Time
	err               error
	replan            bool
	watermarks        map[int64]string
	copies            map[delta.TableName]delta.WholeCopy
	copied            int
	rows, deleted     int64
	changed           []status.TableChange
}

func (c *wholeRound) run(ctx context.Context) roundResult {
	result := roundResult{member: c.member, reference: c.reference, started: time.Now()}
	result.err = c.attempt(ctx, &result)
	result.replan = errors.Is(result.err, errReplan)
	return result
}

func (c *wholeRound) attempt(ctx context.Context, result *roundResult) error {
	target, err := c.kid.dialToCopy(ctx, c.sync.Name, c.member.db)
	if err != nil {
		return err
	}
	defer closeConn(ctx, target)
	mode, begin, err := node.PrepareToApply(ctx, target)
	wait := lockWaitTarget
	if own := c.sync.Options.LockTimeout; own != 0 {
		wait = own.Duration()
	}
	if err == nil {
		_, err = target.Exec(ctx, fmt.Sprintf("SET lock_timeout = %d", wait.Milliseconds()))
	}
	if err == nil {
		result.watermarks, result.copies, err = delta.Whole(ctx, target, c.sync.ID)
	}
	if err != nil {
		return explain(c.member.db, err)
	}
	var rewritten rewrittenError
	for range mostSnapshots {
		err = c.copyChanged(ctx, target, mode, begin, rewritten.tables, result)
		if !errors.As(err, &rewritten) {
			break
		}
	}
	if err != nil {
		return err
	}
	return explain(c.member.db, c.maintain(ctx, target, result.copies))
}

// copyChanged opens the snapshot, finds what has changed in it, and replaces that in one transaction.
func (c *wholeRound) copyChanged(ctx context.Context, target *pgx.Conn, mode node.ApplyMode, begin string, locked []*plannedTable, result *roundResult) error {
	result.changed, c.counts = nil, nil
	source, err := c.kid.dialToCopy(ctx, c.sync.Name, c.reference.db)
	if err != nil {
		return err
	}
	defer closeConn(ctx, source)
	if err := c.openSnapshot(ctx, source, locked); err != nil {
		return explain(c.reference.db, err)
	}
	chosen, err := c.choose(ctx, source, result)
	if err != nil || len(chosen) == 0 && !c.passOver {
		return err
	}
	plan := &replacement{tables: c.sorted(chosen)}
	if err := plan.findReferences(ctx, target, c, mode); err != nil {
		return explain(c.member.db, err)
	}
	expected := map[*plannedTable]int64{}
	if len(plan.tables) > 0 {
		expected, err = c.lockSource(ctx, source, plan.tables)
	}
	if err != nil {
		return explain(c.reference.db, err)
	}
	if !c.durable {
		if err := c.kid.flushReference(ctx, c.sync.Name, c.reference.db); err != nil {
			return explain(c.reference.db, err)
		}
	}
	after := maps.Clone(result.watermarks)
	for origin, snapshot := range c.reached() {
		if _, ok := after[origin]; ok {
			after[origin] = snapshot
		}
	}
	copies := maps.Clone(result.copies)
	var rows, deleted int64
	err = inTransaction(ctx, target, begin, func() (err error) {
		if deleted, err = plan.empty(ctx, target, c.member.position); err != nil {
			return err
		}
		for _, t := range plan.tables {
			p := c.begin(t, expected[t])
			n, err := c.copyTable(ctx, source, target, t, p)
			if err != nil {
				return fmt.Errorf("copy %s: %w", t.display, err)
			}
			rows += n
			if here := t.at[c.member.position].target; here.Relay != nil {
				if err := delta.RelayWhole(ctx, target, c.sync.ID, here.Quoted); err != nil {
					return err
				}
			}
			copies[t.fullName()] = delta.WholeCopy{Query: t.wholeQuery(c.reference, c.member), Captures: c.captures[t], Complete: !c.owed[t.fullName()]}
			if err := delta.RecordWhole(ctx, target, c.sync.ID, t.fullName(), copies[t.fullName()], n); err != nil {
				return err
			}
		}
		return delta.AdvanceWhole(ctx, target, c.sync.ID, result.watermarks, after, c.member.role == catalog.FullCopy)
	})
	if err != nil {
		return c.explainCopy(err)
	}
	for _, n := range c.counts {
		c.kid.log.Info(fmt.Sprintf("KID (%s) Delta count for %s.%s: %d", c.sync.Name, n.member.db.Name, n.table.display, n.deltas),
			"sync", c.sync.Name, "db", n.member.db.Name, "table", n.table.display, "deltas", n.deltas)
	}
	result.watermarks, result.copies, result.copied, result.rows, result.deleted = after, copies, len(plan.tables), rows, deleted
	return nil
}

// explain says which database an error is of, unless the round or the kid deals with it.
func explain(db catalog.DB, err error) error {
	var rewritten rewrittenError
	if errors.Is(err, errReplan) || errors.As(err, &rewritten) {
		return err
	}
	return node.Explain(db, err)
}

// explainCopy finds out which of the two databases an error is of.
func (c *wholeRound) explainCopy(err error) error {
	var ofSource sourceError
	if errors.As(err, &ofSource) {
		return explain(c.reference.db, err)
	}
	if errors.Is(err, errReplan) {
		return errReplan
	}
	problem := node.AsProblem(node.Explain(c.member.db, err))
	if problem.SQLState == "55000" {
		// A publication of the target FOR ALL TABLES, and a table without a replica identity.
		problem.NextStep = "Set deletemethod to truncate for the table, or give it a replica identity there: ALTER TABLE ... REPLICA IDENTITY FULL."
	}
	return problem
}

// openSnapshot takes the snapshot, after it has locked tables that are emptied all the time.
func (c *wholeRound) openSnapshot(ctx context.Context, source *pgx.Conn, locked []*plannedTable) error {
	begin := fmt.Sprintf("BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL lock_timeout = %d", readLockWait.Milliseconds())
	if len(locked) > 0 {
		begin += "; " + c.lockStatement(locked)
	}
	if _, err := source.Exec(ctx, begin); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := source.QueryRow(ctx, "SELECT pg_current_snapshot()::text, ("+node.Flushed+")").Scan(&c.snapshot, &c.durable); err != nil {
		return fmt.Errorf("read snapshot: %w", err)
	}
	var err error
	if c.watermarks, err = delta.Watermarks(ctx, source, c.sync.ID); err != nil {
		return err
	}
	owed, err := delta.OwedKeys(ctx, source, c.sync.ID)
	c.owed = map[delta.TableName]bool{}
	for _, o := range owed {
		c.owed[delta.TableName{Schema: o.Schema, Table: o.Table}] = true
	}
	return err
}

// reached is what a copy made in the snapshot holds of each origin.
func (c *wholeRound) reached() map[int64]string {
	reached := map[int64]string{c.reference.db.ID: c.snapshot}
	for _, s := range c.others {
		if watermark, ok := c.watermarks[s.member.db.ID]; ok {
			reached[s.member.db.ID] = watermark
		}
	}
	return reached
}

// choose returns the tables that are to be copied.
func (c *wholeRound) choose(ctx context.Context, source *pgx.Conn, result *roundResult) (map[*plannedTable]bool, error) {
	chosen := map[*plannedTable]bool{}
	for _, t := range c.tables {
		before, ok := result.copies[t.fullName()]
		if !ok || before.Query != t.wholeQuery(c.reference, c.member) || !continues(before.Captures, c.captures[t]) || !before.Complete && !c.owed[t.fullName()] {
			chosen[t] = true
		}
	}
	// The look holds the delta tables until its savepoint is gone; space could not be given back during a long copy.
	if _, err := source.Exec(ctx, "SAVEPOINT look"); err != nil {
		return nil, explain(c.reference.db, err)
	}
	if err := c.addChanged(ctx, source, c.reference, result, "", chosen); err != nil {
		return nil, explain(c.reference.db, err)
	}
	if _, err := source.Exec(ctx, "ROLLBACK TO SAVEPOINT look"); err != nil {
		return nil, explain(c.reference.db, err)
	}
	for _, s := range c.others {
		id := s.member.db.ID
		before, now := result.watermarks[id], c.watermarks[id]
		if before == "" || now == "" || before == now {
			continue
		}
		if !s.up { // nobody can say which tables its changes are in
			for _, t := range c.tables {
				chosen[t] = true
			}
			continue
		}
		if err := c.addChangedElsewhere(ctx, s.member, result, now, chosen); err != nil {
			return nil, explain(s.member.db, err)
		}
	}
	return chosen, nil
}

func (c *wholeRound) addChangedElsewhere(ctx context.Context, m *member, result *roundResult, until string, chosen map[*plannedTable]bool) error {
	conn, err := c.kid.dialToCopy(ctx, c.sync.Name, m.db)
	if err != nil {
		return err
	}
	defer closeConn(ctx, conn)
	return c.addChanged(ctx, conn, m, result, until, chosen)
}

func (c *wholeRound) addChanged(ctx context.Context, conn *pgx.Conn, m *member, result *roundResult, until string, chosen map[*plannedTable]bool) error {
	byID := map[int]*plannedTable{}
	var sources []delta.Source
	for _, t := range c.tables {
		if here := t.at[m.position]; here != nil && here.source.TableID != 0 {
			byID[here.source.TableID] = t
			sources = append(sources, here.source)
		}
	}
	since := result.watermarks[m.db.ID]
	if len(sources) == 0 || since == "" {
		return nil
	}
	changes, err := readChanges(ctx, conn, c.sync.ID, sources, since, until)
	for _, change := range changes {
		t := byID[change.TableID]
		chosen[t] = true
		result.changed = append(result.changed, status.TableChange{DBID: m.db.ID, Schema: t.schema, Table: t.name, At: change.Newest})
		c.counts = append(c.counts, deltaCount{m, t, change.Deltas})
	}
	return err
}

// sorted puts the chosen tables into the order of the plan, parents first.
func (c *wholeRound) sorted(chosen map[*plannedTable]bool) []*plannedTable {
	return slices.DeleteFunc(slices.Clone(c.tables), func(t *plannedTable) bool { return !chosen[t] })
}

func (c *wholeRound) lockStatement(tables []*plannedTable) string {
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.at[c.reference.position].source.Table
	}
	return "LOCK TABLE " + strings.Join(names, ", ") + " IN ACCESS SHARE MODE"
}

// lockSource keeps the tables from being truncated or changed until they are copied, checks that they have not been since the
// snapshot, and returns how many rows they are thought to have.
func (c *wholeRound) lockSource(ctx context.Context, source *pgx.Conn, tables []*plannedTable) (map[*plannedTable]int64, error) {
	position := c.reference.position
	oids := make([]int64, len(tables))
	shapes := map[int64]string{}
	byOID := map[int64]*plannedTable{}
	for i, t := range tables {
		here := t.at[position]
		oids[i], shapes[here.oid], byOID[here.oid] = here.oid, here.shape, t
	}
	if _, err := source.Exec(ctx, c.lockStatement(tables)); err != nil {
		return nil, fmt.Errorf("lock tables: %w", err)
	}
	if err := checkShapes(ctx, source, shapes); err != nil {
		return nil, err
	}
	// relfilenode is that of the snapshot, the function tells that of now.
	var rewritten bool
	err := source.QueryRow(ctx, `
		SELECT EXISTS (
			SELECT
			FROM unnest($1::bigint[]) AS t(oid)
			CROSS JOIN LATERAL (SELECT t.oid::oid AS relid UNION SELECT p.relid FROM pg_partition_tree(t.oid::oid::regclass) p) AS p
			JOIN pg_class c ON c.oid = p.relid
			WHERE c.relkind = 'r' AND c.relfilenode IS DISTINCT FROM pg_relation_filenode(c.oid))`, oids).Scan(&rewritten)
	if err != nil {
		return nil, fmt.Errorf("look whether tables were rewritten: %w", err)
	}
	if rewritten {
		return nil, rewrittenError{tables}
	}
	rows, err := source.Query(ctx, "SELECT oid::bigint, greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = ANY ($1::bigint[]::oid[])", oids)
	if err != nil {
		return nil, fmt.Errorf("estimate rows: %w", err)
	}
	expected := map[*plannedTable]int64{}
	var oid, n int64
	_, err = pgx.ForEachRow(rows, []any{&oid, &n}, func() error {
		expected[byOID[oid]] = n
		return nil
	})
	return expected, err
}

// checkShapes returns errReplan when tables no longer look as planned. shapes are by the table's oid.
func checkShapes(ctx context.Context, conn *pgx.Conn, shapes map[int64]string) error {
	rows, err := conn.Query(ctx, node.Shapes, slices.Collect(maps.Keys(shapes)))
	if err != nil {
		return fmt.Errorf("read shapes of tables: %w", err)
	}
	var oid int64
	var shape string
	found := 0
	if _, err := pgx.ForEachRow(rows, []any{&oid, &shape}, func() error {
		if shapes[oid] == shape {
			found++
		}
		return nil
	}); err != nil {
		return fmt.Errorf("read shapes of tables: %w", err)
	}
	if found != len(shapes) {
		return errReplan
	}
	return nil
}

// begin shows that the copy of a table has begun.
func (c *wholeRound) begin(t *plannedTable, expected int64) *tableProgress {
	p := &tableProgress{status: status.CopyProgress{
		SyncID: c.sync.ID, DBID: c.member.db.ID, Schema: t.schema, Table: t.name, Phase: "copying", Started: time.Now(), Expected: expected,
	}}
	c.progress[t] = p
	p.report(c.kid.recorder)
	return p
}

func (c *wholeRound) copyTable(ctx context.Context, source, target *pgx.Conn, t *plannedTable, p *tableProgress) (int64, error) {
	rows, err := pipe(ctx, source, t.wholeQuery(c.reference, c.member), target, t.at[c.member.position].target.CopyInto(), c.kid.transformer(ctx, t, c.member, 0), func(rows int64) {
		p.done.Add(rows)
		p.report(c.kid.recorder)
	})
	p.done.Store(rows)
	return rows, err
}

// maintain does what follows a copy, of this round or of an earlier one that was cut off.
func (c *wholeRound) maintain(ctx context.Context, target *pgx.Conn, copies map[delta.TableName]delta.WholeCopy) error {
	for _, t := range c.tables {
		done, ok := copies[t.fullName()]
		if !ok || done.Maintained {
			continue
		}
		show := func(phase string) {
			if p := c.progress[t]; p != nil {
				p.status.Phase = phase
				p.report(c.kid.recorder)
			}
		}
		if err := maintain(ctx, target, t.at[c.member.position].target.Quoted, c.sync.TableOptions(t.schema, t.name), show); err != nil {
			if ctx.Err() != nil || node.LockHeld(explain(c.member.db, err)) {
				return err
			}
			c.kid.log.Warn(fmt.Sprintf("KID (%s) Table %s was copied to %s, but %s", c.sync.Name, t.display, c.member.db.Name, err), "sync", c.sync.Name, "db", c.member.db.Name)
		}
		if err := delta.MaintainedWhole(ctx, target, c.sync.ID, t.fullName()); err != nil {
			return err
		}
		show("done")
		done.Maintained = true
		copies[t.fullName()] = done
	}
	return nil
}
