package kid

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// captureLockWait bounds how long setting up a table may make its writers wait behind a long transaction.
const captureLockWait = 200 * time.Millisecond

// activate connects the members, plans the tables, sets capture up, and loads the progress of all who are there. A
// sync that was never set up needs all its members; later, those that are away are left out and come back by themselves.
func (k *Kid) activate(ctx context.Context) error {
	if err := k.connectAll(ctx); err != nil {
		k.recorder.Findings(k.sync.ID, []status.Finding{findingOf(err)})
		return err
	}
	if err := k.noteTables(ctx); err != nil {
		return err
	}
	p, err := k.makePlan(ctx)
	if err != nil {
		k.showPlan(p)
		return err
	}
	k.plan, k.reexamined = p, time.Now()
	k.planRelays()
	k.planForeignKeys()
	k.planUniques()
	if k.sequences, err = k.planSequences(ctx); err != nil {
		return err
	}
	k.examineSequences()
	if err := k.loadProgress(ctx); err != nil {
		return err
	}
	for _, m := range k.up() {
		if m.isSource() {
			if err := k.capture(ctx, m); err != nil {
				return node.Explain(m.db, err)
			}
		}
	}
	if err := k.loadDangling(ctx); err != nil {
		return err
	}
	k.showPlan(p) // not before: who sees that a table is replicated may rely on it
	if err := k.beginCopies(ctx); err != nil {
		return err
	}
	if err := k.establish(ctx); err != nil {
		return err
	}
	if err := k.hold(ctx); err != nil {
		return err
	}
	if err := k.loadWholes(ctx); err != nil {
		return err
	}
	for _, m := range k.nodes() {
		if err := m.target.Reset(ctx); err != nil {
			return node.Explain(m.db, err)
		}
	}
	for m, err := range each(k.nodes(), func(m *member) error { return k.warm(ctx, m) }) {
		return node.Explain(m.db, err)
	}
	k.moveAll = true
	return k.startSequences(ctx)
}

// showPlan puts into the status what became of the tables, beside what is known of the sequences.
func (k *Kid) showPlan(p *plan) {
	if p != nil {
		k.recorder.Tables(k.sync.ID, slices.Concat(p.choices, k.sequences.choices))
		k.recorder.Findings(k.sync.ID, slices.Concat(p.findings, k.sequences.found, k.dangling.found, k.parkedShown, k.skewed))
	}
}

// loadProgress reads what each member that is up has received so far.
func (k *Kid) loadProgress(ctx context.Context) error {
	k.parkedShown = nil // the first run tries them again
	for m, err := range each(k.up(), func(m *member) (err error) {
		m.unflushed, m.parked = true, nil
		if m.isStore() {
			return m.loadFeed(ctx)
		}
		if m.watermarks, err = delta.Watermarks(ctx, m.reader, k.sync.ID); err != nil {
			return err
		}
		if m.owed, err = delta.OwedKeys(ctx, m.reader, k.sync.ID); err != nil {
			return err
		}
		if m.skipped, err = delta.SkippedChanges(ctx, m.reader, k.sync.ID); err != nil {
			return err
		}
		m.copy, err = delta.ReadCopyStart(ctx, m.reader, k.sync.ID)
		return err
	}) {
		return node.Explain(m.db, err)
	}
	return nil
}

// warmTables is up to how many tables are made ready before their first change.
const warmTables = 64

// warm lets a member plan the statements of a run.
func (k *Kid) warm(ctx context.Context, m *member) error {
	tables := slices.DeleteFunc(slices.Clone(k.plan.tables), func(t *plannedTable) bool { return t.whole })
	receivers := k.takers()
	if len(tables) > warmTables || len(receivers) < 2 || !slices.Contains(receivers, m) || !k.canRun() {
		return nil
	}
	seen := ""
	var targets []*apply.Table
	for _, t := range tables {
		targets = append(targets, &t.at[m.position].target)
	}
	if m.isSource() {
		r, err := k.beginReading(ctx, m, false)
		if err != nil {
			return err
		}
		seen = r.snapshot
		for _, t := range tables {
			r.bytes[t] = 1
		}
		err = r.read(ctx, tables, receivers)
		r.end(ctx)
		if err != nil {
			return err
		}
	}
	return m.target.Warm(ctx, targets, seen)
}

func (k *Kid) connectAll(ctx context.Context) error {
	tried := slices.DeleteFunc(k.active(), func(m *member) bool { return m.probing })
	failed := each(tried, func(m *member) error { return k.reach(ctx, m) })
	reached := slices.DeleteFunc(tried, func(m *member) bool { return failed[m] != nil })
	if err := refuseTwins(reached); err != nil {
		return err
	}
	maps.Copy(failed, each(reached, func(m *member) error { return k.equip(ctx, m) }))
	if ctx.Err() != nil {
		return ctx.Err()
	}
	sources, up := 0, 0
	var problem error
	for _, m := range k.active() {
		if err := failed[m]; err != nil {
			k.suspend(ctx, m, err)
		}
		if m.copying {
			up++
			continue
		}
		if failed[m] != nil || m.probing {
			if problem == nil {
				problem = m.problem
			}
			continue
		}
		m.problem = nil
		k.recorder.DB(m.goodState())
		up++
		if m.isSource() {
			sources++
		}
	}
	if problem != nil && (!k.activated || sources == 0 || up < 2) {
		return problem
	}
	return nil
}

// inspect returns what the tables of the members that are up look like, the first source first.
func (k *Kid) inspect(ctx context.Context) ([]inspected, error) { return k.inspectAs(ctx, nil) }

// inspectAs is inspect that takes it for granted that one member, which is not PostgreSQL, has all tables.
func (k *Kid) inspectAs(ctx context.Context, granted *member) ([]inspected, error) {
	var members []inspected
	for _, m := range k.nodes() {
		tables, err := node.Inspect(ctx, m.reader)
		if err != nil {
			return nil, node.Explain(m.db, err)
		}
		first := k.isFirst(m)
		k.rename(tables, m.db.ID, first)
		members = append(members, inspected{position: m.position, dbID: m.db.ID, name: m.db.Name, role: m.role, first: first, tables: tables})
	}
	slices.SortStableFunc(members, func(a, b inspected) int { return cmp.Compare(a.rank(), b.rank()) })
	for _, m := range k.up() {
		if m.isStore() {
			found, err := k.inspectStore(ctx, m, members[0], m == granted)
			if err != nil {
				return nil, node.Explain(m.db, err)
			}
			members = append(members, found)
		}
	}
	return members, nil
}

// rename gives tables the names they have in the sync's list, where a database calls them otherwise.
func (k *Kid) rename(tables []node.Table, dbID int64, first bool) {
	type name struct{ schema, table string }
	listed, hidden := map[name]name{}, map[name]bool{}
	for _, c := range k.sync.CustomNames {
		schema, table := k.sync.NameAt(c.Schema, c.Table, dbID, first)
		if from, to := (name{schema, table}), (name{c.Schema, c.Table}); from != to {
			listed[from], hidden[to] = to, true
		}
	}
	for i := range tables {
		t := &tables[i]
		here := name{t.Schema, t.Name}
		if to, ok := listed[here]; ok {
			t.Schema, t.Name, t.Display = to.schema, to.table, to.schema+"."+to.table
		} else if hidden[here] {
			t.Schema, t.Name = "", "" // another one stands for this name here
		}
	}
}

// makePlan looks at the tables of all members that are up. The plan may be there beside an error, to say what was found.
func (k *Kid) makePlan(ctx context.Context) (*plan, error) {
	members, err := k.inspect(ctx)
	if err != nil {
		return nil, err
	}
	if k.activated && k.firstIsAway() {
		if err := k.keepCaptured(ctx, &members[0]); err != nil {
			return nil, err
		}
	}
	p, err := makePlan(k.sync, members)
	if err != nil {
		return p, err
	}
	if err := k.probeExpressions(ctx, p, members[0].name); err != nil {
		return p, err
	}
	return p, k.planCode(ctx, p)
}

// keepCaptured takes out of what stands in for the first source the tables that are no part of the sync yet: whether entries that
// name no table mean them, the first source has to say.
func (k *Kid) keepCaptured(ctx context.Context, stand *inspected) error {
	m := k.members[stand.position]
	rows, err := m.reader.Query(ctx, `
		SELECT t.relid::bigint FROM bucardo_node.capture_use u JOIN bucardo_node.captured_table t ON t.id = u.table_id WHERE u.sync_id = $1`, k.sync.ID)
	if err != nil {
		return node.Explain(m.db, fmt.Errorf("read captured tables: %w", err))
	}
	captured, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return node.Explain(m.db, fmt.Errorf("read captured tables: %w", err))
	}
	stand.tables = slices.DeleteFunc(stand.tables, func(t node.Table) bool {
		return !slices.Contains(captured, t.OID) && !slices.ContainsFunc(k.sync.Relations, func(r catalog.Relation) bool {
			return isName(r) && means(r, t.Schema, t.Name)
		})
	})
	return nil
}

// probeExpressions holds the tables whose filters, expressions or policies a source cannot evaluate.
func (k *Kid) probeExpressions(ctx context.Context, p *plan, first string) error {
	for _, t := range slices.Clone(p.tables) {
		for _, m := range k.up() {
			source := t.at[m.position].source
			if m.isSource() && t.policies != nil {
				if err := probeMerge(ctx, k.sync.Name, t, m); err != nil {
					p.hold(t.schema, t.name, t.key, err)
					break
				}
			}
			if !m.isSource() || len(source.Expressions)+len(source.Filters) == 0 {
				continue
			}
			_, err := m.reader.Exec(ctx, source.Probe())
			var refused *pgconn.PgError
			if errors.As(err, &refused) {
				p.hold(t.schema, t.name, t.key, node.Problem{
					DB: m.db.Name, Reason: fmt.Sprintf("a row filter or a chosen column of table %s cannot be evaluated: %s", t.display, refused.Message),
					NextStep: "Correct it with bucardo.update_table, bucardo.update_sync or bucardo.update_customcols.",
				})
				break
			}
			if err != nil {
				return node.Explain(m.db, err)
			}
		}
	}
	return p.usable(first)
}

// capture sets a source up: first the receivers are registered with a snapshot, then the triggers are made, so that no
// captured change is older than what its receivers are known to have. One short transaction a table.
func (k *Kid) capture(ctx context.Context, m *member) error {
	var receivers, origins []int64
	for _, other := range k.members {
		if other != m {
			receivers = append(receivers, other.db.ID)
			if other.isSource() {
				origins = append(origins, other.db.ID)
			}
		}
	}
	tookPart, err := k.tookPart(ctx, m)
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, m.reader, func(tx pgx.Tx) error {
		if err := delta.Unregister(ctx, tx, k.sync.ID, receivers, origins); err != nil {
			return err
		}
		if err := delta.Register(ctx, tx, k.sync.ID, receivers); err != nil {
			return err
		}
		if len(k.uncopied()) == 0 || k.reference() == m {
			return nil
		}
		return delta.StartAs(ctx, tx, k.sync.ID, k.uncopied(), k.reference().db.ID)
	})
	if err != nil {
		return err
	}
	captured := make([]int, 0, len(k.plan.tables))
	for _, t := range k.plan.tables {
		here := t.at[m.position]
		c, err := k.captureTable(ctx, m, here.schema, here.name, tookPart && k.isFresh(t.schema, t.name),
			"SELECT id, watched, kept FROM bucardo_node.capture($1, $2, $3, $4, $5, $6)", t.key, t.watched, t.kept)
		if err != nil {
			return err
		}
		here.source.TableID, here.source.Watched, here.source.Kept = c.id, c.watched, c.kept
		here.target.Captured = here.source.TableID
		captured = append(captured, here.source.TableID)
	}
	for _, h := range k.plan.held {
		if h.key == "" {
			continue
		}
		schema, name := k.sync.NameAt(h.schema, h.name, m.db.ID, k.isFirst(m))
		_, err := k.captureTable(ctx, m, schema, name, tookPart && k.isFresh(h.schema, h.name),
			"SELECT id, watched, kept FROM bucardo_node.go_on_capturing($1, $2, $3, $4)", splitKey(h.key))
		if err != nil {
			return err
		}
	}
	if k.firstIsAway() {
		return nil // it may have tables that nobody else has listed
	}
	held, err := k.capturedHeld(ctx, m)
	if err != nil {
		return err
	}
	return k.releaseOthers(ctx, m, append(captured, held...))
}

// capturedTable is a table as its capture triggers write it down.
type capturedTable struct {
	id            int
	watched, kept []string
}

// captureTable makes sure that a table is captured, by a query that begins with the sync and the table; the rows that a
// fresh one has by then count as inserted.
func (k *Kid) captureTable(ctx context.Context, m *member, schema, name string, fresh bool, query string, args ...any) (c capturedTable, err error) {
	args = slices.Concat([]any{k.sync.ID, schema, name}, args)
	err = pgx.BeginFunc(ctx, m.reader, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, fmt.Sprintf("SET LOCAL lock_timeout = %d", captureLockWait.Milliseconds())); err != nil {
			return err
		}
		known := false
		if fresh {
			if err := tx.QueryRow(ctx, delta.Captured, k.sync.ID, schema, name).Scan(&known); err != nil {
				return err
			}
		}
		if err := tx.QueryRow(ctx, query, args...).Scan(&c.id, &c.watched, &c.kept); err != nil {
			return err
		}
		if fresh && !known {
			_, err = tx.Exec(ctx, "SELECT bucardo_node.seed($1)", c.id)
		}
		return err
	})
	if err != nil {
		problem := node.AsProblem(node.Explain(m.db, err))
		problem.Reason = fmt.Sprintf("changes of table %s.%s cannot be captured: %s", schema, name, problem.Reason)
		return capturedTable{}, problem
	}
	return c, nil
}

// capturedHeld returns the captured tables that are held, whose capture goes on.
func (k *Kid) capturedHeld(ctx context.Context, m *member) ([]int, error) {
	var schemas, names []string
	for _, h := range k.plan.held {
		schema, name := k.sync.NameAt(h.schema, h.name, m.db.ID, k.isFirst(m))
		schemas, names = append(schemas, schema), append(names, name)
	}
	rows, err := m.reader.Query(ctx, `
		SELECT t.id FROM bucardo_node.captured_table t JOIN unnest($1::text[], $2::text[]) AS h(s, n) ON (h.s, h.n) = (t.schema_name, t.table_name)`, schemas, names)
	if err != nil {
		return nil, fmt.Errorf("read held tables: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return nil, fmt.Errorf("read held tables: %w", err)
	}
	return ids, nil
}

// releaseOthers ends the capture of tables that are no longer in the sync.
func (k *Kid) releaseOthers(ctx context.Context, m *member, captured []int) error {
	rows, err := m.reader.Query(ctx, "SELECT table_id FROM bucardo_node.capture_use WHERE sync_id = $1 AND table_id <> ALL ($2)", k.sync.ID, captured)
	if err != nil {
		return fmt.Errorf("read tables no longer in the sync: %w", err)
	}
	former, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return fmt.Errorf("read tables no longer in the sync: %w", err)
	}
	for _, id := range former {
		if err := releaseTable(ctx, m.reader, k.sync.ID, id); err != nil {
			return err
		}
	}
	return nil
}

// establish makes sure that every receiver that is up has a watermark for every source that is up, and that what it has
// can be continued from.
func (k *Kid) establish(ctx context.Context) error {
	for _, origin := range k.up() {
		if !origin.isSource() {
			continue
		}
		consumers, err := delta.Consumers(ctx, origin.reader, k.sync.ID)
		if err != nil {
			return node.Explain(origin.db, err)
		}
		present, err := delta.Present(ctx, origin.reader)
		if err != nil {
			return node.Explain(origin.db, err)
		}
		purged, err := delta.Purged(ctx, origin.reader, k.sync.ID)
		if err != nil {
			return node.Explain(origin.db, err)
		}
		var established []int64
		for _, receiver := range k.up() {
			if receiver == origin {
				continue
			}
			if err := k.establishOne(ctx, origin, receiver, consumers[receiver.db.ID], purged, present); err != nil {
				return node.Explain(receiver.db, err)
			}
			established = append(established, receiver.db.ID)
		}
		if err := delta.MarkEstablished(ctx, origin.reader, k.sync.ID, established); err != nil {
			return node.Explain(origin.db, err)
		}
	}
	return nil
}

func (k *Kid) establishOne(ctx context.Context, origin, receiver *member, consumer delta.Consumer, purged, present string) error {
	watermark, found := receiver.watermarks[origin.db.ID]
	lost := func(reason string) error {
		return node.Problem{
			DB: receiver.db.Name, Reason: reason,
			NextStep: "Make the tables of the databases equal, then start the sync anew: bucardo.remove_sync and bucardo.add_sync.",
		}
	}
	switch {
	case !found && consumer.Established:
		return lost(fmt.Sprintf("it has lost its record of what it received from %s (restored from a backup, or another database?)", origin.db.Name))
	case !found:
		if err := k.establishAt(ctx, receiver, origin.db.ID, consumer.Confirmed); err != nil {
			return err
		}
		receiver.watermarks[origin.db.ID] = consumer.Confirmed
	case !consumer.Established && receiver.copy == nil && watermark != consumer.Confirmed:
		return lost(fmt.Sprintf("%s has lost its record of what was sent here (restored from a backup?)", origin.db.Name))
	case snapshotXmax(watermark) > snapshotXmax(present):
		return lost(fmt.Sprintf("it has received changes from %s that %[1]s does not have any more (restored from a backup, failed over, or another database?)", origin.db.Name))
	case snapshotXmax(watermark) < parseXID(purged):
		return lost(fmt.Sprintf("what it received from %s ends before what is still kept there (restored from a backup?)", origin.db.Name))
	}
	return nil
}

// snapshotXmin and snapshotXmax take xmin and xmax from a pg_snapshot written as xmin:xmax:xip_list.
func snapshotXmin(snapshot string) uint64 {
	xmin, _, _ := strings.Cut(snapshot, ":")
	return parseXID(xmin)
}

func snapshotXmax(snapshot string) uint64 {
	_, rest, _ := strings.Cut(snapshot, ":")
	xmax, _, _ := strings.Cut(rest, ":")
	return parseXID(xmax)
}

func parseXID(text string) uint64 {
	xid, _ := strconv.ParseUint(text, 10, 64)
	return xid
}

// findingOf is a problem of the whole sync, as a finding.
func findingOf(err error) status.Finding {
	problem := node.AsProblem(err)
	return status.Finding{Severity: "error", DB: problem.DB, What: problem.Reason, NextStep: problem.NextStep}
}

// Validate checks whether a sync that does not run could: that its databases can be reached and its tables are usable.
// It changes nothing.
func Validate(ctx context.Context, o Options) error {
	k := New(o)
	k.stop = ctx
	defer k.disconnect(ctx)
	if !k.hasActiveSource() {
		return k.atRest()
	}
	failed := each(k.active(), func(m *member) error { return k.look(ctx, m) })
	if err := k.firstProblem(failed); err != nil {
		k.recorder.Findings(k.sync.ID, []status.Finding{findingOf(err)})
		return err
	}
	p, err := k.makePlan(ctx)
	k.showPlan(p)
	if err != nil {
		return err
	}
	k.plan = p
	if k.sequences, err = k.planSequences(ctx); err != nil {
		return err
	}
	k.recordSequences()
	return nil
}
