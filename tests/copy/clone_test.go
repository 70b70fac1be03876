package copy_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// A clone gets the tables whole while writes go on, although the sync copies nothing, and is in step from then on.
func TestClone(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, "CREATE TABLE item (id int PRIMARY KEY, v text);")
	b.Exec("a", "INSERT INTO item SELECT n, 'old' FROM generate_series(1, 20000) n")
	b.Exec("b", "INSERT INTO item SELECT n, 'old' FROM generate_series(1, 20000) n")
	b.Exec("c", "INSERT INTO item VALUES (-1, 'surplus'), (1, 'stale')")
	b.Start()
	b.AddSync("s", "a:source,b:source", "all", "latest")
	b.Exec("control", "SELECT bucardo.clone('s', 'c')")
	b.Exec("b", "UPDATE item SET v = 'new' WHERE id % 10 = 0; DELETE FROM item WHERE id % 10 = 1")
	b.WaitActive("s")
	b.Eventually("control", "done", "SELECT phase FROM bucardo.progress WHERE db = 'c'")
	b.Settle("s")
	b.Same("item", "a", "b", "c")
	b.Exec("a", "INSERT INTO item VALUES (30000, 'after')")
	b.Settle("s")
	b.Same("item", "a", "b", "c")
	if got := b.Value("c", "SELECT count(*) FROM item"); got != "18001" {
		t.Errorf("c has %s rows", got)
	}
}

// What the reference waits for although its watermark covers it, the copy waits for too.
func TestCopyOfDatabaseThatWaits(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, "CREATE TABLE item (id int PRIMARY KEY, v text); INSERT INTO item VALUES (7, 'old');")
	sidecar := b.Start()
	b.AddSync("s", "a:source,b:source", "all", "latest")
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	sidecar.Stop(t)
	// As a run leaves it behind that came upon a row held at a.
	b.Exec("b", "SET bucardo.applying = 'on'; UPDATE item SET v = 'left out'; RESET bucardo.applying")
	b.Exec("a", "INSERT INTO bucardo_node.owed (sync_id, origin_id, schema_name, table_name, key, at) SELECT sync_id, origin_id, 'public', 'item', '{7}', now() FROM bucardo_node.watermark")
	b.Exec("control", "SELECT bucardo.clone('s', 'c')")
	b.Start()
	b.Eventually("control", "done", "SELECT phase FROM bucardo.progress WHERE db = 'c'")
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.Eventually("a", "left out", "SELECT v FROM item")
	b.Eventually("c", "left out", "SELECT v FROM item")
}

// Tables are copied side by side: one that is held up does not keep the others from being copied.
func TestTablesSideBySide(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE TABLE one (id int PRIMARY KEY); CREATE TABLE two (id int PRIMARY KEY); CREATE TABLE three (id int PRIMARY KEY);")
	b.Exec("a", "INSERT INTO one VALUES (1); INSERT INTO two VALUES (2); INSERT INTO three VALUES (3)")
	holder := b.Connect("b")
	if _, err := holder.Exec(t.Context(), "BEGIN; INSERT INTO one VALUES (1)"); err != nil {
		t.Fatal(err)
	}
	b.Start()
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,b:target', tables => 'one,two,three', onetimecopy => 1, copy_workers => 2)")
	b.Eventually("control", "one copying,three done,two done", "SELECT string_agg(p.table || ' ' || phase, ',' ORDER BY p.table) FROM bucardo.progress p")
	if _, err := holder.Exec(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	b.WaitActive("s")
	b.Settle("s")
	for _, table := range []string{"one", "two", "three"} {
		b.Same(table, "a", "b")
	}
}

// A reload closes the connections of a sync and goes on.
func TestReload(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE TABLE item (id int PRIMARY KEY);")
	b.Start()
	b.AddSync("s", "a:source,b:target", "all", "latest")
	const sessions = "SELECT string_agg(pid::text, ',' ORDER BY pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'bucardo s'"
	before := b.Value("a", sessions)
	b.Exec("control", "SELECT bucardo.reload('s')")
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO item VALUES (1)")
	b.Settle("s")
	b.Same("item", "a", "b")
	if after := b.Value("a", sessions); before == after || after == "" {
		t.Errorf("the connections are %s, and were %s", after, before)
	}
}
