package together_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// A table that gets its first key while changes of it are pending.
func TestKeyForKeyless(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, "CREATE TABLE reading (id int NOT NULL, v text); CREATE TABLE other (id int PRIMARY KEY);")
	b.Start()
	b.AddSync("s", "a:source,b:target,c:target", "all", "latest")
	b.Exec("a", "INSERT INTO reading VALUES (1, 'one'), (2, 'two')")
	b.Settle("s")
	restore := b.CutOff("c")
	b.State("s", "degraded")
	b.Exec("a", "UPDATE reading SET v = 'pending' WHERE id = 1; DELETE FROM reading WHERE id = 2")
	for _, db := range all {
		b.Exec(db, "ALTER TABLE reading ADD PRIMARY KEY (id)")
	}
	b.Eventually("control", "id", "SELECT array_to_string(max(key_columns), ',') FROM bucardo.table_status WHERE table_name = 'reading'")
	b.Exec("a", "INSERT INTO reading VALUES (3, 'three')")
	restore()
	b.State("s", "active")
	b.Settle("s")
	b.Same("reading", all...)
}

// A table that gets another key while changes of it are pending.
func TestAnotherKey(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, "CREATE TABLE item (id int CONSTRAINT by_id PRIMARY KEY, code text NOT NULL, v text); CREATE TABLE other (id int PRIMARY KEY);")
	b.Start()
	b.AddSync("s", "a:source,b:target,c:target", "all", "latest")
	b.Exec("a", "INSERT INTO item VALUES (1, 'x', 'one'), (2, 'y', 'two')")
	b.Settle("s")
	restore := b.CutOff("c")
	b.State("s", "degraded")
	b.Exec("a", "UPDATE item SET v = 'pending' WHERE id = 1; DELETE FROM item WHERE id = 2")
	for _, db := range all {
		b.Exec(db, "ALTER TABLE item DROP CONSTRAINT by_id, ADD PRIMARY KEY (code)")
	}
	b.Exec("a", "INSERT INTO item VALUES (3, 'z', 'three')")
	b.Eventually("control", "code", "SELECT array_to_string(max(key_columns), ',') FROM bucardo.table_status WHERE table_name = 'item'")
	restore()
	b.State("s", "active")
	b.Settle("s")
	b.Same("item", all...)
}

// The same where several sources write: what is pending is known by the new key.
func TestAnotherKeyOfSeveralSources(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, "CREATE TABLE item (id int CONSTRAINT by_id PRIMARY KEY, code text NOT NULL, v text); CREATE TABLE other (id int PRIMARY KEY);")
	b.Start()
	b.AddSync("s", "a:source,b:source,c:source", "all", "latest")
	b.Exec("a", "INSERT INTO item VALUES (1, 'x', 'one'), (2, 'y', 'two')")
	b.Settle("s")
	restore := b.CutOff("c")
	b.State("s", "degraded")
	b.Exec("a", "UPDATE item SET v = 'of a' WHERE id = 1")
	b.Exec("c", "UPDATE item SET v = 'of c' WHERE id = 2; INSERT INTO item VALUES (4, 'w', 'of c')")
	for _, db := range all {
		b.Exec(db, "ALTER TABLE item DROP CONSTRAINT by_id, ADD PRIMARY KEY (code)")
	}
	b.Exec("a", "INSERT INTO item VALUES (3, 'z', 'three')")
	b.Eventually("control", "code", "SELECT array_to_string(max(key_columns), ',') FROM bucardo.table_status WHERE table_name = 'item'")
	restore()
	b.State("s", "active")
	b.Settle("s")
	b.Same("item", all...)
}
