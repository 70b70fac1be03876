package shape

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// touch makes the sidecar take a change over.
func touch(b *bed.Bed) {
	b.Exec("control", "SELECT bucardo._touch_sync(id) FROM bucardo.sync")
}

// setFilter says which persons a database gets.
func setFilter(tb testing.TB, b *bed.Bed, db, condition string) {
	tb.Helper()
	b.Exec("control", `SELECT bucardo.update_table(name, 'public.person', row_filter => $2, db => $1) FROM bucardo.sync`, db, condition)
}

func setColumns(tb testing.TB, b *bed.Bed, table, db, columns string) {
	tb.Helper()
	b.Exec("control", "SELECT bucardo.add_customcols($1, $2, db => $3)", "public."+table, columns, db)
}

func setName(tb testing.TB, b *bed.Bed, table, db, name string) {
	tb.Helper()
	b.Exec("control", "SELECT bucardo.add_customname($1, $2, db => $3)", "public."+table, name, db)
}

func setStrategy(tb testing.TB, b *bed.Bed, sync, table string, order []string) {
	tb.Helper()
	b.Exec("control", `SELECT bucardo.update_table($1, 'public.' || quote_ident($2), conflict_strategy => array_to_string($3::text[], ','))`, sync, table, order)
}
