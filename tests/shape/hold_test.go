package shape

import (
	"fmt"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// A table that ceases to fit is held while the others go on, for hours if need be and across restarts; what changed in
// it meanwhile, on either side, is there when it fits again.
func TestHeldTableLosesNothing(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, "CREATE TABLE item (id int PRIMARY KEY, v text); CREATE TABLE other (id int PRIMARY KEY, filler text);")
	sidecar := b.Start()
	b.AddSync("s", "a:source,b:source,c:target", "all", "latest")
	b.Exec("a", "INSERT INTO item VALUES (1, 'one'), (2, 'two')")
	b.Settle("s")
	b.Exec("c", "ALTER TABLE item DROP COLUMN v")
	b.Exec("a", "UPDATE item SET v = 'a, held' WHERE id = 1; INSERT INTO item VALUES (3, 'a')")
	b.Eventually("control", "held", "SELECT max(state) FROM bucardo.table_status WHERE table_name = 'item'")
	b.Exec("b", "UPDATE item SET v = 'b, held' WHERE id = 2; INSERT INTO item SELECT n, 'b' FROM generate_series(100, 1100) n")
	// Enough of the other table to give its space back several times, and of the sync's watermarks to move on.
	for i := range 5 {
		b.Exec("a", "INSERT INTO other SELECT n, repeat('x', 10) FROM generate_series($1::int, $1::int + 5000) n", 10000*i)
		b.Settle("s")
	}
	b.Same("other", all...)
	b.Eventually("a", "t", "SELECT left((purged_below > '0'::xid8)::text, 1) FROM bucardo_node.captured_table WHERE table_name = 'other'")
	sidecar.Stop(t)
	b.Start()
	b.Exec("a", "DELETE FROM item WHERE id = 3; INSERT INTO item VALUES (4, 'while held')")
	b.Exec("a", "INSERT INTO other VALUES (-1)")
	b.Settle("s")
	b.Same("other", all...)
	if a, other := b.Dump("a", "item"), b.Dump("b", "item"); a == other {
		t.Fatal("the table was replicated while it was held")
	}
	b.Exec("c", "ALTER TABLE item ADD COLUMN v text")
	b.Eventually("control", "active", "SELECT state FROM bucardo.status")
	b.Settle("s")
	b.Exec("c", "UPDATE item SET v = (ARRAY['one', 'two'])[id] WHERE v IS NULL AND id < 3") // the rows that did not change since
	b.Same("item", "a", "b")
	if got := b.Value("b", "SELECT count(*) || ' ' || string_agg(v, ',' ORDER BY id) FILTER (WHERE id < 100) FROM item"); got != "1004 a, held,b, held,while held" {
		t.Errorf("item is %s", got)
	}
	b.Same("item", all...)
	b.Exec("b", "UPDATE item SET v = 'after' WHERE id = 1")
	b.Settle("s")
	b.Same("item", all...)
	for _, db := range all {
		b.Eventually(db, "0 0", "SELECT (SELECT count(*) FROM bucardo_node.held) || ' ' || (SELECT count(*) FROM bucardo_node.held_use)")
	}
}

// A member that was away while a table was held, and is there when it is not, misses nothing either.
func TestHeldWhileAway(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, "CREATE TABLE item (id int PRIMARY KEY, v text); CREATE TABLE other (id int PRIMARY KEY);")
	b.Start()
	b.AddSync("s", "a:source,b:source,c:target", "all", "latest")
	restore := b.CutOff("b")
	b.Eventually("control", "degraded", "SELECT state FROM bucardo.status")
	b.Exec("c", "ALTER TABLE item RENAME COLUMN v TO w")
	b.Exec("a", "INSERT INTO item VALUES (1, 'one')")
	b.Eventually("control", "held", "SELECT max(state) FROM bucardo.table_status WHERE table_name = 'item'")
	b.Exec("a", "INSERT INTO other VALUES (1); INSERT INTO item VALUES (2, 'two')")
	b.Eventually("c", "1", "SELECT count(*) FROM other")
	b.Exec("c", "ALTER TABLE item RENAME COLUMN w TO v")
	b.Eventually("c", "2", "SELECT count(*) FROM item")
	b.Exec("a", "INSERT INTO item VALUES (3, 'three')")
	restore()
	b.Eventually("control", "active", "SELECT state FROM bucardo.status")
	b.Settle("s")
	b.Same("item", all...)
	b.Same("other", all...)
}

// A member that joins while a table is held gets its copy when that is mended; the others go on.
func TestCopyWaitsForHeldTable(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, "CREATE TABLE item (id int PRIMARY KEY, v text); CREATE TABLE other (id int PRIMARY KEY);")
	b.Start()
	b.AddSync("s", "a:source,b:target", "all", "latest")
	b.Exec("c", "ALTER TABLE item DROP COLUMN v")
	b.Exec("a", "INSERT INTO item VALUES (1, 'one'); INSERT INTO other VALUES (1)")
	b.Settle("s")
	b.Exec("control", "SELECT bucardo.clone('s', 'c')")
	b.Eventually("control", "degraded true", "SELECT state || ' ' || (reason LIKE '%c cannot be copied yet%')::text FROM bucardo.status")
	b.Exec("a", "INSERT INTO other VALUES (2)")
	b.Eventually("b", "2", "SELECT count(*) FROM other")
	b.Exec("c", "ALTER TABLE item ADD COLUMN v text")
	b.Eventually("control", "active", "SELECT state FROM bucardo.status")
	b.Settle("s")
	b.Same("item", "a", "b", "c")
	b.Same("other", "a", "b", "c")
}

// One table that is missing somewhere does not keep the others from being replicated.
func TestOneBadTable(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE TABLE good (id int PRIMARY KEY);")
	b.Exec("a", "CREATE TABLE bad (id int PRIMARY KEY)")
	b.Start()
	b.AddSync("s", "a:source,b:target", "good,bad", "latest")
	b.Exec("a", "INSERT INTO good VALUES (1); INSERT INTO bad VALUES (1)")
	b.Settle("s")
	b.Same("good", "a", "b")
	if got := b.Value("control", "SELECT state || ': ' || reason FROM bucardo.table_status WHERE table_name = 'bad'"); got != "held: database b: table public.bad does not exist" {
		t.Errorf("bad is %s", got)
	}
	b.Exec("b", "CREATE TABLE bad (id int PRIMARY KEY)")
	b.Eventually("control", "active", "SELECT state FROM bucardo.status")
	b.Exec("a", fmt.Sprintf("INSERT INTO bad SELECT n FROM generate_series(2, %d) n", 10))
	b.Settle("s")
	if got := b.Value("b", "SELECT count(*) FROM bad WHERE id > 1"); got != "9" {
		t.Errorf("b has %s rows", got)
	}
}
