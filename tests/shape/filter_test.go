package shape

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const person = "CREATE TABLE person (id int PRIMARY KEY, region text, name text);"

// A row that comes to pass a filter is inserted at the target, one that ceases to is deleted, in small and in large
// batches; the other target, without the filter, gets every row.
func TestRowFilter(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "eu", "whole"}, person)
	b.Start()
	b.AddSync("s", "a:source,eu:target,whole:target", "all", "latest")
	setFilter(t, b, "eu", "region = 'eu'")
	b.WaitActive("s")
	european := func(step string) {
		t.Helper()
		b.Settle("s")
		b.Same("person", "a", "whole")
		want := b.Value("a", "SELECT coalesce(string_agg(p::text, ' ' ORDER BY id), '') FROM person p WHERE region = 'eu'")
		if got := b.Value("eu", "SELECT coalesce(string_agg(p::text, ' ' ORDER BY id), '') FROM person p"); got != want {
			t.Fatalf("after %s: eu has %.200s, want %.200s", step, got, want)
		}
	}
	b.Exec("a", "INSERT INTO person VALUES (1, 'eu', 'one'), (2, 'us', 'two'), (3, NULL, 'three')")
	european("an insert")
	b.Exec("a", "UPDATE person SET region = 'eu' WHERE id = 2")
	european("a row entered")
	b.Exec("a", "UPDATE person SET region = 'us' WHERE id = 1")
	european("a row left")
	b.Exec("a", "UPDATE person SET id = 5, region = 'eu' WHERE id = 1")
	european("a key changed and the row entered")
	b.Exec("a", "DELETE FROM person WHERE id = 2")
	european("a delete")
	b.Exec("a", "INSERT INTO person SELECT n, CASE n % 3 WHEN 0 THEN 'eu' WHEN 1 THEN 'us' END, 'x' FROM generate_series(100, 3000) n")
	european("a large insert")
	b.Exec("a", "UPDATE person SET region = CASE region WHEN 'eu' THEN 'us' ELSE 'eu' END")
	european("a large update")
	b.Exec("a", "TRUNCATE person; INSERT INTO person VALUES (1, 'eu', 'new'), (2, 'us', 'new')")
	european("a truncate")
}

// The filter of a table goes before that of the sync, and one for a database before one for all.
func TestFilterOfDirection(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, person)
	b.Start()
	b.AddSync("s", "a:source,b:source", "all", "latest")
	setFilter(t, b, "b", "region = 'eu'")
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO person VALUES (1, 'eu', 'a'), (2, 'us', 'a')")
	b.Exec("b", "INSERT INTO person VALUES (3, 'eu', 'b'), (4, 'us', 'b')")
	b.Settle("s")
	if got, want := b.Dump("a", "person"), "(1,eu,a)\n(2,us,a)\n(3,eu,b)\n(4,us,b)"; got != want {
		t.Errorf("a has %q, want %q", got, want)
	}
	if got, want := b.Dump("b", "person"), "(1,eu,a)\n(3,eu,b)\n(4,us,b)"; got != want {
		t.Errorf("b has %q, want %q", got, want)
	}
}

// A first copy takes only the rows that pass.
func TestFilterOfCopy(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, person)
	b.Exec("a", "INSERT INTO person SELECT n, CASE n % 2 WHEN 0 THEN 'eu' ELSE 'us' END, 'x' FROM generate_series(1, 1000) n")
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,b:target', tables => 'person', onetimecopy => 1, status => 'inactive')")
	setFilter(t, b, "b", "region = 'eu' AND id > 10")
	setColumns(t, b, "person", "b", "id, upper(name) AS name")
	b.Exec("control", "SELECT bucardo.activate('s')")
	b.Start()
	b.WaitActive("s")
	b.Settle("s")
	if got := b.Value("b", "SELECT count(*) || ' ' || min(id) || ' ' || min(name) || ' ' || count(region) FROM person"); got != "495 12 X 0" {
		t.Errorf("b has %s, want 495 rows from 12, X, no region", got)
	}
}

// A filter that cannot be evaluated holds its table and no other, and nothing of either is lost.
func TestFilterThatFails(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, person+"CREATE TABLE other (id int PRIMARY KEY);")
	b.Start()
	b.AddSync("s", "a:source,b:target", "all", "latest")
	setFilter(t, b, "b", "continent = 'eu'")
	b.Eventually("control", "degraded|t", "SELECT state || '|' || left((reason LIKE '%table public.person is held: database a: a row filter%column \"continent\" does not exist%')::text, 1) FROM bucardo.status")
	b.Exec("a", "INSERT INTO person VALUES (1, 'eu', 'kept'); INSERT INTO other VALUES (1)")
	b.Settle("s")
	b.Same("other", "a", "b")
	if got := b.Dump("b", "person"); got != "" {
		t.Errorf("a row passed a filter that fails: %s", got)
	}
	if got := b.Value("control", "SELECT severity || ' ' || table_name || ' ' || db FROM bucardo.findings"); got != "error person a" {
		t.Errorf("the finding is %q", got)
	}
	setFilter(t, b, "b", "region = 'eu'")
	b.Eventually("control", "active", "SELECT state FROM bucardo.status")
	b.Settle("s")
	b.Same("person", "a", "b")
}
