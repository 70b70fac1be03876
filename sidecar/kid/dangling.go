package kid

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// Rows whose parents by a foreign key are missing are recorded at the member where they are (bucardo_node.dangling), in the transaction
// that makes them so. The kid looks at the recorded ones now and then, forgets those that are mended, and shows the rest.

const (
	reviewEvery = 2 * time.Second // between two looks at what is recorded
	// awaitedFor is how long another database may take to mend what it is expected to.
	awaitedFor = "5 seconds"
)

// dangling is what is known of rows whose parents are missing.
type dangling struct {
	rows     map[*member][]danglingRow
	awaited  map[*member]bool // something is recorded that is not shown yet
	found    []status.Finding
	reviewed time.Time
	checking bool
	checked  []foreignKeyCheck // taken from Kid.checks, not yet acted on
}

type danglingRow struct {
	shown status.Dangling
	inAll int64 // how many the foreign key had at the last check, where that listed only some
}

// loadDangling reads what is recorded at the members that are up.
func (k *Kid) loadDangling(ctx context.Context) error {
	for m, err := range each(k.nodes(), func(m *member) error { return k.reviewAt(ctx, m) }) {
		return node.Explain(m.db, err)
	}
	return k.readDangling(ctx)
}

// readDangling shows what is recorded.
func (k *Kid) readDangling(ctx context.Context) error {
	if k.dangling.rows == nil {
		k.dangling.rows, k.dangling.awaited = map[*member][]danglingRow{}, map[*member]bool{}
	}
	for _, m := range k.nodes() {
		rows, err := m.reader.Query(ctx, `
			SELECT d.schema_name, d.table_name, d.constraint_name, d.key_object, d.parent_schema, d.parent_table, d.parent_object, d.found_at, coalesce(d.found_in_all, 0), d.awaited
			FROM bucardo_node.dangling d WHERE d.sync_id = $1
			ORDER BY d.schema_name, d.table_name, d.constraint_name, d.key`, k.sync.ID)
		if err != nil {
			return node.Explain(m.db, fmt.Errorf("read rows without their parents: %w", err))
		}
		var shown []danglingRow
		k.dangling.awaited[m] = false
		row := danglingRow{shown: status.Dangling{DB: m.db.Name}}
		var awaited bool
		d := &row.shown
		_, err = pgx.ForEachRow(rows, []any{&d.Schema, &d.Table, &d.Constraint, &d.Key, &d.ParentSchema, &d.ParentTable, &d.ParentKey, &d.FoundAt, &row.inAll, &awaited}, func() error {
			if awaited {
				k.dangling.awaited[m] = true
				return nil
			}
			copied := row
			copied.shown.Key, copied.shown.ParentKey = slices.Clone(d.Key), slices.Clone(d.ParentKey)
			shown = append(shown, copied)
			return nil
		})
		if err != nil {
			return node.Explain(m.db, fmt.Errorf("read rows without their parents: %w", err))
		}
		k.dangling.rows[m] = shown
	}
	k.showDangling()
	return nil
}

func (k *Kid) showDangling() {
	var all []status.Dangling
	var findings []status.Finding
	for _, m := range k.members {
		rows := k.dangling.rows[m]
		for i, row := range rows {
			all = append(all, row.shown)
			if i > 0 && sameForeignKey(rows[i-1], row) {
				continue
			}
			findings = append(findings, k.danglingFinding(rows, row))
		}
	}
	k.recorder.Dangling(k.sync.ID, all)
	if !reflect.DeepEqual(findings, k.dangling.found) {
		k.dangling.found = findings
		k.showPlan(k.plan)
	}
}

func sameForeignKey(a, b danglingRow) bool {
	return a.shown.Schema == b.shown.Schema && a.shown.Table == b.shown.Table && a.shown.Constraint == b.shown.Constraint
}

// danglingFinding says how many rows of a foreign key, of which the first is given, lack their parents.
func (k *Kid) danglingFinding(rows []danglingRow, first danglingRow) status.Finding {
	var n int64
	for _, row := range rows {
		if sameForeignKey(first, row) {
			n++
		}
	}
	d := first.shown
	return status.Finding{
		Severity: "warning", DB: d.DB, Schema: d.Schema, Table: d.Table,
		What: fmt.Sprintf("%d rows refer to rows of %s.%s that do not exist (foreign key %s)", max(n, first.inAll), d.ParentSchema, d.ParentTable, d.Constraint),
		NextStep: fmt.Sprintf("SELECT * FROM bucardo.dangling_fks(%s) lists them: delete them, give them other parents, or bring theirs back, on any source. "+
			"With the setting dangling_fk, restore or delete, that is done for you from then on.", quote(k.sync.Name)),
	}
}

// reviewDangling forgets what is mended, at members where something is recorded.
func (k *Kid) reviewDangling(ctx context.Context) {
	if time.Since(k.dangling.reviewed) < reviewEvery {
		return
	}
	k.dangling.reviewed = time.Now()
	concerned := slices.DeleteFunc(k.nodes(), func(m *member) bool { return len(k.dangling.rows[m]) == 0 && !k.dangling.awaited[m] })
	if len(concerned) == 0 || !k.housekeep(ctx, concerned, func(m *member) error { return k.reviewAt(ctx, m) }) {
		return
	}
	k.rereadDangling(ctx)
}

func (k *Kid) rereadDangling(ctx context.Context) {
	if err := k.readDangling(ctx); err != nil {
		k.log.Warn(fmt.Sprintf("KID (%s) Rows without their parents cannot be listed: %v", k.sync.Name, err), "sync", k.sync.Name)
	}
}

// reviewAt forgets, at a member, what is mended, and what is recorded of foreign keys that are no longer there.
func (k *Kid) reviewAt(ctx context.Context, m *member) error {
	var batch pgx.Batch
	var schemas, tables, names []string
	for _, f := range k.foreignKeysAt(m) {
		schemas, tables, names = append(schemas, f.Child.Schema), append(tables, f.Child.Name), append(names, f.Name)
		batch.Queue(f.Forget(), f.ForgetArgs(k.sync.ID)...)
	}
	batch.Queue(`
		DELETE FROM bucardo_node.dangling d
		WHERE d.sync_id = $1 AND NOT EXISTS (
			SELECT FROM unnest($2::text[], $3::text[], $4::text[]) AS f(s, t, c) WHERE (f.s, f.t, f.c) = (d.schema_name, d.table_name, d.constraint_name))`,
		k.sync.ID, schemas, tables, names)
	batch.Queue("UPDATE bucardo_node.dangling d SET awaited = false WHERE d.sync_id = $1 AND d.awaited AND d.found_at < clock_timestamp() - $2::text::interval", k.sync.ID, awaitedFor)
	if err := m.reader.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("look at rows without their parents: %w", err)
	}
	return nil
}

// foreignKeysAt are all foreign keys that the tables of the sync have at a member.
func (k *Kid) foreignKeysAt(m *member) []*apply.ForeignKey {
	var keys []*apply.ForeignKey
	for _, t := range k.plan.tables {
		if here, ok := t.at[m.position]; ok {
			keys = append(keys, here.foreignKeys...)
		}
	}
	return keys
}

// takeDangling shows the rows whose parents are missing since this run, and returns on how many was decided. One that several
// members have counts once.
func (k *Kid) takeDangling(ctx context.Context, applied map[*member]apply.Result) int64 {
	known := map[string]bool{}
	id := func(schema, table, constraint string, key []byte) string {
		return fmt.Sprintf("%q %q %q %s", schema, table, constraint, key)
	}
	for _, rows := range k.dangling.rows {
		for _, row := range rows {
			known[id(row.shown.Schema, row.shown.Table, row.shown.Constraint, row.shown.Key)] = true
		}
	}
	found, decided := false, int64(0)
	for _, m := range k.members {
		for _, d := range applied[m].Dangling {
			found = true
			if d.Decision == apply.Waiting || known[id(d.Schema, d.Table, d.Constraint, d.Key)] {
				continue
			}
			known[id(d.Schema, d.Table, d.Constraint, d.Key)] = true
			decided++
			k.logDangling(m, d)
			k.recordDangling(d)
		}
	}
	if found {
		k.rereadDangling(ctx)
	}
	return decided
}

// logDangling says what became of a row whose parent is missing.
func (k *Kid) logDangling(m *member, d apply.Dangling) {
	k.log.Info(fmt.Sprintf("KID (%s) Conflict for %s.%s.%s: row %s refers to a row of %s.%s that is gone (foreign key %s): %s",
		k.sync.Name, m.db.Name, d.Schema, d.Table, d.Key, d.ParentSchema, d.ParentTable, d.Constraint, d.Decision),
		"sync", k.sync.Name, "db", m.db.Name, "table", d.Schema+"."+d.Table, "decision", d.Decision)
}

// foreignKeyCheck is the answer to commands that asked for a check.
type foreignKeyCheck struct {
	commands []catalog.Command
	found    int64
	err      error
}

// memberCheck is what is to be checked at a member.
type memberCheck struct {
	db   catalog.DB
	keys []*apply.ForeignKey
}

// checkForeignKeys carries out the commands to check all foreign keys, beside the runs and over connections of its own, and
// answers those that have been.
func (k *Kid) checkForeignKeys(ctx context.Context) {
	select {
	case c := <-k.checks:
		k.dangling.checked = append(k.dangling.checked, c)
	default:
	}
	for _, c := range k.dangling.checked {
		k.dangling.checking = false
		k.rereadDangling(ctx)
		k.log.Info(fmt.Sprintf("KID (%s) Rows without their parents: %d", k.sync.Name, c.found), "sync", k.sync.Name, "rows", c.found)
		for _, command := range c.commands {
			k.recorder.CommandDone(command.ID, c.err)
		}
	}
	k.dangling.checked = nil
	if k.dangling.checking {
		return
	}
	var commands []catalog.Command
	k.open = slices.DeleteFunc(k.open, func(c catalog.Command) bool {
		if c.Verb == "check_fks" {
			commands = append(commands, c)
		}
		return c.Verb == "check_fks"
	})
	if len(commands) == 0 {
		return
	}
	var checks []memberCheck
	for _, m := range k.nodes() {
		checks = append(checks, memberCheck{m.db, k.foreignKeysAt(m)})
	}
	k.dangling.checking = true
	syncID := k.sync.ID
	k.probing.Go(func() {
		answer := foreignKeyCheck{commands: commands}
		answer.found, answer.err = k.checkAll(k.stop, syncID, checks)
		select {
		case k.checks <- answer:
		case <-k.stop.Done(): // the commands stay open; the next sidecar carries them out
		}
	})
}

func (k *Kid) checkAll(ctx context.Context, syncID int64, checks []memberCheck) (found int64, problems error) {
	for _, c := range checks {
		n, err := k.checkAt(ctx, syncID, c)
		if err != nil {
			problem := node.AsProblem(node.Explain(c.db, err))
			problems = errors.Join(problems, fmt.Errorf("%w. %s", problem, problem.NextStep))
		}
		found += n
	}
	return found, problems
}

func (k *Kid) checkAt(ctx context.Context, syncID int64, c memberCheck) (found int64, err error) {
	conn, err := dial(ctx, k.control, c.db, "check")
	if err != nil {
		return 0, err
	}
	defer closeConn(ctx, conn)
	for _, f := range c.keys {
		sql, args := f.Check()
		var n int64
		if err := conn.QueryRow(ctx, sql, args(syncID)...).Scan(&n); err != nil {
			return found, fmt.Errorf("check foreign key %s of %s: %w", f.Name, f.Child.Quoted, err)
		}
		found += n
	}
	return found, nil
}
