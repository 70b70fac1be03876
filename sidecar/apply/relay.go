package apply

import (
	"fmt"
	"strings"
)

// What is written to a table that other syncs capture too is passed on: the rows that the writes have really changed are
// noted in pg_temp.changed_<Number>, and bucardo_node.relay makes deltas of them in the same transaction. See delta.Relay for what
// keeps them from going round in circles.

func (t *Table) changed() string { return fmt.Sprintf("pg_temp.changed_%d", t.Number) }

// home is a piece of SQL for tables whose rows come with their homes.
func (t *Table) home(sql string) string {
	if !t.Homes {
		return ""
	}
	return sql
}

func (t *Table) createChanged() string {
	keys := make([]string, len(t.KeyOrder))
	for i, c := range t.KeyOrder {
		keys[i] = fmt.Sprintf("k%d %s", i+1, t.Columns[c].Stage)
	}
	return fmt.Sprintf(`CREATE TEMP TABLE IF NOT EXISTS %s (op "char", at timestamptz, home bigint, %s) ON COMMIT DELETE ROWS`,
		strings.TrimPrefix(t.changed(), "pg_temp."), strings.Join(keys, ", "))
}

// noteGone notes the rows that a DELETE of t using s deletes. The rows it counts are the same.
func (t *Table) noteGone(sql string) string {
	if t.Relay == nil {
		return sql
	}
	return fmt.Sprintf(`WITH w AS (%s RETURNING s.s_at, s.s_home, %s) INSERT INTO %s SELECT 'D', w.s_at, w.s_home, %s FROM w`,
		sql, t.keyColumns("s."), t.changed(), t.keyColumns("w."))
}

// noteWritten notes the rows that an INSERT into t writes.
func (t *Table) noteWritten(sql string) string {
	if t.Relay == nil {
		return sql
	}
	written := make([]string, len(t.KeyOrder))
	for i, c := range t.KeyOrder {
		written[i] = fmt.Sprintf("%s AS c%d", t.side("t", i), c+1)
	}
	return fmt.Sprintf(`WITH w AS (%s RETURNING %s) INSERT INTO %s SELECT 'U', s.s_at, s.s_home, %s FROM w JOIN %s s ON %s WHERE s.s_present`,
		sql, strings.Join(written, ", "), t.changed(), t.keyColumns("s."), t.stage(), t.match("w", "s"))
}

// noteReplaced notes, before a DELETE takes the rows away that will be inserted anew, those of them that differ.
func (t *Table) noteReplaced(sql string) string {
	if t.Relay == nil {
		return sql
	}
	return fmt.Sprintf(`WITH w AS (INSERT INTO %s SELECT 'U', s.s_at, s.s_home, %s FROM %s s LEFT JOIN %s t ON %s
		WHERE s.s_present AND (t.tableoid IS NULL OR ROW(%s)::record OPERATOR(pg_catalog.*<>) ROW(%s)::record)) %s`,
		t.changed(), t.keyColumns("s."), t.stage(), t.Quoted, t.match("t", "s"),
		t.each(func(_ int, c Column) string { return fmt.Sprintf("(t.%s)::%s", c.Quoted, c.Stage) }),
		t.each(func(i int, _ Column) string { return fmt.Sprintf("s.c%d", i+1) }), sql)
}

// unchanged is a query for the staged rows that were the same already.
func (t *Table) unchanged() string {
	noted, keys := make([]string, len(t.KeyOrder)), make([]string, len(t.KeyOrder))
	for i, c := range t.KeyOrder {
		noted[i] = fmt.Sprintf("n.k%d %s s.c%d", i+1, t.Columns[c].Equals, c+1)
		keys[i] = fmt.Sprintf("s.c%d AS k%d", c+1, i+1)
	}
	return fmt.Sprintf(`SELECT CASE WHEN s.s_present THEN 'U' ELSE 'D' END::"char" AS op, s.s_at AS at, s.s_home AS home, %s FROM %s s WHERE NOT EXISTS (SELECT FROM %s n WHERE %s)`,
		strings.Join(keys, ", "), t.stage(), t.changed(), strings.Join(noted, " AND "))
}

const (
	takeTurns = "SELECT bucardo_node.take_turns($1)"
	relay     = "SELECT bucardo_node.relay($1, $2, $3, $4, $5)"
)

// relaying returns the tables of a batch from which is passed on, none when there is no such table.
func (b Batch) relaying() []string {
	var relations []string
	for _, rows := range b.Tables {
		if rows.Table.Relay != nil {
			relations = append(relations, rows.Table.Quoted)
		}
	}
	return relations
}

func (t *Table) relayArgs() []any {
	return []any{t.Sync, t.Quoted, t.Relay, t.changed(), t.unchanged()}
}

func stageHomes(rows []Row) []int64 {
	homes := make([]int64, len(rows))
	for i, r := range rows {
		homes[i] = r.Home
	}
	return homes
}
