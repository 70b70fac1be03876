package apply

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// Two databases can each have a row of their own with the same values in a unique index that is not the key. Such rows
// collide where they meet: at each of the two databases, and at every other receiver.
//
// Who wins is decided by the times of the two changes, which are the same wherever the rows meet in a run. Only the
// database that the losing row is from acts: it changes or deletes the row, as an application there would, and that
// change goes everywhere. All others leave the losing row out and owe it (bucardo_node.owed) until then. So one
// database makes one change, nobody acts on a guess, and a run that reaches some databases only, or none, has done no
// harm. A row that is parked stays left out until the values differ.

// CollidingRow is one of two rows that have the same values in a unique index.
type CollidingRow struct {
	DBID  int64 // where it was changed last; 0: not known here
	At    time.Time
	Key   []string
	Image json.RawMessage
}

// Collision is a row that gave way to another one.
type Collision struct {
	Table    *Table
	Index    string
	Columns  []string // of the index
	Policy   catalog.UniquePolicy
	Decision Decision
	Row      CollidingRow
	Other    CollidingRow
	Refused  string // why the change that the policy wants could not be made
}

// policyOf is what was declared for an index, or else that the newer row is parked.
func (t *Table) policyOf(x uniqueIndex) catalog.UniquePolicy {
	for _, p := range t.Uniques {
		columns := slices.Clone(p.Columns)
		slices.Sort(columns)
		if slices.Equal(columns, x.columns) {
			return p
		}
	}
	return catalog.UniquePolicy{Schema: t.Schema, Table: t.Name, Columns: x.columns, Winner: "older", Loser: "park"}
}

// separation is how far the writes of a table have come with rows that collide.
type separation struct {
	wanted  bool   // they are to be separated before the others are written
	parkAll bool   // and nothing is changed here
	refused string // because a change of a row here was refused
	tries   int
	inVain  int  // how often in a row no row was found that collides
	leave   bool // all rows of the table are left to the next run: others write faster than they can be separated
	found   []Collision
}

// refuses reports whether an error is that of a change which a policy wants.
func (s *separation) refuses(err error) bool {
	var refused refusedChange
	return errors.As(err, &refused)
}

// next says how to go on after rows have collided, or a change was refused; false: the rows that collide cannot be found.
func (s *separation) next(err error) bool {
	// Somebody may have written a value here since the rows were separated. When that happens again, it is rather what the
	// policy makes of a row that collides.
	if s.refuses(err) || s.tries == separations {
		s.parkAll, s.refused = true, refusal(err)
	}
	s.wanted = true
	s.tries++
	return s.inVain < searches
}

// mayLeave reports whether all rows of the table may be left to the next run.
func (s *separation) mayLeave() bool { return s.wanted && !s.leave && s.inVain < searches }

const (
	// separations is how often colliding rows are separated in one transaction before all of them are parked.
	separations = 2
	// searches is how often in a row none may be found: what has collided may be gone again when it is looked for.
	searches = 4
)

func refusal(err error) string {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Message
	}
	return err.Error()
}

// collides reports whether rows of a table are to be looked at before they are written.
func (p *Postgres) collides(t *Table) bool { return t.Deferrable || p.parked[t] }

// separated takes over what was decided when the rows of a step have been written.
func (p *Postgres) separated(s step, done separation, result *Result) {
	if !s.upsert {
		return
	}
	delete(p.parked, s.table)
	for _, c := range done.found {
		c.Refused = done.refused
		result.Collisions = append(result.Collisions, c)
		if c.Decision == Parked || c.Decision == Waiting {
			p.parked[s.table] = true
		}
	}
}

// separate finds the staged rows that collide with rows here or with one another, decides, and leaves those out that may
// not be written now.
func (p *Postgres) separate(ctx context.Context, batch Batch, t *Table, s *separation) (owed []delta.OwedKey, err error) {
	s.found = nil
	if s.leave {
		return p.leaveAll(ctx, batch, t)
	}
	indexes, err := p.uniqueIndexes(ctx, t)
	if err != nil {
		return nil, err
	}
	u := unique{Table: t, ordinary: p.mode == node.OrdinaryMode}
	exec := func(sql string, args ...any) {
		if err == nil {
			if _, err = p.conn.Exec(ctx, sql, fresh(args)...); err != nil {
				err = fmt.Errorf("separate rows of %s: %w", t.Quoted, err)
			}
		}
	}
	for _, sql := range u.create() {
		exec(sql)
	}
	for i, x := range indexes {
		x.policy = t.policyOf(x)
		if s.parkAll || x.changesKey(t) {
			x.policy.Loser = "park"
		}
		indexes[i] = x
		exec(u.find(i, x))
	}
	if t.Captured != 0 && batch.Seen != "" {
		for i, x := range indexes {
			if x.policy.Loser != "park" {
				exec(u.lock(i))
			}
		}
		exec(u.noteTimes(batch.Own(t)))
		exec(u.noteRecent(), batch.Seen)
	}
	for i, x := range indexes {
		exec(u.decide(i, x.policy))
	}
	exec(u.leave())
	exec(fmt.Sprintf("DELETE FROM %s", t.left()))
	exec(u.leaveOut())
	exec(u.condemn())
	if err != nil {
		return nil, err
	}
	if s.found, err = p.readCollisions(ctx, u, indexes); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(s.found, func(c Collision) bool { return c.Decision == Deleted || c.Decision == Changed }) {
		if err = p.act(ctx, u, indexes); err != nil {
			return nil, err
		}
	}
	if owed, err = p.owe(ctx, batch, t); err != nil {
		return nil, err
	}
	exec(u.markParked(), batch.SyncID, t.Schema, t.Name)
	exec(t.dropLeft())
	if s.inVain++; len(owed) > 0 || len(s.found) > 0 {
		s.inVain = 0
	}
	parked := map[string]bool{}
	for _, c := range s.found {
		if c.Decision == Parked || c.Decision == Waiting {
			parked[fmt.Sprintf("%q", c.Row.Key)] = true
		}
	}
	for i, o := range owed {
		owed[i].Parked = parked[fmt.Sprintf("%q", o.Key)]
	}
	return owed, err
}

// leaveAll leaves all staged rows of a table to the next run.
func (p *Postgres) leaveAll(ctx context.Context, batch Batch, t *Table) (owed []delta.OwedKey, err error) {
	for _, sql := range []string{fmt.Sprintf("DELETE FROM %s", t.left()), fmt.Sprintf("INSERT INTO %s SELECT false, %s FROM %s s", t.left(), t.keyColumns("s."), t.stage())} {
		if _, err := p.conn.Exec(ctx, sql, fresh(nil)...); err != nil {
			return nil, fmt.Errorf("leave rows of %s out: %w", t.Quoted, err)
		}
	}
	if owed, err = p.owe(ctx, batch, t); err != nil {
		return nil, err
	}
	if _, err := p.conn.Exec(ctx, t.dropLeft(), fresh(nil)...); err != nil {
		return nil, fmt.Errorf("leave rows of %s out: %w", t.Quoted, err)
	}
	return owed, nil
}

// act changes the rows here that have lost, as an application would: what is done is captured.
func (p *Postgres) act(ctx context.Context, u unique, indexes []uniqueIndex) error {
	exec := func(sql string, args ...any) error {
		if _, err := p.conn.Exec(ctx, sql, fresh(args)...); err != nil {
			return refusedChange{fmt.Errorf("give way to another row in %s: %w", u.Quoted, err)}
		}
		return nil
	}
	if u.ordinary {
		// Triggers are on: capture sees the change, and what foreign keys make of it.
		if err := exec("SET LOCAL bucardo.applying = 'off'"); err != nil {
			return err
		}
	}
	for i, x := range indexes {
		var err error
		switch x.policy.Loser {
		case "delete":
			err = exec(u.remove(i))
		case "null", "expression":
			err = exec(u.change(i, x.policy))
		}
		if err != nil {
			return err
		}
	}
	if u.ordinary {
		return exec("SET LOCAL bucardo.applying = 'on'")
	}
	return exec(u.noteChanges(indexes), u.Captured)
}

// refusedChange says that the change which a policy wants could not be made.
type refusedChange struct{ error }

// Unwrap returns the error itself.
func (r refusedChange) Unwrap() error { return r.error }

func (p *Postgres) readCollisions(ctx context.Context, u unique, indexes []uniqueIndex) ([]Collision, error) {
	rows, err := p.conn.Query(ctx, u.collisions(), fresh(nil)...)
	if err != nil {
		return nil, fmt.Errorf("read collisions in %s: %w", u.Quoted, err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Collision, error) {
		c := Collision{Table: u.Table}
		var index int
		var here, hot bool
		var at, otherAt *time.Time
		err := row.Scan(&index, &here, &hot, &c.Row.DBID, &at, &c.Row.Key, &c.Row.Image, &c.Other.DBID, &otherAt, &c.Other.Key, &c.Other.Image)
		if err != nil {
			return c, err
		}
		x := indexes[index]
		c.Index, c.Columns, c.Policy = x.name, x.columns, x.policy
		if at != nil {
			c.Row.At = *at
		}
		if otherAt != nil {
			c.Other.At = *otherAt
		}
		switch {
		case here && x.policy.Loser == "delete":
			c.Decision = Deleted
		case here:
			c.Decision = Changed
		case hot:
			c.Decision = "" // it is tried again at once
		case x.policy.Loser == "park":
			c.Decision = Parked
		default:
			c.Decision = Waiting
		}
		return c, nil
	})
	if err != nil {
		return nil, fmt.Errorf("read collisions in %s: %w", u.Quoted, err)
	}
	return slices.DeleteFunc(found, func(c Collision) bool { return c.Decision == "" }), nil
}

// uniqueIndex is a unique index in which rows with different keys can collide.
type uniqueIndex struct {
	name       string
	columns    []string // by which it is declared, sorted: those it is made of, or that its expressions need
	holds      []string // columns that it has as they are
	needs      []string // columns that its values and its condition are computed from
	values     []string // its columns, as SQL over the columns of the table
	operators  []string // their equality, as SQL
	condition  string   // on the rows that are in it
	nullsEqual bool
	policy     catalog.UniquePolicy
}

// changesKey reports whether the policy would give a row another key.
func (x uniqueIndex) changesKey(t *Table) bool {
	return x.policy.Column != "" && slices.ContainsFunc(t.Columns, func(c Column) bool {
		return c.InKey && c.Name == x.policy.Column
	})
}

const uniqueIndexes = `
	SELECT ic.relname::text, i.indexprs IS NULL,
	       coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
	       coalesce(pg_get_expr(i.indpred, i.indrelid), 'true'),
	       c.vals, c.operators, c.names,
	       ARRAY(SELECT a.attname::text
	             FROM pg_attribute a
	             WHERE a.attrelid = i.indrelid AND a.attnum > 0
	               AND (a.attnum = ANY (c.attnums)
	                    OR EXISTS (SELECT FROM pg_depend d
	                               WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
	                                 AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid AND d.refobjsubid = a.attnum))
	             ORDER BY a.attnum)
	FROM pg_index i
	JOIN pg_class ic ON ic.oid = i.indexrelid
	CROSS JOIN LATERAL (
	    SELECT array_agg(pg_get_indexdef(i.indexrelid, k.n, false) || CASE WHEN co.oid IS NOT NULL THEN format(' COLLATE %I.%I', cn.nspname, co.collname) ELSE '' END ORDER BY k.n) AS vals,
	           array_agg((SELECT format('OPERATOR(%I.%s)', n.nspname, o.oprname)
	                      FROM pg_opclass oc
	                      JOIN pg_amop ao ON ao.amopfamily = oc.opcfamily AND ao.amoplefttype = oc.opcintype AND ao.amoprighttype = oc.opcintype AND ao.amopstrategy = 3
	                      JOIN pg_operator o ON o.oid = ao.amopopr
	                      JOIN pg_namespace n ON n.oid = o.oprnamespace
	                      WHERE oc.oid = i.indclass[k.n - 1]) ORDER BY k.n) AS operators,
	           array_agg(i.indkey[k.n - 1]) AS attnums,
	           array_remove(array_agg((SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[k.n - 1] AND a.attnum > 0)), NULL) AS names
	    FROM generate_series(1, i.indnkeyatts) AS k(n)
	    LEFT JOIN pg_collation co ON co.oid = i.indcollation[k.n - 1]
	    LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace) AS c
	WHERE i.indrelid = $1::text::regclass AND i.indisunique AND NOT i.indisexclusion
	ORDER BY ic.relname`

// uniqueIndexes returns the unique indexes of a table that can be looked at: those that contain the key collide for one
// key only, and what is computed from columns that are not staged is not known.
func (p *Postgres) uniqueIndexes(ctx context.Context, t *Table) ([]uniqueIndex, error) {
	rows, err := p.conn.Query(ctx, uniqueIndexes, fresh([]any{t.Quoted})...)
	if err != nil {
		return nil, fmt.Errorf("read unique indexes of %s: %w", t.Quoted, err)
	}
	indexes, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (uniqueIndex, error) {
		var x uniqueIndex
		var plain bool
		err := row.Scan(&x.name, &plain, &x.nullsEqual, &x.condition, &x.values, &x.operators, &x.holds, &x.needs)
		x.columns = slices.Sorted(slices.Values(x.holds))
		if !plain {
			x.columns = slices.Sorted(slices.Values(x.needs))
		}
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("read unique indexes of %s: %w", t.Quoted, err)
	}
	return slices.DeleteFunc(indexes, func(x uniqueIndex) bool {
		for _, name := range x.needs {
			if t.column(name) < 0 {
				return true
			}
		}
		return !slices.ContainsFunc(t.KeyOrder, func(c int) bool {
			return !slices.ContainsFunc(x.holds, func(name string) bool { return t.column(name) == c })
		})
	}), nil
}

// column is the position of the column of that name, -1 when it is not staged.
func (t *Table) column(name string) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
}

// unique makes the statements that separate colliding rows. In pg_temp.contender_<Number> there is a row for each index (ix) and row
// that collides in it: s is the place of a staged row, NULL for a row that is here; group, the place of one staged row, is the same for all that
// have the same values. In pg_temp.edge_<Number>, the staged row s takes values that another row has here until
// the staged version x of it is written. pg_temp.out_<Number> are the staged rows that are left out.
type unique struct {
	*Table
	ordinary bool // rows are deleted after the others are written, and are in the way until then; triggers are on
}

func (u unique) contender() string { return fmt.Sprintf("pg_temp.contender_%d", u.Number) }
func (u unique) edge() string      { return fmt.Sprintf("pg_temp.edge_%d", u.Number) }
func (u unique) out() string       { return fmt.Sprintf("pg_temp.out_%d", u.Number) }

func (u unique) create() []string {
	keys := make([]string, len(u.KeyOrder))
	for i, c := range u.KeyOrder {
		keys[i] = fmt.Sprintf("c%d %s", c+1, u.Columns[c].Stage)
	}
	create := func(name, columns string) string {
		return fmt.Sprintf("CREATE TEMP TABLE IF NOT EXISTS %s (%s) ON COMMIT DELETE ROWS", strings.TrimPrefix(name, "pg_temp."), columns)
	}
	return []string{
		create(u.contender(), "ix integer, grp tid, s tid, origin bigint, at timestamptz, hot boolean, place bigint, unknown boolean, out boolean, acts boolean, "+strings.Join(keys, ", ")),
		create(u.edge(), "ix integer, s tid, x tid"),
		create(u.out(), "s tid, hot boolean"),
		fmt.Sprintf("TRUNCATE %s, %s, %s", u.contender(), u.edge(), u.out()),
	}
}

// valuesOf returns the columns x1, x2 ... with which rows are in an index, of a relation r that has the columns of the table.
func valuesOf(x uniqueIndex) string {
	parts := make([]string, len(x.values))
	for i, v := range x.values {
		parts[i] = fmt.Sprintf("(%s) AS x%d", v, i+1)
	}
	return strings.Join(parts, ", ")
}

// stagedRows is the staged rows with the names of the table's columns. The other names are those of no column that a
// user would have.
func (u unique) stagedRows() string {
	return fmt.Sprintf(`SELECT s.ctid AS "bucardo place", s.s_origin AS "bucardo origin", s.s_at AS "bucardo at", %s FROM %s s WHERE s.s_present`,
		u.each(func(i int, c Column) string { return fmt.Sprintf("s.c%d AS %s", i+1, c.Quoted) }), u.stage())
}

func (u unique) keysFrom(prefix string) string {
	parts := make([]string, len(u.KeyOrder))
	for i, c := range u.KeyOrder {
		parts[i] = fmt.Sprintf("%s%s AS c%d", prefix, u.Columns[c].Quoted, c+1)
	}
	return strings.Join(parts, ", ")
}

// find enters the collisions in one index.
func (u unique) find(ix int, x uniqueIndex) string {
	var same, parts, filled []string
	for i := range x.values {
		equal := fmt.Sprintf("s.x%d %s h.x%d", i+1, x.operators[i], i+1)
		if x.nullsEqual {
			equal = fmt.Sprintf("(%s OR s.x%d IS NULL AND h.x%d IS NULL)", equal, i+1, i+1)
		} else {
			filled = append(filled, fmt.Sprintf("q.x%d IS NOT NULL", i+1))
		}
		same = append(same, equal)
		parts = append(parts, fmt.Sprintf("q.x%d", i+1))
	}
	where := "true"
	if len(filled) > 0 {
		where = strings.Join(filled, " AND ")
	}
	away := "EXISTS (SELECT FROM " + u.stage() + " s WHERE " + u.match("s", "f") + ")"
	standing, held := "NOT "+away, "false"
	if u.ordinary {
		standing = "NOT EXISTS (SELECT FROM " + u.stage() + " s WHERE s.s_present AND " + u.match("s", "f") + ")"
		held = away
	}
	return fmt.Sprintf(`WITH staged AS MATERIALIZED (
			SELECT q.*, first_value(q.s) OVER (PARTITION BY %[3]s ORDER BY q.s) AS grp, count(*) OVER (PARTITION BY %[3]s) AS members
			FROM (SELECT r."bucardo place" AS s, r."bucardo origin" AS origin, r."bucardo at" AS at, %[4]s, %[5]s FROM (%[6]s) AS r WHERE %[7]s) AS q
			WHERE %[8]s
		), found AS MATERIALIZED (
			SELECT s.s, s.grp, %[9]s
			FROM staged s
			JOIN (SELECT %[4]s, %[5]s FROM %[10]s AS r WHERE %[7]s) AS h ON %[11]s
			WHERE NOT (%[12]s)
		), standing AS MATERIALIZED (
			SELECT DISTINCT ON (f.grp) f.grp, %[13]s AS hot, %[14]s FROM found f WHERE %[15]s ORDER BY f.grp
		), edges AS (
			INSERT INTO %[16]s SELECT %[2]d, f.s, x.ctid FROM found f JOIN %[17]s x ON %[18]s WHERE x.s_present
		)
		INSERT INTO %[1]s (ix, grp, s, origin, at, hot, %[19]s)
		SELECT %[2]d, s.grp, s.s, s.origin, s.at, false, %[20]s FROM staged s WHERE s.members > 1 OR EXISTS (SELECT FROM standing f WHERE f.grp = s.grp)
		UNION ALL
		SELECT %[2]d, f.grp, NULL, NULL, NULL, f.hot, %[14]s FROM standing f`,
		u.contender(), ix, strings.Join(parts, ", "), u.keysFrom("r."), valuesOf(x), u.stagedRows(), x.condition, where,
		u.keyColumns("h."), u.Quoted, strings.Join(same, " AND "), u.match("s", "h"),
		held, u.keyColumns("f."), standing, u.edge(), u.stage(), u.match("x", "f"), u.keyColumns(""), u.keyColumns("s."))
}

// lock locks the rows here that may have to give way in an index. One that somebody holds is left alone for now.
func (u unique) lock(ix int) string {
	return fmt.Sprintf(`WITH free AS (SELECT c.grp FROM %[1]s c JOIN %[2]s t ON %[3]s WHERE c.ix = %[4]d AND c.s IS NULL FOR UPDATE OF t SKIP LOCKED)
		UPDATE %[1]s c SET hot = true WHERE c.ix = %[4]d AND c.s IS NULL AND NOT EXISTS (SELECT FROM free WHERE free.grp = c.grp)`,
		u.contender(), u.Quoted, u.match("t", "c"), ix)
}

// noteTimes takes over when the rows here were changed, of those that others do not have yet.
func (u unique) noteTimes(own string) string {
	return fmt.Sprintf(`UPDATE %s c SET at = d.at, origin = n.db_id FROM (%s) AS d, bucardo_node.node n WHERE c.s IS NULL AND %s`,
		u.contender(), own, u.match("d", "c"))
}

// noteRecent notes the rows that were changed here after the run looked. Parameter: the snapshot seen.
func (u unique) noteRecent() string {
	return fmt.Sprintf(`WITH recent AS MATERIALIZED (%s)
		UPDATE %s c SET hot = true
		WHERE c.s IS NULL AND (EXISTS (SELECT FROM recent WHERE op = 'T') OR EXISTS (SELECT FROM recent d WHERE %s))`,
		u.recent("$1::pg_snapshot"), u.contender(), u.match("d", "c"))
}

// decide orders those that have the same values and marks the staged rows that are left out.
func (u unique) decide(ix int, policy catalog.UniquePolicy) string {
	order := "c.at"
	if policy.Winner == "newer" {
		order = "c.at DESC"
	}
	return fmt.Sprintf(`UPDATE %[1]s c
		SET place = v.place, unknown = v.unknown, hot = v.hot,
		    out = c.s IS NOT NULL AND (v.place > 1 OR v.standing AND (%[2]t OR v.unknown OR v.hot OR v.first))
		FROM (SELECT o.*, bool_or(o.here AND o.place = 1) OVER (PARTITION BY o.grp) AS first
		      FROM (SELECT c.ctid AS entry, c.grp, c.s IS NULL AS here,
		                   row_number() OVER (PARTITION BY c.grp ORDER BY %[3]s, c.origin, %[4]s) AS place,
		                   bool_or(c.s IS NULL) OVER (PARTITION BY c.grp) AS standing,
		                   bool_or(c.s IS NULL AND c.at IS NULL) OVER (PARTITION BY c.grp) AS unknown,
		                   bool_or(c.hot) OVER (PARTITION BY c.grp) AS hot
		            FROM %[1]s c WHERE c.ix = %[5]d) AS o) AS v
		WHERE c.ctid = v.entry`,
		u.contender(), policy.Loser == "park", order, u.keyTexts("c"), ix)
}

// leave collects the staged rows that are left out: those that collide, and those whose values another row keeps because
// it is left out.
func (u unique) leave() string {
	return fmt.Sprintf(`WITH RECURSIVE blocked(s, hot) AS (
			SELECT c.s, c.hot FROM %s c WHERE c.out
			UNION
			SELECT e.s, b.hot FROM blocked b JOIN %s e ON e.x = b.s
		)
		INSERT INTO %s SELECT b.s, bool_and(b.hot) FROM blocked b GROUP BY b.s`, u.contender(), u.edge(), u.out())
}

func (u unique) leaveOut() string {
	return fmt.Sprintf("INSERT INTO %s SELECT false, %s FROM %s s JOIN %s o ON o.s = s.ctid", u.left(), u.keyColumns("s."), u.stage(), u.out())
}

// condemn marks the rows here that give way: to a staged row that will be written.
func (u unique) condemn() string {
	return fmt.Sprintf(`UPDATE %[1]s c SET acts = true
		FROM %[1]s w
		WHERE c.s IS NULL AND NOT c.unknown AND NOT c.hot AND c.place > 1 AND w.ix = c.ix AND w.grp = c.grp AND w.place = 1
		  AND NOT EXISTS (SELECT FROM %[2]s o WHERE o.s = w.s)`, u.contender(), u.out())
}

func (u unique) remove(ix int) string {
	return fmt.Sprintf("DELETE FROM %s t USING %s c WHERE c.acts AND c.ix = %d AND %s", u.Quoted, u.contender(), ix, u.match("t", "c"))
}

// change gives a column another value. In the expression only the columns of the row have names.
func (u unique) change(ix int, policy catalog.UniquePolicy) string {
	value := "NULL"
	if policy.Loser == "expression" {
		value = "(" + policy.Expression + ")"
	}
	return fmt.Sprintf("UPDATE %s AS t SET %s = %s WHERE EXISTS (SELECT FROM %s c WHERE c.acts AND c.ix = %d AND %s)",
		u.Quoted, pgx.Identifier{policy.Column}.Sanitize(), value, u.contender(), ix, u.match("t", "c"))
}

// noteChanges makes deltas of the rows here that gave way, since capture is off. Parameter: the captured table.
func (u unique) noteChanges(indexes []uniqueIndex) string {
	deletes := []string{"-1"}
	for i, x := range indexes {
		if x.policy.Loser == "delete" {
			deletes = append(deletes, fmt.Sprint(i))
		}
	}
	return fmt.Sprintf(`SELECT bucardo_node.make_deltas($1, r.op, array_agg(r.key))
		FROM (SELECT CASE WHEN bool_or(c.ix IN (%s)) THEN 'D' ELSE 'U' END::"char" AS op, %s AS key FROM %s c WHERE c.acts GROUP BY %s) AS r
		GROUP BY r.op`, strings.Join(deletes, ", "), u.keyTexts("c"), u.contender(), u.keyColumns("c."))
}

// collisions is a query for what was decided: index, whether the row is one here, whether it is tried again at once, then origin, time, key and image of the row that gave way and of the other one.
func (u unique) collisions() string {
	image := func(alias string) string {
		return fmt.Sprintf(`(SELECT to_jsonb(j.*) FROM (SELECT %s FROM %s s WHERE s.ctid = %s.s) AS j)`,
			u.each(func(i int, c Column) string { return fmt.Sprintf("s.c%d AS %s", i+1, c.Quoted) }), u.stage(), alias)
	}
	here := func(alias string) string {
		return fmt.Sprintf("(SELECT to_jsonb(t.*) FROM %s t WHERE %s)", u.Quoted, u.match("t", alias))
	}
	return fmt.Sprintf(`SELECT DISTINCT ON (g.here, g.origin, g.key) g.ix, g.here, g.hot, g.origin, g.at, g.key, g.image, coalesce(g.other_origin, 0), g.other_at, g.other_key, g.other_image
		FROM (
			SELECT c.ix, c.s IS NULL AS here, c.s IS NOT NULL AND c.hot AS hot, c.origin, c.at, %[1]s AS key, CASE WHEN c.s IS NULL THEN %[2]s ELSE %[3]s END AS image,
			       o.origin AS other_origin, o.at AS other_at, %[4]s AS other_key, CASE WHEN o.s IS NULL THEN %[5]s ELSE %[6]s END AS other_image
			FROM %[7]s c
			CROSS JOIN LATERAL (SELECT w.* FROM %[7]s w WHERE w.ix = c.ix AND w.grp = c.grp AND w.ctid <> c.ctid ORDER BY w.s IS NULL AND c.s IS NOT NULL DESC, w.place LIMIT 1) AS o
			WHERE c.out OR c.acts
			UNION ALL
			SELECT e.ix, false, l.hot, s.s_origin, s.s_at, %[8]s, %[9]s, x.s_origin, x.s_at, %[10]s, %[11]s
			FROM %[12]s e
			JOIN %[13]s l ON l.s = e.s
			JOIN %[13]s lx ON lx.s = e.x
			JOIN %[14]s s ON s.ctid = e.s
			JOIN %[14]s x ON x.ctid = e.x
			WHERE NOT EXISTS (SELECT FROM %[7]s c WHERE c.s = e.s AND c.out)
		) AS g
		ORDER BY g.here, g.origin, g.key, g.hot, g.ix`,
		u.keyTexts("c"), here("c"), image("c"), u.keyTexts("o"), here("o"), image("o"), u.contender(),
		u.keyTexts("s"), image("e"), u.keyTexts("x"), strings.ReplaceAll(image("e"), "e.s", "e.x"), u.edge(), u.out(), u.stage())
}

// markParked marks what is owed and is not tried again at once. Parameters: sync, schema, table.
func (u unique) markParked() string {
	return fmt.Sprintf(`UPDATE bucardo_node.owed w SET parked = true FROM %s s JOIN %s o ON o.s = s.ctid
		WHERE NOT o.hot AND w.sync_id = $1 AND w.schema_name = $2 AND w.table_name = $3 AND w.key = %s`,
		u.stage(), u.out(), u.keyTexts("s"))
}
