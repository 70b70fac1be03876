package apply

import "fmt"

// CopyInto is the COPY that fills the table from the columns a delta.Source sends.
func (t *Table) CopyInto() string {
	return fmt.Sprintf("COPY %s (%s) FROM STDIN", t.Quoted, t.each(func(_ int, c Column) string { return c.Quoted }))
}

// CopyBeside fills the table where some rows may be there already: create makes a temporary table, into is the COPY
// that fills it, insert adds the rows that are missing.
func (t *Table) CopyBeside() (create, into, insert string) {
	names := t.each(func(i int, _ Column) string { return fmt.Sprintf("c%d", i+1) })
	create = fmt.Sprintf("CREATE TEMP TABLE IF NOT EXISTS beside_%d (%s) ON COMMIT DELETE ROWS", t.Number,
		t.each(func(i int, c Column) string { return fmt.Sprintf("c%d %s", i+1, c.Stage) }))
	into = fmt.Sprintf("COPY pg_temp.beside_%d (%s) FROM STDIN", t.Number, names)
	insert = fmt.Sprintf("INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM pg_temp.beside_%d ON CONFLICT DO NOTHING", t.Quoted,
		t.each(func(_ int, c Column) string { return c.Quoted }), names, t.Number)
	return create, into, insert
}
