package runs_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// A small batch_time makes many runs of a backlog, a large one few.
func TestBatchTime(t *testing.T) {
	t.Parallel()
	runs := map[string]int{}
	for _, batchTime := range []string{"10ms", "1h"} {
		b := bed.New(t, []string{"a", "b"}, items)
		b.Start()
		b.AddSync("s", "a:source,b:target", "all", "latest")
		b.Exec("control", "SELECT bucardo.pause('s')")
		b.State("s", "paused")
		backlog(b, "a", "item", 240)
		b.Exec("control", "SELECT bucardo.update_sync('s', batch_time => $1::text::interval)", batchTime)
		b.Exec("control", "SELECT bucardo.resume('s')")
		b.WaitActive("s")
		b.Settle("s")
		b.Same("item", "a", "b")
		runs[batchTime], _ = strconv.Atoi(b.Value("control", "SELECT total_runs FROM bucardo.status"))
	}
	if runs["10ms"] < 5 || runs["1h"] > 3 {
		t.Errorf("120000 rows took %v runs", runs)
	}
}

// A statement that takes too long fails the run, with the reason and what to do; without the setting it is waited for.
func TestStatementTimeout(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, items)
	b.Start()
	b.AddSync("s", "a:source,b:target", "all", "latest")
	// Fires for replicated rows too.
	b.Exec("b", `
		CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.7); RETURN NEW; END';
		CREATE TRIGGER slow BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION slow();
		ALTER TABLE item ENABLE ALWAYS TRIGGER slow`)
	b.Exec("a", "INSERT INTO item VALUES (1, 'slow')")
	b.Settle("s")
	b.Same("item", "a", "b")
	setOptions(b, "statement_timeout => '250ms'")
	b.Exec("a", "INSERT INTO item VALUES (2, 'too slow')")
	b.Eventually("control", "true", "SELECT reason LIKE '%statement timeout%' AND next_step LIKE '%raise the setting statement_timeout%' FROM bucardo.status")
	b.Eventually("control", "true", "SELECT count(*) > 0 FROM bucardo.runs WHERE status = 'bad' AND error LIKE '%statement timeout%'")
	if got := b.Value("b", "SELECT count(*) FROM item"); got != "1" {
		t.Errorf("b has %s rows", got)
	}
	setOptions(b, "reset => 'statement_timeout'")
	b.Settle("s")
	b.Same("item", "a", "b")
}

// At a source too: the sync says so, stays connected, and goes on when the statement has become faster.
func TestStatementTimeoutAtSource(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, `
		CREATE TYPE pace AS ENUM ('fast', 'slow');
		CREATE FUNCTION pace_text(p pace) RETURNS text LANGUAGE plpgsql AS $$
			BEGIN IF format('%s', p) = 'slow' THEN PERFORM pg_sleep(1); END IF; RETURN format('%s', p); END $$;
		CREATE CAST (pace AS text) WITH FUNCTION pace_text(pace);
		CREATE TABLE item (id int PRIMARY KEY, v pace)`)
	b.Start()
	b.AddSync("s", "a:source,b:target", "all", "latest")
	setOptions(b, "statement_timeout => '300ms'")
	b.Exec("a", "INSERT INTO item VALUES (1, 'fast')")
	b.Settle("s")
	pids := backends(b, "a")
	b.Exec("a", "INSERT INTO item VALUES (2, 'slow')")
	b.Eventually("control", "true", "SELECT state = 'failed' AND reason LIKE '%statement timeout%' AND next_step LIKE '%raise the setting statement_timeout%' FROM bucardo.status")
	b.Exec("a", "CREATE OR REPLACE FUNCTION pace_text(p pace) RETURNS text LANGUAGE sql AS $$ SELECT format('%s', p) $$")
	b.State("s", "active")
	b.Settle("s")
	b.Same("item", "a", "b")
	if got := backends(b, "a"); got != pids {
		t.Errorf("connections have changed: %s, %s", pids, got)
	}
}

// lock_timeout is how long a row that somebody holds is waited for, instead of 200 ms at a source.
func TestLockTimeout(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, items)
	b.Start()
	b.Exec("a", "INSERT INTO item VALUES (1, 'old')")
	b.Exec("b", "INSERT INTO item VALUES (1, 'old')")
	b.AddSync("s", "a:source,b:source", "all", "latest")
	setOptions(b, "lock_timeout => '1min'")
	b.Exec("b", "BEGIN; SELECT FROM item WHERE id = 1 FOR UPDATE")
	b.Exec("a", "UPDATE item SET v = 'new' WHERE id = 1")
	// The apply waits for the row itself: it does not leave it out, as it would after 200 ms.
	watcher := b.Connect("b")
	waits := func() (n int) {
		t.Helper()
		if err := watcher.QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'bucardo s' AND wait_event_type = 'Lock'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for waits() == 0 {
		b.Exec("control", "SELECT pg_sleep(0.01)")
	}
	pid := b.Value("control", "SELECT pg_sleep(1)")
	if waits() != 1 || pid != "" {
		t.Error("the apply does not wait any more")
	}
	b.Exec("b", "ROLLBACK")
	b.Settle("s")
	b.Same("item", "a", "b")
	if got := b.Value("control", "SELECT coalesce(sum(left_out), 0) FROM bucardo.runs"); got != "0" {
		t.Errorf("%s rows were left out", got)
	}
}

// What receivers have seen is part of an order of the transactions when sources are read serializable: one that would have had
// to come both before and after it is refused. (Fekete, O'Neil, O'Neil: A read-only transaction anomaly under snapshot isolation.)
func TestIsolationLevel(t *testing.T) {
	t.Parallel()
	for level, refused := range map[string]bool{"repeatable read": false, "serializable": true} {
		b := bed.New(t, []string{"a", "b"}, items)
		for _, db := range []string{"a", "b"} {
			b.Exec(db, "INSERT INTO item VALUES (1, '0'), (2, '0')")
		}
		b.Start()
		b.AddSync("s", "a:source,b:target", "all", "latest")
		setOptions(b, "isolation_level => '"+level+"'")
		b.Settle("s")
		fee := b.Connect("a")
		for _, sql := range []string{"BEGIN ISOLATION LEVEL SERIALIZABLE", "SELECT v FROM item WHERE id = 2"} {
			if _, err := fee.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
		b.Exec("a", "BEGIN ISOLATION LEVEL SERIALIZABLE; UPDATE item SET v = '20' WHERE id = 2; COMMIT")
		b.Eventually("b", "20", "SELECT v FROM item WHERE id = 2")
		_, err := fee.Exec(t.Context(), "UPDATE item SET v = '-11' WHERE id = 1")
		if err == nil {
			_, err = fee.Exec(t.Context(), "COMMIT")
		}
		var e *pgconn.PgError
		if got := errors.As(err, &e) && e.Code == "40001"; got != refused {
			t.Errorf("%s: %v", level, err)
		}
		if refused {
			b.Exec("a", "UPDATE item SET v = '-10' WHERE id = 1")
		}
		for n := range 20 { // arming and reading go on as ever
			b.Exec("a", "INSERT INTO item VALUES ($1, 'more')", 10+n)
			b.Eventually("b", strconv.Itoa(3+n), "SELECT count(*) FROM item")
		}
		b.Exec("a", "INSERT INTO item SELECT n, 'many' FROM generate_series(1000, 20000) n")
		b.Settle("s")
		b.Same("item", "a", "b")
	}
}

// With max_active_runs one sync runs at a time, that of the higher priority first.
func TestPriority(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE TABLE low (id int PRIMARY KEY, v text); CREATE TABLE high (id int PRIMARY KEY, v text)")
	sidecar := b.Start()
	b.Exec("control", "SELECT bucardo.update_config('max_active_runs', '1')")
	for _, name := range []string{"low", "high"} {
		b.AddSync(name, "a:source,b:target", name, "latest")
		b.Exec("control", "SELECT bucardo.pause($1)", name)
		b.State(name, "paused")
		backlog(b, "a", name, 200)
	}
	b.Exec("control", "SELECT bucardo.update_sync('high', priority => 5, batch_time => '20ms'), bucardo.update_sync('low', priority => -5, batch_time => '20ms')")
	b.Exec("control", "SELECT bucardo.resume('low'), bucardo.resume('high')")
	for _, name := range []string{"low", "high"} {
		b.WaitActive(name)
		b.Settle(name)
		b.Same(name, "a", "b")
	}
	// Runs, by their first and last line.
	running, order := "", ""
	for _, line := range sidecar.Log.Lines("KID (") {
		for _, name := range []string{"low", "high"} {
			switch {
			case !strings.Contains(line, "KID ("+name+")"):
			case strings.Contains(line, "Delta count"):
				if running != "" {
					t.Fatalf("%s runs while %s does", name, running)
				}
				running = name
				order += name[:1]
			case strings.Contains(line, "Totals"):
				running = ""
			}
		}
	}
	if strings.Count(order, "h") < 4 || strings.Count(order, "l") < 4 {
		t.Errorf("too few runs to tell: %s", order)
	}
	// low may have begun before high was there, once.
	if i := strings.LastIndex(order, "h"); strings.Count(order[:i], "l") > 1 {
		t.Errorf("the runs are %s", order)
	}
}
