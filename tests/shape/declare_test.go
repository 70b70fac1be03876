package shape

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// touch makes the sidecar take a change over.
func touch(b *bed.Bed) {
	b.Exec("control", "SELECT bucardo._touch_sync(id) FROM bucardo.sync")
}

func setFilter(tb testing.TB, b *bed.Bed, table, db, condition string) {
	tb.Helper()
	b.Exec("control", `INSERT INTO bucardo.row_filter (sync_id, schema_name, table_name, db_id, condition)
		SELECT s.id, 'public', $1, (SELECT id FROM bucardo.db WHERE name = $2), $3 FROM bucardo.sync s`, table, db, condition)
	touch(b)
}

func setColumns(tb testing.TB, b *bed.Bed, table, db string, columns, expressions []string) {
	tb.Helper()
	b.Exec("control", `INSERT INTO bucardo.customcols (schema_name, table_name, db_id, columns, expressions)
		VALUES ('public', $1, (SELECT id FROM bucardo.db WHERE name = $2), $3, $4)`, table, db, columns, expressions)
	touch(b)
}

func setName(tb testing.TB, b *bed.Bed, table, db, schema, name string) {
	tb.Helper()
	b.Exec("control", `INSERT INTO bucardo.customname (schema_name, table_name, db_id, new_schema, new_name)
		VALUES ('public', $1, (SELECT id FROM bucardo.db WHERE name = $2), $3, $4)`, table, db, schema, name)
	touch(b)
}

func setStrategy(tb testing.TB, b *bed.Bed, sync, table string, order []string) {
	tb.Helper()
	b.Exec("control", `INSERT INTO bucardo.table_option (sync_id, schema_name, table_name, conflict_strategy, source_order)
		SELECT id, 'public', $2, 'source order', $3 FROM bucardo.sync WHERE name = $1`, sync, table, order)
	touch(b)
}

func setOptions(tb testing.TB, b *bed.Bed, sync, options string) {
	tb.Helper()
	b.Exec("control", "UPDATE bucardo.sync SET options = $2::jsonb WHERE name = $1", sync, options)
	touch(b)
}
