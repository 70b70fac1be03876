package makedelta_test

import (
	"fmt"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const chained = `
	CREATE TABLE item (id int PRIMARY KEY, v text);
	CREATE TABLE parent (a text, b numeric, note text, PRIMARY KEY (b, a));
	CREATE TABLE child (id int PRIMARY KEY, a text NOT NULL, b numeric NOT NULL, FOREIGN KEY (a, b) REFERENCES parent (a, b));
	CREATE TABLE numbered (id int PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, u int UNIQUE);
	CREATE TABLE part (id int, region text, v text, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
	CREATE TABLE part_eu PARTITION OF part FOR VALUES IN ('eu');
	CREATE TABLE part_us PARTITION OF part FOR VALUES IN ('us');`

// What the first sync of a chain writes, the second passes on: every kind of statement, of few rows and of many.
func TestChain(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, chained)
	b.Start()
	addSync(b, "ab", "a:source,b:target")
	addSync(b, "bc", "b:source,c:target")
	for _, statements := range []string{
		"INSERT INTO item SELECT n, 'few' FROM generate_series(1, 20) n; INSERT INTO parent VALUES ('x', 1.0, 'p'), ('y', 2.50, 'p'); INSERT INTO child VALUES (1, 'x', 1.0)",
		"UPDATE item SET v = 'updated' WHERE id % 2 = 0; UPDATE parent SET note = 'updated', b = 2.5 WHERE a = 'y'",
		"DELETE FROM item WHERE id % 5 = 0; DELETE FROM child; DELETE FROM parent WHERE a = 'x'",
		"UPDATE item SET id = id + 100 WHERE id < 4; UPDATE parent SET a = 'z' WHERE a = 'y'",
		"INSERT INTO numbered (id, u) VALUES (1, 10), (2, 20)",
		"UPDATE numbered SET u = -u; UPDATE numbered SET u = 30 - abs(u)", // unique values that change places
		"INSERT INTO part VALUES (1, 'eu', 'v'), (2, 'us', 'v')",
		"UPDATE part SET region = 'us' WHERE id = 1",
		"INSERT INTO item SELECT n, 'many' FROM generate_series(1000, 5999) n; UPDATE numbered SET u = u + 1",
		"UPDATE item SET v = 'many updated' WHERE id >= 1000 AND id % 2 = 0; DELETE FROM item WHERE id % 7 = 0",
		"TRUNCATE part; INSERT INTO part VALUES (3, 'eu', 'after')",
		"TRUNCATE item; INSERT INTO item SELECT n, 'after' FROM generate_series(3000, 3010) n",
		"TRUNCATE item",
	} {
		b.Exec("a", statements)
		settle(b, "ab", "bc")
		for _, table := range []string{"item", "parent", "child", "numbered", "part"} {
			b.Same(table, "a", "b", "c")
		}
		if t.Failed() {
			t.Fatalf("after %s", statements)
		}
	}
	// What an application does in the middle goes on as well, and not back.
	b.Exec("b", "INSERT INTO item VALUES (1, 'from b')")
	settle(b, "ab", "bc")
	b.Same("item", "b", "c")
	if got := b.Dump("a", "item"); got != "" {
		t.Errorf("a has %s", got)
	}
}

// Rows that are on the second database already are written nowhere, neither there nor further on.
func TestEqualRows(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, item+"INSERT INTO item SELECT n, 'old' FROM generate_series(1, 1000) n")
	b.Start()
	addSync(b, "ab", "a:source,b:target")
	addSync(b, "bc", "b:source,c:target")
	b.Exec("a", "UPDATE item SET v = v") // streamed
	settle(b, "ab", "bc")
	b.Exec("a", "UPDATE item SET v = v WHERE id < 9; INSERT INTO item VALUES (0, 'gone'); DELETE FROM item WHERE id = 0; DELETE FROM item WHERE id = 9; UPDATE item SET v = 'new' WHERE id = 8")
	settle(b, "ab", "bc")
	b.Same("item", "a", "b", "c")
	for name, n := range written(b) {
		if n != 2 {
			t.Errorf("%s has written %d rows, want 2", name, n)
		}
	}
}

// Without makedelta nothing is passed on, and what a database or a table says goes before what the sync says.
func TestMakeDeltaIsChosen(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		setting, want string
	}{
		"off by default":             {"SELECT", "item=0 other=0"},
		"on for the sync":            {"SELECT bucardo.update_sync('ab', makedelta => true)", "item=1 other=1"},
		"on for all syncs":           {"SELECT bucardo.update_config('makedelta', 'true')", "item=1 other=1"},
		"on for the database":        {"UPDATE bucardo.db SET makedelta = true WHERE name = 'b'", "item=1 other=1"},
		"on for another database":    {"UPDATE bucardo.db SET makedelta = true WHERE name = 'a'", "item=0 other=0"},
		"off for the database":       {"SELECT bucardo.update_sync('ab', makedelta => true); UPDATE bucardo.db SET makedelta = false WHERE name = 'b'", "item=0 other=0"},
		"on for the table":           {"SELECT bucardo.add_table('ab', 'public.other', makedelta => true)", "item=0 other=1"},
		"off for the table":          {"SELECT bucardo.update_sync('ab', makedelta => true), bucardo.add_table('ab', 'public.other', makedelta => false)", "item=1 other=0"},
		"table about something else": {"SELECT bucardo.update_sync('ab', makedelta => true), bucardo.add_table('ab', 'public.other', rebuild_index => true)", "item=1 other=1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := bed.New(t, []string{"a", "b", "c"}, item+"CREATE TABLE other (id int PRIMARY KEY);")
			b.Exec("control", "SELECT bucardo.add_sync('ab', dbs => 'a:source,b:target'); SELECT bucardo.add_sync('bc', dbs => 'b:source,c:target')")
			b.Exec("control", test.setting)
			b.Start()
			b.WaitActive("ab")
			b.WaitActive("bc")
			b.Exec("a", "INSERT INTO item VALUES (1, 'v'); INSERT INTO other VALUES (1)")
			settle(b, "ab", "bc")
			if got := b.Value("c", "SELECT 'item=' || (SELECT count(*) FROM item) || ' other=' || (SELECT count(*) FROM other)"); got != test.want {
				t.Errorf("c has %s, want %s", got, test.want)
			}
		})
	}
}

// It can be switched on while the syncs run, and a sync that comes later gets what is written from then on.
func TestMakeDeltaLater(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c", "d"}, item)
	b.Start()
	b.AddSync("ab", "a:source,b:source", "all", "latest")
	b.AddSync("bc", "b:source,c:target", "all", "latest")
	b.Exec("a", "INSERT INTO item VALUES (1, 'before')")
	settle(b, "ab", "bc")
	b.Exec("control", "SELECT bucardo.update_sync('ab', makedelta => true)")
	b.WaitActive("ab")
	b.Exec("a", "INSERT INTO item VALUES (2, 'after')")
	settle(b, "ab", "bc")
	if got := b.Dump("c", "item"); got != "(2,after)" {
		t.Errorf("c has %s", got)
	}
	// While a transaction that a sync applies is held up, another sync comes: nothing falls between the two.
	b.Exec("control", "SELECT bucardo.add_sync('bd', dbs => 'b:source,d:target')")
	for n := range 200 {
		b.Exec("a", "INSERT INTO item VALUES ($1, 'while d joins')", 1000+n)
	}
	b.WaitActive("bd")
	b.Exec("a", "UPDATE item SET v = 'all'")
	settle(b, "ab", "bc", "bd")
	b.Same("item", "a", "b", "d")
}

// One table is in several syncs with different targets, two of them at the same database.
func TestSeveralSyncs(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c", "d", "e"}, item)
	b.Start()
	addSync(b, "ab", "a:source,b:target")
	addSync(b, "ac", "a:source,c:target")
	b.AddSync("be", "b:source,e:target", "all", "latest")
	b.AddSync("bd", "b:source,d:target", "all", "latest")
	b.Exec("a", "INSERT INTO item SELECT n, 'v' FROM generate_series(1, 1000) n")
	settle(b, "ab", "ac", "bd", "be")
	b.Exec("a", "UPDATE item SET v = 'w' WHERE id < 5; DELETE FROM item WHERE id = 7")
	settle(b, "ab", "ac", "bd", "be")
	b.Same("item", "a", "b", "c", "d", "e")
	b.Exec("control", "SELECT bucardo.remove_sync('be')")
	b.Exec("a", "UPDATE item SET v = 'x' WHERE id < 5")
	settle(b, "ab", "ac", "bd")
	b.Same("item", "a", "b", "c", "d")
	if got := b.Value("e", "SELECT v FROM item WHERE id = 1"); got != "w" {
		t.Errorf("after its sync was removed e got %s", got)
	}
}

// Two syncs over one table by different keys cannot pass on to each other, and say so.
func TestOtherKey(t *testing.T) {
	t.Parallel()
	const two = "CREATE TABLE item (id int NOT NULL UNIQUE, code text NOT NULL UNIQUE);"
	b := bed.New(t, []string{"a", "b", "c"}, two)
	b.Exec("a", "ALTER TABLE item DROP CONSTRAINT item_code_key")
	b.Exec("c", "ALTER TABLE item DROP CONSTRAINT item_id_key")
	b.Start()
	b.AddSync("bc", "b:source,c:target", "all", "latest")
	b.Exec("control", "SELECT bucardo.add_sync('ab', dbs => 'a:source,b:target', makedelta => true)")
	b.Eventually("control", "true", "SELECT reason LIKE '%cannot be passed on by the key (code)%' FROM bucardo.status WHERE name = 'ab'")
	b.Exec("a", "INSERT INTO item VALUES (1, 'one')")
	b.Exec("control", "SELECT bucardo.remove_sync('bc')")
	b.WaitActive("ab")
	b.Settle("ab")
	b.Same("item", "a", "b")
}

// A chain of backlogs that are cut into batches.
func TestChainOfBacklogs(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, item)
	b.Start()
	addSync(b, "ab", "a:source,b:source")
	addSync(b, "bc", "b:source,c:source")
	b.Exec("control", "SELECT bucardo.pause('ab'), bucardo.pause('bc')")
	b.Eventually("control", "2", "SELECT count(*) FROM bucardo.status WHERE state = 'paused'")
	for n := range 12 {
		b.Exec("a", fmt.Sprintf("INSERT INTO item SELECT n, 'v' FROM generate_series(%d, %d) n", n*10_000, n*10_000+9_999))
	}
	b.Exec("c", "INSERT INTO item VALUES (-1, 'from c'); INSERT INTO item VALUES (5, 'from c, too')")
	b.Exec("control", "SELECT bucardo.resume('ab')")
	b.Settle("ab")
	b.Exec("control", "SELECT bucardo.resume('bc')")
	settle(b, "ab", "bc")
	b.Same("item", "a", "b", "c")
	if got := b.Value("a", "SELECT count(*) || ' ' || string_agg(v, ' ') FILTER (WHERE id IN (-1, 5)) FROM item"); got != "120001 from c from c, too" {
		t.Errorf("a has %s", got)
	}
}
