package shape

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

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
