package runs_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// Without autokick, checktime is what makes a sync run.
func TestChecktimeWithoutAutokick(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, items)
	b.Start()
	b.AddSync("s", "a:source,b:target", "all", "latest")
	b.Exec("control", "SELECT bucardo.update_sync('s', autokick => false)")
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO item VALUES (1, 'waits')")
	b.Eventually("control", "1", "SELECT pending FROM bucardo.status")
	if got := b.Value("b", "SELECT count(*) FROM item"); got != "0" {
		t.Fatalf("it ran without a reason: %s rows", got)
	}
	setOptions(b, "checktime => '200ms'")
	b.Eventually("b", "1", "SELECT count(*) FROM item")
	b.Exec("a", "INSERT INTO item VALUES (2, 'again')")
	b.Eventually("b", "2", "SELECT count(*) FROM item")
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	b.Exec("a", "INSERT INTO item VALUES (3, 'paused')")
	b.Eventually("control", "1", "SELECT pending FROM bucardo.status")
	if got := b.Value("b", "SELECT count(*) FROM item"); got != "2" {
		t.Fatalf("it ran although paused: %s rows", got)
	}
}

// With autokick, checktime finds what no wake-up told of.
func TestChecktimeWithAutokick(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, items)
	b.Start()
	b.AddSync("s", "a:source,b:target", "all", "latest")
	b.Settle("s")
	setOptions(b, "checktime => '100ms'")
	// Written behind the trigger's back: no wake-up, and nothing disarmed for the slow poll to find.
	b.Exec("a", `
		BEGIN;
		SET LOCAL session_replication_role = replica;
		INSERT INTO item VALUES (1, 'unseen');
		INSERT INTO bucardo_node.delta_1_0 (xid, at, op, k1) VALUES (pg_current_xact_id(), clock_timestamp(), 'I', 1);
		COMMIT`)
	b.Eventually("b", "1", "SELECT count(*) FROM item")
}

// After lifetime, or max_runs, the connections are others, and everything goes on.
func TestLifetimeAndMaxRuns(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, items)
	sidecar := b.Start()
	b.AddSync("s", "a:source,b:source", "all", "latest")
	setOptions(b, "max_runs => '3'")
	b.Eventually("a", "2", "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'bucardo s'")
	before := map[string]string{"a": backends(b, "a"), "b": backends(b, "b")}
	for n := range 3 {
		b.Exec("a", "INSERT INTO item VALUES ($1, 'x')", n)
		b.Eventually("b", fmt.Sprint(n+1), "SELECT count(*) FROM item")
	}
	for db, pids := range before {
		for pid := range strings.FieldsSeq(pids) {
			b.Eventually(db, "0", "SELECT count(*) FROM pg_stat_activity WHERE pid = $1::int", pid)
		}
		b.Eventually(db, "2", "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'bucardo s'")
	}
	seen(t, sidecar, "Opening connections anew after 3 runs")

	setOptions(b, "lifetime => '300ms'")
	b.Eventually("a", "2", "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'bucardo s'")
	for pid := range strings.FieldsSeq(backends(b, "a")) {
		b.Eventually("a", "0", "SELECT count(*) FROM pg_stat_activity WHERE pid = $1::int", pid)
	}
	for n := range 50 {
		b.Exec([]string{"a", "b"}[n%2], "INSERT INTO item VALUES ($1, 'while connections change')", 100+n)
	}
	b.Settle("s")
	b.Same("item", "a", "b")
	if got := b.Value("control", "SELECT count(*) FROM bucardo.log WHERE level <> 'info'"); got != "0" {
		t.Errorf("%s lines of warning", got)
	}
}

// A sync that is behind for too long says so, by its oldest change, by a database that is away, and when it cannot look.
func TestOverdueAndExpired(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, items)
	sidecar := b.Start()
	heard := listen(t, b)
	b.AddSync("s", "a:source,b:target,c:target", "all", "latest")
	setOptions(b, "overdue => '1500ms', expired => '4s'")
	shows := func(want string) {
		t.Helper()
		b.Eventually("control", want, "SELECT overdue || ' ' || expired FROM bucardo.status")
	}
	shows("false false")

	// A database is away: not behind as long as nothing waits for it.
	reconnect := b.CutOff("b")
	b.State("s", "degraded")
	b.Exec("control", "SELECT pg_sleep(2)")
	shows("false false")
	b.Exec("a", "INSERT INTO item VALUES (1, 'for b too')")
	shows("true false")
	shows("true true")
	heard.await(t, `"overdue"`)
	heard.await(t, `"expired"`)
	seen(t, sidecar, "The sync is overdue: behind for")
	reconnect()
	shows("false false")
	heard.await(t, `"caught up"`)
	b.Same("item", "a", "b", "c")

	// A source that cannot be read may have anything.
	reconnect = b.CutOff("a")
	shows("true false")
	reconnect()
	shows("false false")

	// Paused, the oldest change counts.
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	b.Exec("a", "INSERT INTO item VALUES (2, 'paused')")
	shows("true false")
	sidecar.Stop(t)
	b.Start()
	shows("true true") // what was known before counts
	b.Exec("control", "SELECT bucardo.resume('s')")
	shows("false false")
}

// How old a change is does not depend on how far ahead the times are that its database gives.
func TestOverdueByAClockAhead(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, items)
	b.Start()
	b.AddSync("s", "a:source,b:target", "all", "latest")
	setOptions(b, "overdue => '1500ms'")
	b.WaitActive("s")
	b.Exec("a", "SELECT bucardo_node.raise_clock(clock_timestamp() + interval '1 hour')")
	b.Eventually("control", "true", `SELECT "offset" > interval '50 minutes' FROM bucardo.clock_skew WHERE db = 'a'`)
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	b.Exec("a", "INSERT INTO item VALUES (1, 'from the future')")
	b.Eventually("control", "true", "SELECT overdue FROM bucardo.status")
	b.Eventually("control", "true", "SELECT lag BETWEEN '1 second' AND '10 minutes' FROM bucardo.status")
}

// That nobody looks any more shows as well.
func TestOverdueWithoutSidecar(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, items)
	sidecar := b.Start()
	b.AddSync("s", "a:source,b:target", "all", "latest")
	setOptions(b, "overdue => '100ms'")
	b.Eventually("control", "true", "SELECT looked_at IS NOT NULL FROM bucardo.sync_state")
	sidecar.Stop(t)
	b.Eventually("control", "true", "SELECT overdue FROM bucardo.status")
	b.Start()
	b.Eventually("control", "false", "SELECT overdue FROM bucardo.status")
}
