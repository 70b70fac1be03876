package together_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const tables = "CREATE TABLE item (id int PRIMARY KEY, v text); CREATE TABLE other (id int PRIMARY KEY);"

func itemState(b *bed.Bed, want string) {
	b.Eventually("control", want, "SELECT max(state) FROM bucardo.table_status WHERE table_name = 'item'")
}

// A row that was left out of a run still comes when its table is held before the next one.
func TestHeldWithRowsLeftOut(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, tables+"INSERT INTO item VALUES (1, 'one')")
	b.Start()
	b.AddSync("s", "a:source,b:source,c:target", "all", "latest")
	lock := b.Connect("b")
	if _, err := lock.Exec(t.Context(), "BEGIN; SELECT FROM item WHERE id = 1 FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	b.Exec("a", "UPDATE item SET v = 'left out' WHERE id = 1")
	b.Eventually("c", "left out", "SELECT v FROM item")
	b.Eventually("b", "1", "SELECT count(*) FROM bucardo_node.owed")
	b.Exec("c", "ALTER TABLE item RENAME COLUMN v TO w")
	b.Exec("a", "INSERT INTO item VALUES (2, 'two')")
	itemState(b, "held")
	b.Exec("a", "INSERT INTO other VALUES (1)")
	b.Settle("s")
	if _, err := lock.Exec(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	b.Exec("c", "ALTER TABLE item RENAME COLUMN w TO v")
	b.Eventually("control", "active", "SELECT state FROM bucardo.status")
	b.Settle("s")
	b.Same("item", all...)
	b.Eventually("b", "0", "SELECT count(*) FROM bucardo_node.owed")
}

// What a table lacks that is held is remembered while the first source, whose tables the list means, is away.
func TestHeldWhileFirstSourceIsAway(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, tables)
	b.Start()
	b.AddSync("s", "a:source,b:source,c:target", "all", "latest")
	b.Exec("a", "INSERT INTO item VALUES (1, 'one')")
	b.Settle("s")
	b.Exec("b", "ALTER TABLE item DROP CONSTRAINT item_pkey")
	b.Exec("a", "UPDATE item SET v = 'held' WHERE id = 1")
	itemState(b, "held")
	b.Exec("a", "INSERT INTO other VALUES (1)")
	b.Settle("s")
	restore := b.CutOff("a")
	b.Eventually("control", "failed", "SELECT state FROM bucardo.db_status WHERE name = 'a'")
	// The table is looked at anew every two seconds: let that happen.
	b.Exec("b", "CREATE TABLE later (id int PRIMARY KEY)")
	b.Exec("b", "SELECT pg_sleep(5)")
	restore()
	itemState(b, "held")
	b.Exec("a", "INSERT INTO other VALUES (2)")
	b.Settle("s")
	b.Exec("b", "ALTER TABLE item ADD PRIMARY KEY (id)")
	b.Eventually("control", "replicated", "SELECT max(state) FROM bucardo.table_status WHERE table_name = 'item'")
	b.Settle("s")
	b.Same("item", all...)
}

// A list means the tables of the first source, also while that is away.
func TestListWhileFirstSourceIsAway(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, tables)
	for _, db := range []string{"b", "c"} {
		b.Exec(db, "CREATE TABLE own (id int PRIMARY KEY, v text)")
		b.Exec(db, "INSERT INTO own VALUES (1, '"+db+"')")
	}
	b.Start()
	b.AddSync("s", "a:source,b:source,c:target", "all", "latest")
	b.CutOff("a")
	b.State("s", "degraded")
	b.Exec("b", "INSERT INTO item VALUES (1, 'one')")
	b.Eventually("c", "1", "SELECT count(*) FROM item")
	b.Exec("b", "SELECT pg_sleep(5)")
	b.Exec("b", "UPDATE own SET v = 'of b alone'; INSERT INTO item VALUES (2, 'two')")
	b.Eventually("c", "2", "SELECT count(*) FROM item")
	if got := b.Value("c", "SELECT v FROM own"); got != "c" {
		t.Errorf("a table that is not in the sync was replicated: %s", got)
	}
}
