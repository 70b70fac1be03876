package shape

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// What is dropped by hand never arrives, what comes after it does, and nothing of another source is touched.
func TestDropDeltas(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, "CREATE TABLE item (id int PRIMARY KEY, v text);")
	sidecar := b.Start()
	b.AddSync("s", "a:source,b:source,c:target", "all", "latest")
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	b.Exec("a", "INSERT INTO item SELECT n, 'dropped' FROM generate_series(1, 1000) n")
	b.Exec("b", "INSERT INTO item VALUES (2000, 'kept')")
	b.Eventually("control", "1000", "SELECT pending FROM bucardo.delta('s') WHERE db = 'a'")
	// A database that is away is waited for.
	reconnect := b.CutOff("c")
	b.Eventually("control", "failed", "SELECT state FROM bucardo.db_status WHERE name = 'c'")
	b.Exec("control", "SELECT bucardo.drop_deltas('s', 'a')")
	b.Exec("control", "CALL bucardo.validate_and_wait('s', '60s')") // given after it, answered before it
	if got := b.Value("control", "SELECT string_agg(verb, ',') FROM bucardo.command WHERE done_at IS NULL"); got != "drop_deltas" {
		t.Errorf("waiting are %q", got)
	}
	reconnect()
	b.Eventually("control", "0", "SELECT pending FROM bucardo.delta('s') WHERE db = 'a'")
	b.Exec("a", "INSERT INTO item VALUES (3000, 'after')")
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.Settle("s")
	sidecar.Stop(t)
	b.Start()
	b.Settle("s")
	for _, db := range []string{"b", "c"} {
		if got := b.Dump(db, "item"); got != "(2000,kept)\n(3000,after)" {
			t.Errorf("%s has %.200s", db, got)
		}
	}
	if got := b.Value("a", "SELECT count(*) FROM item"); got != "1002" {
		t.Errorf("a has %s rows", got)
	}
	if lines := sidecar.Log.Lines("Dropped by hand what was pending of a: public.item: 1000"); len(lines) != 1 {
		t.Errorf("the log says %q", lines)
	}
	b.Exec("a", "UPDATE item SET v = 'again' WHERE id < 3")
	b.Settle("s")
	if got := b.Value("c", "SELECT count(*) FROM item WHERE v = 'again'"); got != "2" {
		t.Errorf("of what is changed again, c has %s", got)
	}
}
