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
