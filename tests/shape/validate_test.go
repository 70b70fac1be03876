package shape

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// What is declared for a table that is not there, or not of the sync, is accepted and said to do nothing.
func TestDeclaredForNothing(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, "CREATE TABLE work (id int PRIMARY KEY, v text); CREATE TABLE other (id int PRIMARY KEY);")
	b.Start()
	b.AddSync("s", "a:source,b:target", "all,-other", "latest")
	b.Exec("control", "SELECT bucardo.update_table('s', 'public.wrok', makedelta => true)")
	b.Exec("control", "SELECT bucardo.add_customname('public.wrok', 'works')")
	b.Exec("control", "SELECT bucardo.add_customname('public.other', 'others')") // may be for another sync
	b.Exec("control", "SELECT bucardo.add_customcols('public.other', 'id', sync => 's')")
	b.Exec("control", "SELECT bucardo.update_table('s', 'public.work', row_filter => 'id > 0', db => 'c')")
	b.WaitActive("s")
	b.Exec("control", "CALL bucardo.validate_and_wait('s', '60s')")
	want := `notice wrok: a customname is declared for table public.wrok, which the sync does not replicate
notice work: a row filter is for a database that is no member of the sync
warning other: a choice of columns is declared for table public.other, which the sync does not replicate
warning wrok: an option is declared for table public.wrok, which the sync does not replicate`
	if got := b.Value("control", `SELECT string_agg(severity || ' ' || table_name || ': ' || finding, E'\n' ORDER BY severity, finding) FROM bucardo.findings`); got != want {
		t.Errorf("findings are\n%s\nwant\n%s", got, want)
	}
}

// A sync can be validated before it touches anything: what is wrong stands in the findings, table by table, with how to mend it.
func TestValidateBeforeAnyChange(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE TABLE good (id int PRIMARY KEY); CREATE TABLE keyless (v text);")
	b.Exec("a", "CREATE TABLE missing (id int PRIMARY KEY); CREATE TABLE narrow (id int PRIMARY KEY, n bigint)")
	b.Exec("b", "CREATE TABLE narrow (id int PRIMARY KEY, n int)")
	b.Start()
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,b:source', tables => 'all', status => 'inactive')")
	b.Exec("control", "CALL bucardo.validate_and_wait('s', '60s')")
	const findings = "SELECT string_agg(format('%s %s %s: %s', severity, db, table_name, finding), E'\\n' ORDER BY severity, table_name) FROM bucardo.findings WHERE next_step <> ''"
	want := `error b missing: table public.missing does not exist
error b narrow: the columns of table public.narrow differ: column n is bigint on a and integer on b
warning a keyless: left out: no primary key and no unique index`
	if got := b.Value("control", findings); got != want {
		t.Errorf("findings are\n%s\nwant\n%s", got, want)
	}
	for _, db := range []string{"a", "b"} {
		if got := b.Value(db, "SELECT count(*) FROM pg_namespace WHERE nspname = 'bucardo_node'"); got != "0" {
			t.Errorf("validating has changed %s", db)
		}
	}
	b.Exec("b", "CREATE TABLE missing (id int PRIMARY KEY); ALTER TABLE narrow ALTER n TYPE bigint")
	b.Exec("control", "CALL bucardo.validate_and_wait('s', '60s')")
	if got := b.Value("control", findings); got != "warning a keyless: left out: no primary key and no unique index" {
		t.Errorf("after mending, findings are %s", got)
	}
	b.Exec("control", "SELECT bucardo.update_db('b', port => 1, host => '127.0.0.1') FROM bucardo.update_db('b', conninfo => '')")
	b.Exec("control", "CALL bucardo.validate_and_wait('s', '60s')")
	if got := b.Value("control", "SELECT severity || ' ' || db FROM bucardo.findings"); got != "error b" {
		t.Errorf("of a database that is away, findings are %s", got)
	}
}
