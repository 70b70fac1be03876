package strategies_test

import (
	"fmt"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const item = "CREATE TABLE item (id int PRIMARY KEY, v text NOT NULL); CREATE TABLE beside (id int PRIMARY KEY); INSERT INTO item SELECT g, 'old' FROM generate_series(1, 9) g;"

// With abort a conflict stops the sync, says why, and writes nothing anywhere, until the strategy is another or the rows agree.
func TestAbort(t *testing.T) {
	t.Parallel()
	sources := []string{"s1", "s2", "s3"}
	for name, bulk := range map[string]int{"in memory": 0, "streamed": 1000} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := bed.New(t, sources, item)
			b.Start()
			b.AddSync("bard", "s1:source,s2:source,s3:source", "all", "abort")
			stopped := func(reason, next string) {
				t.Helper()
				b.Eventually("control", reason, "SELECT reason FROM bucardo.status WHERE name = 'bard'")
				b.State("bard", "failed")
				if got := b.Value("control", "SELECT next_step FROM bucardo.status WHERE name = 'bard'"); got != "Make the rows the same, or: "+next {
					t.Errorf("the next step is %s", got)
				}
			}
			// What agrees is no reason to stop: the same deletion, the same new row, and what only one has changed.
			resume := pause(b)
			for _, db := range sources {
				b.Exec(db, "DELETE FROM item WHERE id = 9; INSERT INTO item VALUES (10, 'new')")
			}
			b.Exec("s1", "INSERT INTO item SELECT g, 'bulk' FROM generate_series(1000, 999 + $1::int) g", bulk)
			resume()
			b.Same("item", sources...)

			pause(b)
			b.Exec("s2", "UPDATE item SET v = 's2' WHERE id IN (3, 7); INSERT INTO beside VALUES (2)")
			b.Exec("s1", "UPDATE item SET v = 's1' WHERE id IN (3, 7); DELETE FROM item WHERE id = 1")
			b.Exec("s3", "UPDATE item SET v = 's3' WHERE id = 2")
			b.Exec("s1", "INSERT INTO item SELECT g, 'bulk' FROM generate_series(2000, 1999 + $1::int) g", bulk)
			b.Exec("control", "SELECT bucardo.resume('bard')")
			stopped("conflict on public.item, key (3): changed on s1 and s2", "SELECT bucardo.update_sync('bard', conflict_strategy => 'latest')")
			for _, db := range sources {
				want := map[string]string{"s1": "0 s1", "s2": "1 s2", "s3": "0 old"}[db]
				if got := b.Value(db, "SELECT (SELECT count(*) FROM beside) || ' ' || (SELECT v FROM item WHERE id = 3)"); got != want {
					t.Errorf("%s has %s, want %s", db, got, want)
				}
			}
			b.Exec("s2", "UPDATE item SET v = 's1' WHERE id = 3")
			stopped("conflict on public.item, key (7): changed on s1 and s2", "SELECT bucardo.update_sync('bard', conflict_strategy => 'latest')")
			b.Exec("control", "SELECT bucardo.update_sync('bard', conflict_strategy => 'source')")
			b.State("bard", "active")
			b.Settle("bard")
			b.Same("item", sources...)
			b.Same("beside", sources...)
			if got := b.Value("s3", "SELECT string_agg(id || v, ' ' ORDER BY id) FROM item WHERE id < 100"); got != "2s3 3s1 4old 5old 6old 7s1 8old 10new" {
				t.Errorf("rows are %s", got)
			}
		})
	}
}

// The strategy of one table stops the whole sync, and what stops it is named by the table.
func TestAbortOfOneTable(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"s1", "s2"}, item+`CREATE TABLE "a ""table""" (id int, part text, v text, PRIMARY KEY (id, part)); INSERT INTO "a ""table""" VALUES (1, 'x', 'old');`)
	b.Start()
	b.AddSync("bard", "s1:source,s2:source", "all", "latest")
	b.Exec("control", `SELECT bucardo.update_table('bard', 'public."a ""table"""', conflict_strategy => 'abort')`)
	b.WaitActive("bard")
	pause(b)
	for _, db := range []string{"s1", "s2"} {
		b.Exec(db, fmt.Sprintf(`UPDATE item SET v = '%[1]s' WHERE id = 1; UPDATE "a ""table""" SET v = '%[1]s'`, db))
	}
	b.Exec("control", "SELECT bucardo.resume('bard')")
	b.Eventually("control", `conflict on public."a ""table""", key (1, x): changed on s1 and s2`, "SELECT reason FROM bucardo.status WHERE name = 'bard'")
	next := b.Value("control", "SELECT substr(next_step, strpos(next_step, 'SELECT')) FROM bucardo.status WHERE name = 'bard'")
	b.Exec("control", next)
	b.State("bard", "active")
	b.Settle("bard")
	b.Same("item", "s1", "s2")
	b.Same(`"a ""table"""`, "s1", "s2")
}
