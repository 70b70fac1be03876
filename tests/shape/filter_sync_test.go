package shape

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// The filter of a sync is for every table and database, that of a table goes before it, and that of a database in a table
// before both; each is taken over by the running sync.
func TestFilterOfSync(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, person+"CREATE TABLE town (id int PRIMARY KEY, region text);")
	b.Start()
	b.Exec("control", "SELECT bucardo.add_sync('s', 'a:source,b,c', row_filter => 'region = ''eu''')")
	b.WaitActive("s")
	fill := func(first int) {
		b.Exec("a", `INSERT INTO person SELECT n, (ARRAY['eu', 'us'])[n % 2 + 1] FROM generate_series($1::int, $1 + 3) n`, first)
		b.Exec("a", `INSERT INTO town SELECT n, (ARRAY['eu', 'us'])[n % 2 + 1] FROM generate_series($1::int, $1 + 3) n`, first)
		b.Settle("s")
	}
	ids := func(db, table string) string {
		return b.Value(db, "SELECT string_agg(id::text, ' ' ORDER BY id) FROM "+table)
	}
	check := func(step string, want ...string) {
		t.Helper()
		for i, got := range []string{ids("b", "person"), ids("c", "person"), ids("b", "town"), ids("c", "town")} {
			if got != want[i] {
				t.Errorf("%s: %s, want %s", step, got, want[i])
			}
		}
	}
	fill(10)
	check("the sync's", "10 12", "10 12", "10 12", "10 12")

	b.Exec("control", "SELECT bucardo.update_table('s', 'person', row_filter => 'region = ''us''')")
	b.Exec("control", "SELECT bucardo.update_table('s', 'person', row_filter => 'true', db => 'c')")
	b.WaitActive("s")
	fill(20)
	check("the table's", "10 12 21 23", "10 12 20 21 22 23", "10 12 20 22", "10 12 20 22")

	b.Exec("control", "SELECT bucardo.update_table('s', 'person', reset => 'all'), bucardo.update_sync('s', row_filter => '')")
	b.WaitActive("s")
	fill(30)
	check("none", "10 12 21 23 30 31 32 33", "10 12 20 21 22 23 30 31 32 33", "10 12 20 22 30 31 32 33", "10 12 20 22 30 31 32 33")
}

// A setting is as the table has it, else as the sync has it, else as the configuration has it; the running sync follows.
func TestNearestSetting(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE TABLE other (id int PRIMARY KEY);")
	b.Exec("a", "CREATE TABLE item (id int PRIMARY KEY, only_a text)")
	b.Exec("b", "CREATE TABLE item (id int PRIMARY KEY)")
	b.Start()
	b.AddSync("s", "a:source,b:target", "all", "latest")
	for _, step := range []struct{ call, want string }{
		{"list_config('strict_checking')", "held"}, // the default
		{"update_config('strict_checking', false)", "replicated"},
		{"update_sync('s', strict_checking => true)", "held"},
		{"update_table('s', 'item', strict_checking => false)", "replicated"},
		{"reset_config('strict_checking')", "replicated"},
		{"update_table('s', 'item', reset => 'strict_checking')", "held"},
		{"update_sync('s', strict_checking => false)", "replicated"},
		{"update_sync('s', reset => 'strict_checking')", "held"},
	} {
		b.Exec("control", "SELECT bucardo."+step.call)
		b.Eventually("control", step.want, `SELECT t.state FROM bucardo.list_tables('s', 'item') t
			JOIN bucardo.sync s ON s.name = t.sync JOIN bucardo.sync_state st ON st.sync_id = s.id AND st.observed_version = s.version AND st.state <> 'pending'`)
	}
}
