package versions_test

import (
	"testing"
)

// A first copy goes from the old to the new and back, while rows are written.
func TestOldestFirstCopy(t *testing.T) {
	t.Parallel()
	for i, from := range both {
		t.Run("from "+from, func(t *testing.T) {
			t.Parallel()
			to := both[1-i]
			b := between(t, "CREATE TABLE item (id int PRIMARY KEY, v text);")
			b.Exec(from, "INSERT INTO item SELECT n, repeat('x', 900) FROM generate_series(1, 40000) n")
			b.Exec(to, "INSERT INTO item VALUES (-1, 'goes')")
			b.Start()
			b.Exec("control", "SELECT bucardo.add_sync('s', dbs => $1::text, tables => 'item', onetimecopy => 1)", from+":source,"+to+":source")
			for n := range 50 {
				b.Exec(from, "INSERT INTO item VALUES ($1, 'meanwhile')", 100_000+n)
				b.Exec(from, "UPDATE item SET v = 'meanwhile' WHERE id = $1", n*100+1)
			}
			b.WaitActive("s")
			b.Exec(to, "UPDATE item SET v = 'from the copy' WHERE id < 10")
			settleSame(t, b, "the copy", "item")
			if got := b.Value(to, "SELECT count(*) || ' ' || count(*) FILTER (WHERE v = 'from the copy') FROM item"); got != "40050 9" {
				t.Errorf("after the copy there are %s", got)
			}
		})
	}
}

// A server before PostgreSQL 14 cannot scan a range of pages, and a big table is not read once for each of its parts.
func TestOldestFirstCopyOfBigTable(t *testing.T) {
	t.Parallel()
	b := between(t, "CREATE TABLE item (id int PRIMARY KEY, v text) WITH (fillfactor = 10, autovacuum_enabled = off)")
	// Few rows a page, some of them dead, moved or in chains.
	b.Exec("old", "INSERT INTO item SELECT n, repeat('x', 90) FROM generate_series(1, 140000) n")
	b.Exec("old", "UPDATE item SET v = 'updated' WHERE id % 3 = 0; DELETE FROM item WHERE id % 7 = 0; UPDATE item SET v = v || '!' WHERE id % 5 = 0")
	if got := b.Value("old", "SELECT pg_relation_size('item') > 9 * 2048 * 8192"); got != "true" {
		t.Fatalf("the table has %s pages only", b.Value("old", "SELECT pg_relation_size('item') / 8192"))
	}
	b.Start()
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'old:source,new:source', tables => 'item', onetimecopy => 1)")
	b.Exec("old", "UPDATE item SET v = 'meanwhile' WHERE id % 1000 = 1; DELETE FROM item WHERE id % 1000 = 2; INSERT INTO item VALUES (-1, 'meanwhile')")
	b.WaitActive("s")
	settleSame(t, b, "the copy", "item")
	// Half a dozen reads are this test's own.
	if got := b.Value("old", "SELECT seq_scan < 15 FROM pg_stat_user_tables WHERE relname = 'item'"); got != "true" {
		t.Error("the table was read once for each part")
	}
}
