package together_test

import (
	"fmt"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// adding adds a sync that adds up the column n of a table.
func adding(b *bed.Bed, dbs string) {
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => $1::text, tables => 'all'::text, conflict_strategy => 'merge')", dbs)
	b.Exec("control", "SELECT bucardo.add_column_policy('s', 'public.counter', 'n', 'sum')")
	b.WaitActive("s")
}

// Increments of a row that is left out are added later, also when its key is written in different ways.
func TestIncrementsOfKeysWithSeveralSpellings(t *testing.T) {
	t.Parallel()
	for _, kind := range []struct{ typ, key string }{{"numeric", "1.00"}, {"interval", "36:00"}} {
		t.Run(kind.typ, func(t *testing.T) {
			t.Parallel()
			b := bed.New(t, []string{"a", "b", "c"}, fmt.Sprintf("CREATE TABLE counter (id %s PRIMARY KEY, n int, v text)", kind.typ))
			b.Start()
			adding(b, "a:source,b:source,c:source")
			b.Exec("a", fmt.Sprintf("INSERT INTO counter VALUES ('%s', 0)", kind.key))
			b.Settle("s")
			busy := b.Connect("b")
			if _, err := busy.Exec(t.Context(), "BEGIN; UPDATE counter SET n = n + 100"); err != nil {
				t.Fatal(err)
			}
			b.Exec("a", "UPDATE counter SET n = n + 1")
			b.Eventually("b", "1", "SELECT count(*) FROM bucardo_node.owed")
			b.Exec("c", "UPDATE counter SET n = n + 10")
			b.Eventually("b", "2", "SELECT count(*) FROM bucardo_node.owed")
			if _, err := busy.Exec(t.Context(), "COMMIT"); err != nil {
				t.Fatal(err)
			}
			b.Settle("s")
			b.Settle("s")
			b.Same("counter", "a", "b", "c")
			if got := b.Value("b", "SELECT n FROM counter"); got != "111" {
				t.Errorf("added up to %s", got)
			}
		})
	}
}

// A row that somebody has locked while its table is emptied elsewhere goes once it is free.
func TestTruncateLeavesMergedRowOut(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, "CREATE TABLE counter (id int PRIMARY KEY, n int)")
	b.Start()
	adding(b, "a:source,b:source,c:target")
	b.Exec("a", "INSERT INTO counter VALUES (1, 1), (2, 2)")
	b.Settle("s")
	busy := b.Connect("b")
	if _, err := busy.Exec(t.Context(), "BEGIN; SELECT FROM counter WHERE id = 1 FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	b.Exec("a", "TRUNCATE counter")
	b.Eventually("b", "1", "SELECT count(*) FROM counter")
	if _, err := busy.Exec(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	b.Settle("s")
	b.Settle("s")
	if got := b.Same("counter", all...); got != "" {
		t.Errorf("left over: %s", got)
	}
}

// A row that waits at a receiver for a source that is away is not given the same increments by another one.
func TestIncrementsOwedByAnAbsentSource(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, "CREATE TABLE counter (id int PRIMARY KEY, n int, v text)")
	b.Start()
	adding(b, "a:source,b:source,c:source")
	b.Exec("a", "INSERT INTO counter VALUES (1, 0)")
	b.Settle("s")
	busy := b.Connect("b")
	if _, err := busy.Exec(t.Context(), "BEGIN; UPDATE counter SET n = n + 100"); err != nil {
		t.Fatal(err)
	}
	b.Exec("a", "UPDATE counter SET n = n + 1")
	b.Eventually("c", "1", "SELECT n FROM counter")
	b.Eventually("b", "1", "SELECT count(*) FROM bucardo_node.owed")
	restore := b.CutOff("a")
	b.State("s", "failed") // b waits for what a has, and nobody is left whom c could write to
	b.Exec("c", "UPDATE counter SET n = n + 10")
	if _, err := busy.Exec(t.Context(), "COMMIT"); err != nil {
		t.Fatal(err)
	}
	restore()
	b.State("s", "active")
	b.Settle("s")
	b.Settle("s")
	b.Same("counter", all...)
	if got := b.Value("b", "SELECT n FROM counter"); got != "111" {
		t.Errorf("added up to %s", got)
	}
}

// A hot row in a backlog that is taken in parts: what is added to it elsewhere between the parts meets each increment once.
func TestIncrementsInABacklog(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, "CREATE TABLE counter (id int PRIMARY KEY, n int, v text); CREATE TABLE filler (id int PRIMARY KEY);")
	b.Start()
	adding(b, "a:source,b:source,c:source")
	b.Exec("a", "INSERT INTO counter VALUES (1, 0)")
	b.Settle("s")
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	b.Exec("a", "UPDATE counter SET n = n + 1")
	for i := range 6 {
		b.Exec("a", "INSERT INTO filler SELECT $1::int * 50000 + g FROM generate_series(1, 50000) g", i)
		b.Exec("a", "UPDATE counter SET n = n + 1")
	}
	conn := b.Connect("c")
	done := make(chan error, 1)
	go func() {
		_, err := conn.Exec(t.Context(), `DO $$ BEGIN
			WHILE (SELECT n FROM counter) = 0 LOOP COMMIT; PERFORM pg_sleep(0.01); END LOOP;
			UPDATE counter SET n = n + 100;
		END $$`)
		done <- err
	}()
	b.Exec("control", "SELECT bucardo.resume('s')")
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	b.WaitActive("s")
	b.Settle("s")
	b.Settle("s")
	b.Same("counter", all...)
	if got := b.Value("b", "SELECT n FROM counter"); got != "107" {
		t.Errorf("added up to %s", got)
	}
}

// A row that is parked because of a unique index keeps the increments of all sources.
func TestIncrementsOfParkedRow(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, "CREATE TABLE counter (id numeric PRIMARY KEY, n int, name text UNIQUE)")
	b.Start()
	adding(b, "a:source,b:source,c:source")
	b.Exec("a", "INSERT INTO counter VALUES (1.0, 0, 'one')")
	b.Settle("s")
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	b.Exec("b", "INSERT INTO counter VALUES (2, 0, 'same')")
	b.Exec("a", "UPDATE counter SET n = n + 1, name = 'same'")
	b.Exec("c", "UPDATE counter SET n = n + 10 WHERE id = 1")
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.Eventually("b", "true", "SELECT count(*) > 0 FROM bucardo_node.owed WHERE parked")
	for range 3 {
		b.Exec("a", "UPDATE counter SET n = n + 1 WHERE id = 1")
		b.Exec("b", "UPDATE counter SET n = n + 100 WHERE id = 1")
		b.Exec("c", "UPDATE counter SET n = n + 10 WHERE id = 1")
		b.Settle("s")
	}
	b.Exec("b", "UPDATE counter SET name = 'two' WHERE id = 2")
	b.Eventually("control", "active", "SELECT state FROM bucardo.status")
	b.Settle("s")
	b.Everywhere(all, "344", "SELECT n FROM counter WHERE id = 1 AND name = 'same'")
	b.Same("counter", all...)
	b.Everywhere(all, "0", "SELECT count(*) FROM bucardo_node.owed")
}

// Counters that were begun on two databases add up also when one of them has the row locked for a while, and goes on with it.
func TestBothInsertAndOneIsLeftOut(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, "CREATE TABLE counter (id int PRIMARY KEY, n int)")
	b.Start()
	adding(b, "a:source,b:source,c:target")
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	b.Exec("a", "INSERT INTO counter VALUES (1, 20)")
	b.Exec("b", "INSERT INTO counter VALUES (1, 3)")
	busy := b.Connect("b")
	if _, err := busy.Exec(t.Context(), "BEGIN; UPDATE counter SET n = n + 100"); err != nil {
		t.Fatal(err)
	}
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.Eventually("a", "23", "SELECT n FROM counter")
	b.Eventually("b", "1", "SELECT count(*) FROM bucardo_node.owed")
	if _, err := busy.Exec(t.Context(), "COMMIT"); err != nil {
		t.Fatal(err)
	}
	b.Settle("s")
	b.Settle("s")
	b.Everywhere(all, "123", "SELECT n FROM counter")
}

// A row that two databases have deleted and inserted anew has been deleted once, whoever else counts on, or is left out.
func TestBothDeleteAndInsert(t *testing.T) {
	t.Parallel()
	for name, locked := range map[string]bool{"at once": false, "one is left out": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := []string{"a", "b", "c"}
			b := bed.New(t, all, "CREATE TABLE counter (id int PRIMARY KEY, n int)")
			b.Start()
			adding(b, "a:source,b:source,c:source")
			b.Exec("a", "INSERT INTO counter VALUES (1, 10)")
			b.Settle("s")
			b.Exec("control", "SELECT bucardo.pause('s')")
			b.State("s", "paused")
			b.Exec("a", "DELETE FROM counter; INSERT INTO counter VALUES (1, 5)")
			b.Exec("b", "DELETE FROM counter; INSERT INTO counter VALUES (1, 7)")
			if locked {
				busy := b.Connect("b")
				if _, err := busy.Exec(t.Context(), "BEGIN; UPDATE counter SET n = n + 1"); err != nil {
					t.Fatal(err)
				}
				b.Exec("control", "SELECT bucardo.resume('s')")
				b.Eventually("a", "12", "SELECT n FROM counter")
				b.Eventually("b", "1", "SELECT count(*) FROM bucardo_node.owed")
				if _, err := busy.Exec(t.Context(), "COMMIT"); err != nil {
					t.Fatal(err)
				}
			} else {
				b.Exec("c", "UPDATE counter SET n = n + 1")
				b.Exec("control", "SELECT bucardo.resume('s')")
			}
			b.WaitActive("s")
			b.Settle("s")
			b.Settle("s")
			b.Everywhere(all, "13", "SELECT n FROM counter")
		})
	}
}

// A table is emptied on one side and begun anew, while the other counts on.
func TestEmptiedAndBegunAnew(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, "CREATE TABLE counter (id int PRIMARY KEY, n int)")
	b.Start()
	adding(b, "a:source,b:source,c:target")
	b.Exec("a", "INSERT INTO counter VALUES (1, 10), (2, 20)")
	b.Settle("s")
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	b.Exec("a", "TRUNCATE counter")
	b.Exec("a", "INSERT INTO counter VALUES (1, 5)")
	b.Exec("b", "UPDATE counter SET n = n + 1 WHERE id = 1")
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.WaitActive("s")
	b.Settle("s")
	b.Settle("s")
	b.Everywhere(all, "1/6", "SELECT string_agg(id || '/' || n, ' ') FROM counter")
}
