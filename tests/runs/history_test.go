package runs_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// track_rates keeps how long changes take to each receiver; without it nothing is kept.
func TestTrackRates(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, items)
	b.Start()
	b.AddSync("s", "a:source,b:target,c:source", "all", "latest")
	b.Exec("a", "INSERT INTO item SELECT n, 'untracked' FROM generate_series(1, 10) n")
	b.Settle("s")
	setOptions(b, "track_rates => 'true'")
	b.Exec("a", "UPDATE item SET v = 'few'")
	b.Settle("s")
	b.Eventually("control", "b 10 10, c 10 10", "SELECT string_agg(format('%s %s %s', db, changes, rows), ', ' ORDER BY db) FROM (SELECT db, sum(changes) AS changes, sum(rows) AS rows FROM bucardo.rates GROUP BY db) AS r")
	reconnect := b.CutOff("b")
	b.State("s", "degraded")
	b.Exec("a", "INSERT INTO item SELECT n, 'many' FROM generate_series(1001, 6000) n")
	b.Eventually("c", "5010", "SELECT count(*) FROM item")
	b.Exec("control", "SELECT pg_sleep(1)")
	reconnect()
	b.Eventually("b", "5010", "SELECT count(*) FROM item")
	b.Settle("s")
	b.Eventually("control", "b 5010 5010, c 5010 5010", "SELECT string_agg(format('%s %s %s', db, changes, rows), ', ' ORDER BY db) FROM (SELECT db, sum(changes) AS changes, sum(rows) AS rows FROM bucardo.rates GROUP BY db) AS r")
	if got := b.Value("control", "SELECT max(latency_max) > 1000 AND bool_and(latency_avg <= latency_max AND latency_avg > 0 AND rows_per_second > 0) FROM bucardo.rates WHERE db = 'b'"); got != "true" {
		t.Errorf("b: %s", b.Dump("control", "bucardo.rates"))
	}
	if got := b.Value("control", "SELECT max(latency_max) < 1000 * 60 FROM bucardo.rates"); got != "true" {
		t.Errorf("c: %s", b.Dump("control", "bucardo.rates"))
	}
}

// keep_history and keep_rows bound what is kept, at once when they are set.
func TestKeep(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, items)
	b.Start()
	b.AddSync("s", "a:source,b:target", "all", "latest")
	const old = "clock_timestamp() - interval '2 minutes'"
	b.Exec("control", "INSERT INTO bucardo.run (sync_id, started_at, finished_at, status) SELECT id, "+old+", "+old+", 'good' FROM bucardo.sync")
	b.Exec("control", "INSERT INTO bucardo.rate SELECT s.id, d.id, "+old+", 1, 1, 1, 1, 1 FROM bucardo.sync s, bucardo.db d WHERE d.name = 'b'")
	b.Exec("control", "INSERT INTO bucardo.log_line (at, level, message) SELECT "+old+", 'info', 'old'")
	b.Exec("control", "INSERT INTO bucardo.log_line (level, message) SELECT 'info', 'one of many' FROM generate_series(1, 500)")
	b.Exec("control", "INSERT INTO bucardo.run (sync_id, started_at, finished_at, status) SELECT id, clock_timestamp(), clock_timestamp(), 'good' FROM bucardo.sync, generate_series(1, 300)")
	count := "SELECT (SELECT count(*) FROM bucardo.runs WHERE finished_at < " + "clock_timestamp() - interval '1 minute') || ' ' || (SELECT count(*) FROM bucardo.rates) || ' ' || (SELECT count(*) FROM bucardo.log WHERE message = 'old')"
	if got := b.Value("control", count); got != "1 1 1" {
		t.Fatalf("there are %s", got)
	}
	b.Exec("control", "SELECT bucardo.update_config('keep_history', '1 minute')")
	b.Eventually("control", "0 0 0", count)
	if got := b.Value("control", "SELECT count(*) FROM bucardo.log WHERE message = 'one of many'"); got != "500" {
		t.Errorf("%s lines are left of 500", got)
	}
	b.Exec("control", "SELECT bucardo.update_config('keep_rows', '100')")
	b.Eventually("control", "true true", "SELECT (SELECT count(*) <= 100 FROM bucardo.runs) || ' ' || (SELECT count(*) BETWEEN 1 AND 110 FROM bucardo.log)")
}
