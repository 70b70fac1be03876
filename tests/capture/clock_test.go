package capture_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

var all = []string{"a", "b", "c"}

// offset is how far the clock of a database is ahead of its server's, in whole minutes.
const offset = "SELECT coalesce(pg_sequence_last_value('bucardo_node.clock'), 0) / 60000000"

// contest writes row 1 on two databases in ignorance of each other, the second after the first, and returns whose version is kept.
// Clocks are as far apart as a change takes from one to the other, so it waits for as long; an hour is beyond its patience.
func contest(t *testing.T, b *bed.Bed, first, second string) string {
	t.Helper()
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	b.Exec(first, "UPDATE item SET v = $1 WHERE id = 1", first)
	b.Eventually(second, "true", "SELECT bucardo_node.clock_now() > $1::text::timestamptz", b.Value(first, "SELECT bucardo_node.clock_now()"))
	b.Exec(second, "UPDATE item SET v = $1 WHERE id = 1", second)
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.WaitActive("s")
	b.Settle("s")
	b.Same("item", all...)
	return b.Value("c", "SELECT v FROM item WHERE id = 1")
}

// A database whose clock is an hour ahead wins until the others hear of it, not for ever: whoever has received a change writes
// later ones.
func TestClockAhead(t *testing.T) {
	t.Parallel()
	b := bed.New(t, all, "CREATE TABLE item (id int PRIMARY KEY, v text); INSERT INTO item VALUES (1, ''), (2, '');")
	b.Start()
	b.AddSync("s", "a:source,b:source,c:source", "all", "latest")
	b.Exec("a", "SELECT setval('bucardo_node.clock', 3600000000)")
	// The hour spreads with the first change, also one that few rows bring and one that many do.
	b.Exec("a", "UPDATE item SET v = 'told' WHERE id = 2")
	b.Settle("s")
	for _, db := range all[1:] {
		if got := b.Value(db, offset); got != "60" && got != "59" {
			t.Errorf("the clock of %s is %s minutes ahead", db, got)
		}
	}
	for i, pair := range [][2]string{{"a", "b"}, {"b", "a"}, {"c", "b"}, {"a", "c"}} {
		if got := contest(t, b, pair[0], pair[1]); got != pair[1] {
			t.Errorf("contest %d: %s wrote after %s, and %s has won", i, pair[1], pair[0], got)
		}
	}
	b.Exec("b", "SELECT setval('bucardo_node.clock', 7200000000)")
	b.Exec("b", "INSERT INTO item SELECT n, 'many' FROM generate_series(10, 3000) n")
	b.Settle("s")
	for _, db := range all {
		if got := b.Value(db, offset); got != "120" && got != "119" {
			t.Errorf("after many rows the clock of %s is %s minutes ahead", db, got)
		}
	}
	if got := contest(t, b, "b", "a"); got != "a" {
		t.Errorf("after many rows a wrote after b, and %s has won", got)
	}
}

// A clock that leaps back is set forward to where it was.
func TestClockLeapsBack(t *testing.T) {
	t.Parallel()
	b := bed.New(t, all, "CREATE TABLE item (id int PRIMARY KEY, v text); INSERT INTO item VALUES (1, '');")
	b.Start()
	b.AddSync("s", "a:source,b:source,c:source", "all", "latest")
	b.Exec("a", "SELECT setval('bucardo_node.clock', 3600000000)")
	b.Exec("a", "UPDATE item SET v = 'ahead'")
	b.Settle("s")
	b.Exec("a", "SELECT setval('bucardo_node.clock', 0)")
	b.Exec("b", "UPDATE item SET v = 'heard of it'")
	b.Settle("s")
	b.Eventually("a", "true", "SELECT bucardo_node.clock_now() > clock_timestamp() + interval '59 minutes'")
	if got := contest(t, b, "b", "a"); got != "a" {
		t.Errorf("a wrote after b, and %s has won", got)
	}
}

// The offset only grows, whoever sets it and in whatever order.
func TestClockOnlyGrows(t *testing.T) {
	t.Parallel()
	onEach(t, map[string]string{"statement": plain}, func(d *database, _ string) {
		d.capture(1, nil, []string{})
		for _, step := range []struct{ sql, want string }{
			{"NULL", "0"},
			{"clock_timestamp() - interval '1 second'", "0"},
			{"clock_timestamp() + interval '10 minutes'", "10"},
			{"clock_timestamp() + interval '5 minutes'", "10"},
			{"bucardo_node.clock_now() + interval '1 minute'", "11"},
		} {
			d.own("SELECT 1 FROM bucardo_node.raise_clock(" + step.sql + ")")
			if got := d.own("SELECT round(coalesce(pg_sequence_last_value('bucardo_node.clock'), 0) / 60000000.0)"); got != step.want {
				d.Errorf("after %s the offset is %s minutes, want %s", step.sql, got, step.want)
			}
		}
		d.exec("INSERT INTO t VALUES (1)")
		if got := d.own("SELECT bucardo_node.clock_now() - at < interval '1 minute' AND at > clock_timestamp() + interval '10 minutes' FROM bucardo_node.delta_1_0"); got != "true" {
			d.Error("a change does not bear the time of the database's clock")
		}
	})
}

// A clock that is off is shown, and warned of for as long as it is too far off.
func TestClockSkew(t *testing.T) {
	t.Parallel()
	b := bed.New(t, all, "CREATE TABLE item (id int PRIMARY KEY, v text)")
	b.Start()
	b.AddSync("s", "a:source,b:source,c:source", "all", "latest")
	b.Exec("control", "SELECT bucardo.update_sync('s', max_clock_skew => '1 minute')")
	b.WaitActive("s")
	b.Eventually("control", "3", "SELECT count(*) FROM bucardo.clock_skew WHERE abs(extract(epoch FROM skew)) < 30")
	wall := func(ahead string) {
		b.Exec("b", "CREATE OR REPLACE FUNCTION bucardo_node.wall() RETURNS timestamptz LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$ SELECT clock_timestamp() + interval '"+ahead+"' $$")
	}
	const state = "SELECT concat_ws('|', s.state, s.reason, f.severity, f.db) FROM bucardo.status s LEFT JOIN bucardo.findings f ON f.sync = s.name"
	wall("10 minutes")
	b.Eventually("control", "true", "SELECT bool_or(skew > '9 minutes') FROM bucardo.clock_skew WHERE db = 'b'")
	b.Eventually("control", "active|the clocks of b and a are more than 1m0s apart: of changes made at the same time, those of b pass for newer|warning|b",
		state)
	wall("1 second")
	b.Eventually("control", "active", state)
	b.Exec("a", "SELECT setval('bucardo_node.clock', 7200000000)")
	b.Eventually("control", "02:00:00", "SELECT \"offset\" FROM bucardo.clock_skew WHERE db = 'a'")
}
