// Package apply carries out on one target what a run has decided. A PostgreSQL target gets the rows in a temporary
// staging table, from which set-wise statements delete and upsert; rows that are the same already are not written.
package apply

import (
	"fmt"
	"strings"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
)

// Column of a target table.
type Column struct {
	Name     string
	Quoted   string
	Stage    string // type of the column in the staging table
	Base     string // the same without its collation
	Equals   string // equality operator, as SQL
	InKey    bool
	Settable bool // whether UPDATE may set it
	Exact    bool // whether equal values of the type are always the same to the byte
}

// Table is a table at a target. Its statements work on the staging table pg_temp.stage_<Number>.
type Table struct {
	Number  int
	Quoted  string
	Schema  string
	Name    string
	Columns []Column
	// Captured is the id of the captured table when the target is a source too, else 0: only then can a row change
	// there that the run would overwrite unseen.
	Captured int
	// KeyOrder holds the position in Columns of each key column, in the order of the delta columns.
	KeyOrder []int
	// Replace deletes rows before inserting them anew instead of updating them, for tables that UPDATE cannot serve.
	Replace bool
	// Sync is the id of the sync, Homes says that rows come with the database where they were changed first, and Relay, where
	// what is written here is passed on, holds the names of the key columns.
	Sync  int64
	Homes bool
	Relay []string
	// Detailed says that what is left out is owed with all its changes, of every origin.
	Detailed bool
	// Cascades says that deleting a row here makes foreign keys act on other tables, unless they are switched off.
	Cascades bool
	// References are its foreign keys, ReferencedBy those that point to it, both only where they can be told from staged rows.
	References   []*ForeignKey
	ReferencedBy []*ForeignKey
	// Deferrable says that a unique constraint is checked at the end of a transaction, by a trigger: where triggers are off, not at
	// all. What collides is looked for before it is written.
	Deferrable bool
	// Store is the table as a target has it that is not PostgreSQL.
	Store *StoreTable
	// Uniques are what was declared for rows that collide in unique indexes.
	Uniques []catalog.UniquePolicy
}

func (t *Table) stage() string { return fmt.Sprintf("pg_temp.stage_%d", t.Number) }
func (t *Table) left() string  { return fmt.Sprintf("pg_temp.left_%d", t.Number) }

func (t *Table) match(a, b string) string {
	terms := make([]string, len(t.KeyOrder))
	for i, c := range t.KeyOrder {
		terms[i] = fmt.Sprintf("%s %s %s", t.side(a, i), t.Columns[c].Equals, t.side(b, i))
	}
	return strings.Join(terms, " AND ")
}

// side names key column i of a relation: t the target table, d a delta table, s and l the staging tables.
func (t *Table) side(alias string, i int) string {
	c := t.KeyOrder[i]
	switch alias {
	case "t":
		return "t." + t.Columns[c].Quoted
	case "d":
		return fmt.Sprintf("d.k%d", i+1)
	default:
		return fmt.Sprintf("%s.c%d", alias, c+1)
	}
}

// keyTexts are the key columns of a relation as text, which is how what is owed names them: the same wherever keys are equal.
func (t *Table) keyTexts(alias string) string {
	texts := make([]string, len(t.KeyOrder))
	for i, c := range t.KeyOrder {
		texts[i] = t.Columns[c].text(t.side(alias, i))
	}
	return "ARRAY[" + strings.Join(texts, ", ") + "]"
}

func (c Column) text(value string) string { return delta.Key{Base: c.Base}.Canonical(value) }

func (t *Table) each(format func(i int, c Column) string) string {
	parts := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		parts[i] = format(i, c)
	}
	return strings.Join(parts, ", ")
}

func (t *Table) keyColumns(prefix string) string {
	parts := make([]string, len(t.KeyOrder))
	for i, c := range t.KeyOrder {
		parts[i] = fmt.Sprintf("%sc%d", prefix, c+1)
	}
	return strings.Join(parts, ", ")
}

func (t *Table) createStage() string {
	return fmt.Sprintf("CREATE TEMP TABLE IF NOT EXISTS %s (s_present boolean, s_origin bigint, s_mask bigint, s_at timestamptz, %s%s) ON COMMIT DELETE ROWS",
		strings.TrimPrefix(t.stage(), "pg_temp."), t.home("s_home bigint, "), t.each(func(i int, c Column) string { return fmt.Sprintf("c%d %s", i+1, c.Stage) }))
}

func (t *Table) createLeft() string {
	keys := make([]string, len(t.KeyOrder))
	for i, c := range t.KeyOrder {
		keys[i] = fmt.Sprintf("c%d %s", c+1, t.Columns[c].Stage)
	}
	return fmt.Sprintf("CREATE TEMP TABLE IF NOT EXISTS %s (locked boolean, %s) ON COMMIT DELETE ROWS",
		strings.TrimPrefix(t.left(), "pg_temp."), strings.Join(keys, ", "))
}

// stageRows takes the parameters present[], origin[], at[], one text[] for each column, and home[] where homes come.
func (t *Table) stageRows() string {
	return fmt.Sprintf("INSERT INTO %s SELECT r.present, r.origin, -1, r.at, %s%s FROM unnest($1::boolean[], $2::bigint[], $3::timestamptz[], %s%s) AS r(present, origin, at, %s%s)",
		t.stage(), t.home("r.home, "),
		t.each(func(i int, c Column) string { return fmt.Sprintf("r.c%d::%s", i+1, c.Stage) }),
		t.each(func(i int, _ Column) string { return fmt.Sprintf("$%d::text[]", i+4) }), t.home(fmt.Sprintf(", $%d::bigint[]", len(t.Columns)+4)),
		t.each(func(i int, _ Column) string { return fmt.Sprintf("c%d", i+1) }), t.home(", home"))
}

func (t *Table) copyStage() string { return fmt.Sprintf("COPY %s FROM STDIN", t.stage()) }

// addSurplus stages every row the target has and the mirrored origin has not as gone. That another origin has staged a
// row does not matter: such a key is contested, and the loser's version goes. Parameters: origin, at.
func (t *Table) addSurplus() string {
	return fmt.Sprintf("INSERT INTO %[1]s (s_present, s_origin, s_mask, s_at, %[6]s%[2]s) SELECT false, $1::bigint, -1, $2::timestamptz, %[7]s%[3]s FROM %[4]s t WHERE NOT EXISTS (SELECT FROM %[1]s s WHERE s.s_origin = $1::bigint AND %[5]s)",
		t.stage(), t.keyColumns(""), t.targetKeys(), t.Quoted, t.match("t", "s"), t.home("s_home, "), t.home("$1::bigint, "))
}

func (t *Table) targetKeys() string {
	parts := make([]string, len(t.KeyOrder))
	for i := range t.KeyOrder {
		parts[i] = t.side("t", i)
	}
	return strings.Join(parts, ", ")
}

// The winners list of contested keys: parameters winner[] and one text[] for each key column.
func (t *Table) winners() string {
	params, names, casts := make([]string, len(t.KeyOrder)), make([]string, len(t.KeyOrder)), make([]string, len(t.KeyOrder))
	for i, c := range t.KeyOrder {
		params[i] = fmt.Sprintf("$%d::text[]", i+2)
		names[i] = fmt.Sprintf("c%d", c+1)
		casts[i] = fmt.Sprintf("c%d::%s AS c%d", c+1, t.Columns[c].Stage, c+1)
	}
	return fmt.Sprintf("(SELECT winner, %s FROM unnest($1::bigint[], %s) AS w(winner, %s)) AS l",
		strings.Join(casts, ", "), strings.Join(params, ", "), strings.Join(names, ", "))
}

func (t *Table) dropLosers() string {
	return fmt.Sprintf("DELETE FROM %s s USING %s WHERE %s AND s.s_origin <> l.winner", t.stage(), t.winners(), t.match("s", "l"))
}

func (t *Table) spreadWinners() string {
	return fmt.Sprintf("UPDATE %s s SET s_mask = -1 FROM %s WHERE %s AND s.s_mask <> -1", t.stage(), t.winners(), t.match("s", "l"))
}

// dropOthers removes what this target does not wait for. Parameter: its bit.
func (t *Table) dropOthers() string {
	return fmt.Sprintf("DELETE FROM %s s WHERE s.s_mask & $1::bigint = 0", t.stage())
}

func (t *Table) deleteGone() string {
	return t.noteGone(t.deleteGoneOf(""))
}

func (t *Table) deleteGoneOf(which string) string {
	return fmt.Sprintf("DELETE FROM %s t USING %s s WHERE NOT s.s_present AND %s%s", t.Quoted, t.stage(), t.match("t", "s"), which)
}

func (t *Table) deleteStaged() string { return t.noteReplaced(t.deleteStagedOf("")) }

func (t *Table) deleteStagedOf(which string) string {
	return fmt.Sprintf("DELETE FROM %s t USING %s s WHERE s.s_present AND %s%s", t.Quoted, t.stage(), t.match("t", "s"), which)
}

func (t *Table) insert() string { return t.insertOf("") }

// insertOf inserts those of the staged rows for which a condition on s holds.
func (t *Table) insertOf(which string) string {
	return fmt.Sprintf("INSERT INTO %s AS t (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s s WHERE s.s_present%s",
		t.Quoted, t.each(func(_ int, c Column) string { return c.Quoted }),
		t.each(func(i int, _ Column) string { return fmt.Sprintf("s.c%d", i+1) }), t.stage(), which)
}

// upsert writes only rows that differ. Records are compared as images (*<>), which tells 1.0 from 1.00 and works for
// types without equality, such as json.
func (t *Table) upsert() string { return t.noteWritten(t.upsertOf("")) }

func (t *Table) upsertOf(which string) string {
	var sets, olds, news, keys []string
	for _, c := range t.Columns {
		if c.InKey {
			keys = append(keys, c.Quoted)
		}
		if !c.Settable || c.InKey && c.Exact {
			continue
		}
		sets = append(sets, fmt.Sprintf("%[1]s = EXCLUDED.%[1]s", c.Quoted))
		olds = append(olds, "t."+c.Quoted)
		news = append(news, "EXCLUDED."+c.Quoted)
	}
	conflict := fmt.Sprintf(" ON CONFLICT (%s) DO ", strings.Join(keys, ", "))
	if len(sets) == 0 {
		return t.insertOf(which) + conflict + "NOTHING"
	}
	return t.insertOf(which) + conflict + fmt.Sprintf("UPDATE SET %s WHERE ROW(%s)::record OPERATOR(pg_catalog.*<>) ROW(%s)::record",
		strings.Join(sets, ", "), strings.Join(olds, ", "), strings.Join(news, ", "))
}

// recent is a query for the deltas made at the target itself, or by other syncs, outside the snapshot the run has seen of
// it. seen is the snapshot as SQL.
func (t *Table) recent(seen string) string {
	segment := func(n int) string {
		return fmt.Sprintf("SELECT * FROM bucardo_node.delta_%d_%d WHERE xid >= pg_snapshot_xmin(%[3]s) AND NOT pg_visible_in_snapshot(xid, %[3]s) AND via IS DISTINCT FROM %[4]d", t.Captured, n, seen, t.Sync)
	}
	return segment(0) + " UNION ALL " + segment(1)
}

// refuseChanged raises BU002 when a staged row was changed at the target after the run looked there. It comes after
// the writes: by then the staged rows are locked by this transaction, and every change of theirs is either visible to
// this statement or waits for it. Parameter: the snapshot seen.
func (t *Table) refuseChanged() string {
	// count, not EXISTS: that would be planned for its first row, as a nested loop over all pairs.
	return fmt.Sprintf("WITH recent AS MATERIALIZED (%s) SELECT bucardo_node.refuse_if(EXISTS (SELECT FROM recent WHERE op = 'T') OR (SELECT count(*) FROM recent d JOIN %s s ON %s) > 0)",
		t.recent("$1::pg_snapshot"), t.stage(), t.match("d", "s")+t.otherVersion())
}

// lockRows locks the staged rows that exist, passing over those that others hold. A row that will be deleted is locked
// against foreign key checks too, which hold theirs for as long as their transaction lasts.
func (t *Table) lockRows(replace bool) []string {
	lock := func(which, mode string) string {
		return fmt.Sprintf("INSERT INTO %s SELECT true, %s FROM (SELECT %s FROM %s s JOIN %s t ON %s WHERE %s FOR %s OF t SKIP LOCKED) AS s",
			t.left(), t.keyColumns("s."), t.keyColumns("s."), t.stage(), t.Quoted, t.match("t", "s"), which, mode)
	}
	if replace {
		return []string{lock("true", "UPDATE")}
	}
	return []string{lock("s.s_present", "NO KEY UPDATE"), lock("NOT s.s_present", "UPDATE")}
}

// leaveHeld adds the rows that exist and could not be locked, leaveChanged those changed after the run looked.
func (t *Table) leaveHeld() string {
	return fmt.Sprintf("INSERT INTO %[1]s SELECT false, %[2]s FROM %[3]s s JOIN %[4]s t ON %[5]s WHERE NOT EXISTS (SELECT FROM %[1]s l WHERE l.locked AND %[6]s)",
		t.left(), t.keyColumns("s."), t.stage(), t.Quoted, t.match("t", "s"), t.match("s", "l"))
}

func (t *Table) leaveChanged() string {
	return fmt.Sprintf(`WITH recent AS MATERIALIZED (%[3]s)
		INSERT INTO %[1]s
		SELECT false, %[2]s FROM recent d JOIN %[4]s s ON %[5]s
		UNION
		SELECT false, %[2]s FROM %[4]s s WHERE EXISTS (SELECT FROM recent WHERE op = 'T')`,
		t.left(), t.keyColumns("s."), t.recent("$1::pg_snapshot"), t.stage(), t.match("d", "s")+t.otherVersion())
}

// oweLeft records what is left out. Parameters: sync, schema, table.
func (t *Table) oweLeft() string {
	home := "NULL"
	if t.Homes {
		home = "s.s_home"
	}
	return fmt.Sprintf(`INSERT INTO bucardo_node.owed AS o (sync_id, origin_id, schema_name, table_name, key, at, home)
		SELECT DISTINCT ON (2, 5) $1::bigint, s.s_origin, $2::text, $3::text, %s, s.s_at, %s::bigint FROM %s s JOIN %s l ON %s WHERE NOT l.locked
		ON CONFLICT (sync_id, origin_id, schema_name, table_name, key)
			DO UPDATE SET at = greatest(o.at, EXCLUDED.at), home = CASE WHEN o.home = EXCLUDED.home THEN o.home END
		RETURNING origin_id, key, at, coalesce(home, 0)`, t.keyTexts("s"), home, t.stage(), t.left(), t.match("s", "l"))
}

// leftKeys returns the keys that are left out, as text.
func (t *Table) leftKeys() string {
	return fmt.Sprintf("SELECT DISTINCT %s FROM %s s JOIN %s l ON %s WHERE NOT l.locked", t.keyTexts("s"), t.stage(), t.left(), t.match("s", "l"))
}

func (t *Table) dropLeft() string {
	return fmt.Sprintf("DELETE FROM %s s USING %s l WHERE NOT l.locked AND %s", t.stage(), t.left(), t.match("s", "l"))
}
