package apply

import (
	"fmt"
	"strings"
)

// The rows in bucardo_node.dangling of one foreign key. Parameters of the statements: sync, schema and table of the child, name of the
// foreign key, and for Check those of the parent.
const ofForeignKey = "d.sync_id = $1 AND d.schema_name = $2 AND d.table_name = $3 AND d.constraint_name = $4"

// waits is the condition that what was left out because of an orphan is owed still.
const waits = "EXISTS (SELECT FROM bucardo_node.owed w WHERE w.sync_id = d.sync_id AND w.schema_name = d.waits_schema AND w.table_name = d.waits_table AND w.key = d.waits_key)"

func (f *ForeignKey) dangles() string {
	return fmt.Sprintf("%s AND NOT EXISTS (SELECT FROM %s t WHERE %s)", f.filled("c"), f.ParentQuoted, f.refers("t", "c"))
}

// Check records all children without their parents in place of those known before. It returns how many there are in all.
func (f *ForeignKey) Check() (sql string, args func(syncID int64) []any) {
	sql = fmt.Sprintf(`
		WITH o AS MATERIALIZED (
			SELECT %s, count(*) OVER () AS found_in_all FROM %s c WHERE %s LIMIT %d
		), mended AS (
			DELETE FROM bucardo_node.dangling d WHERE %s AND NOT EXISTS (SELECT FROM o WHERE o.key = d.key) AND NOT %s
		), recorded AS (
			INSERT INTO bucardo_node.dangling AS d (sync_id, schema_name, table_name, constraint_name, key, key_object, parent_schema, parent_table, parent_object, found_in_all)
			SELECT $1::bigint, $2::text, $3::text, $4::text, o.key, o.key_object, $5::text, $6::text, o.parent_object, o.found_in_all FROM o
			ON CONFLICT (sync_id, schema_name, table_name, constraint_name, key)
				DO UPDATE SET parent_object = EXCLUDED.parent_object, found_in_all = EXCLUDED.found_in_all, awaited = false
		)
		SELECT coalesce(max(o.found_in_all), 0) FROM o`, f.describe("c"), f.Child.Quoted, f.dangles(), MaxDangling, ofForeignKey, waits)
	return sql, func(syncID int64) []any { return append(f.ForgetArgs(syncID), f.ParentSchema, f.ParentName) }
}

// Forget deletes what is recorded of children that have their parents again, or are gone. It looks at the recorded rows alone.
func (f *ForeignKey) Forget() string {
	keys := make([]string, len(f.Child.KeyOrder))
	for i, c := range f.Child.KeyOrder {
		keys[i] = fmt.Sprintf("%s %s (d.key)[%d]::%s", f.childKey("c", i), f.Child.Columns[c].Equals, i+1, f.Child.Columns[c].Stage)
	}
	return fmt.Sprintf("DELETE FROM bucardo_node.dangling d WHERE %s AND NOT %s AND NOT EXISTS (SELECT FROM %s c WHERE %s AND %s)",
		ofForeignKey, waits, f.Child.Quoted, strings.Join(keys, " AND "), f.dangles())
}

// ForgetArgs are the parameters of Forget.
func (f *ForeignKey) ForgetArgs(syncID int64) []any {
	return []any{syncID, f.Child.Schema, f.Child.Name, f.Name}
}
