package engine_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// killTime is how long the sidecar is killed again and again: BUCARDO_TEST_KILL_SECONDS, or a minute.
func killTime(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv("BUCARDO_TEST_KILL_SECONDS")
	if text == "" {
		return time.Minute
	}
	seconds, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("BUCARDO_TEST_KILL_SECONDS: %v", err)
	}
	return time.Duration(seconds) * time.Second
}

// write is an acknowledged change of one hot row. The time of its delta lies between from and to, both by the one clock
// of this machine.
type write struct {
	value    string // "" for a deletion
	from, to time.Time
}

// history collects acknowledged writes.
type history struct {
	mu       sync.Mutex
	inserted []string
	hot      map[int][]write
}

func (h *history) record(inserted []string, hot map[int]write) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.inserted = append(h.inserted, inserted...)
	for key, w := range hot {
		h.hot[key] = append(h.hot[key], w)
	}
}

// contenders returns the values that a row may end with: that of the newest write, and of any whose time cannot be told
// from it.
func (h *history) contenders(key int) []string {
	var newest time.Time
	for _, w := range h.hot[key] {
		if w.from.After(newest) {
			newest = w.from
		}
	}
	var values []string
	for _, w := range h.hot[key] {
		if !w.to.Before(newest) {
			values = append(values, w.value)
		}
	}
	return values
}

const (
	hotRows = 40
	stress  = `
		CREATE TABLE kept (id text PRIMARY KEY, filler text);
		CREATE TABLE hot (id int PRIMARY KEY, v text NOT NULL);
		CREATE TABLE child (id text PRIMARY KEY, kept_id text NOT NULL REFERENCES kept);`
)

// writer writes to one database until stop is closed: new rows that nobody touches again, and changes of hot rows that
// everybody changes. A transaction is recorded only once its commit is acknowledged.
func writer(ctx context.Context, conn *pgx.Conn, name string, seed uint64, stop <-chan struct{}, h *history) error {
	random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // repeatable
	for n := 0; ; n++ {
		select {
		case <-stop:
			return nil
		default:
		}
		inserted, hot, err := transaction(ctx, conn, fmt.Sprintf("%s-%d", name, n), random)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		h.record(inserted, hot)
		// Leaves the machine some time for the sidecar.
		if _, err := conn.Exec(ctx, "SELECT pg_sleep(0.004)"); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
}

func transaction(ctx context.Context, conn *pgx.Conn, id string, random *rand.Rand) (inserted []string, hot map[int]write, err error) {
	tx, err := conn.Begin(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer tx.Rollback(ctx) //nolint:errcheck // after a commit there is nothing to roll back
	rows := 1
	if random.IntN(100) == 0 {
		rows = 700 // more than is held in memory
	}
	hot = map[int]write{}
	_, err = tx.Exec(ctx, "WITH k AS (INSERT INTO kept SELECT $1 || '.' || g, 'filler' FROM generate_series(1, $2::int) g RETURNING id) INSERT INTO child SELECT id, id FROM k", id, rows)
	if err != nil {
		return nil, nil, err
	}
	for i := range rows {
		inserted = append(inserted, fmt.Sprintf("%s.%d", id, i+1))
	}
	// In the order of the keys, so that writers do not lock each other out.
	for key := range hotRows {
		if random.IntN(15) > 0 {
			continue
		}
		w, done, err := change(ctx, tx, key, fmt.Sprintf("%s/%d", id, key), random.IntN(10))
		if err != nil {
			return nil, nil, err
		}
		if done {
			hot[key] = w
		}
	}
	switch random.IntN(12) {
	case 0:
		return nil, nil, tx.Rollback(ctx)
	case 1:
		if _, err := tx.Exec(ctx, "SELECT pg_sleep(0.05)"); err != nil {
			return nil, nil, err
		}
	}
	return inserted, hot, tx.Commit(ctx)
}

// change changes a hot row in one of several ways. done is false when there was no row to change.
func change(ctx context.Context, tx pgx.Tx, key int, value string, kind int) (w write, done bool, err error) {
	sql := "INSERT INTO hot VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET v = EXCLUDED.v RETURNING clock_timestamp()"
	args := []any{key, value}
	switch kind {
	case 0:
		sql, args, value = "DELETE FROM hot WHERE id = $1 RETURNING clock_timestamp()", []any{key}, ""
	case 1, 2, 3:
		sql = "UPDATE hot SET v = $2 WHERE id = $1 RETURNING clock_timestamp()"
	}
	// RETURNING is computed when the row is locked and changed, the delta's time after that, when triggers fire.
	err = tx.QueryRow(ctx, sql, args...).Scan(&w.from)
	if errors.Is(err, pgx.ErrNoRows) {
		return w, false, nil
	}
	w.value, w.to = value, time.Now()
	return w, err == nil, err
}

// The sidecar is killed at random moments while all three databases are written to. Nothing that was acknowledged may be
// missing, unless a later write to the same row won.
func TestKilledSidecar(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano()) //nolint:gosec // any number will do
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // repeatable
	b := bed.New(t, three, stress)
	process := b.StartProcess()
	b.AddSync("bard", threeSources, "all", "latest")

	h := &history{hot: map[int][]write{}}
	stop := make(chan struct{})
	group, ctx := errgroup.WithContext(t.Context())
	for i, db := range three {
		for j := range 2 {
			conn := b.Connect(db)
			group.Go(func() error {
				return writer(ctx, conn, fmt.Sprintf("%s-%d", db, j), seed+uint64(2*i+j), stop, h) //nolint:gosec // small numbers
			})
		}
	}
	kills, advances, reached := 0, 0, ""
	for end := time.Now().Add(killTime(t)); time.Now().Before(end) && ctx.Err() == nil; kills++ {
		// Most of the time while it replicates, now and then while it starts.
		if random.IntN(4) > 0 {
			eventuallyLogged(t, b, process.Log, "KID (bard) Ready")
		}
		b.Exec("control", "SELECT pg_sleep($1)", random.ExpFloat64()*0.7)
		process.Signal(syscall.SIGKILL)
		process.Wait()
		if now := b.Value("s1", "SELECT string_agg(snapshot::text, ' ') FROM bucardo_node.watermark"); now != reached {
			reached = now
			advances++
		}
		process = b.StartProcess()
	}
	close(stop)
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	b.Settle("bard")
	b.State("bard", "active")
	t.Logf("%d kills, progress between %d of them, %d rows inserted, %s conflicts", kills, advances, len(h.inserted), b.Value("control", "SELECT total_conflicts FROM bucardo.status"))
	b.Same("hot", three...)
	b.Same("kept", three...)
	b.Same("child", three...)

	missing := b.Value("s1", "SELECT count(*) || ' ' || coalesce(min(id), '') FROM unnest($1::text[]) AS w(id) WHERE NOT EXISTS (SELECT FROM kept k JOIN child c ON c.kept_id = k.id WHERE k.id = w.id)", h.inserted)
	if missing != "0 " {
		t.Errorf("acknowledged rows are missing: %s", missing)
	}
	if count := b.Value("s1", "SELECT count(*) FROM kept"); count != strconv.Itoa(len(h.inserted)) {
		t.Errorf("there are %s rows, %d were acknowledged", count, len(h.inserted))
	}
	for key := range hotRows {
		got := b.Value("s1", "SELECT v FROM hot WHERE id = $1", key)
		contenders := h.contenders(key)
		if len(contenders) > 0 && !containsString(contenders, got) {
			t.Errorf("hot row %d is %q, the newest acknowledged write is one of %q", key, got, contenders)
		}
	}
}

func containsString(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// eventuallyLogged waits for a line in a log.
func eventuallyLogged(t *testing.T, b *bed.Bed, log *bed.Log, text string) {
	t.Helper()
	for deadline := time.Now().Add(bed.Patience); len(log.Lines(text)) == 0; {
		if time.Now().After(deadline) {
			t.Fatalf("%q was not logged", text)
		}
		b.Exec("control", "SELECT pg_sleep(0.01)")
	}
}

// Two sidecars on one control database: one works, the other stands by and takes over.
func TestTwoSidecars(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, item)
	first := b.StartProcess()
	eventuallyLogged(t, b, first.Log, "this sidecar holds the lease")
	second := b.StartProcess()
	eventuallyLogged(t, b, second.Log, "another sidecar holds the lease")
	b.AddSync("bard", twoSources, "all", "latest")
	b.Exec("s1", "INSERT INTO item VALUES (1, 'first')")
	b.Eventually("s2", "first", "SELECT v FROM item WHERE id = 1")
	if lines := second.Log.Lines("KID"); len(lines) > 0 {
		t.Errorf("the one standing by worked: %s", lines[0])
	}
	b.Exec("s1", "INSERT INTO item SELECT id, 'bulk' FROM generate_series(100, 5000) id")
	first.Signal(syscall.SIGKILL)
	first.Wait()
	b.Exec("s1", "INSERT INTO item VALUES (2, 'second')")
	b.Eventually("s2", "second", "SELECT v FROM item WHERE id = 2")
	eventuallyLogged(t, b, second.Log, "this sidecar holds the lease")
	b.Settle("bard")
	b.Same("item", two...)

	// One that is frozen, loses its lease with its connection, and wakes up, does no harm.
	third := b.StartProcess()
	eventuallyLogged(t, b, third.Log, "another sidecar holds the lease")
	second.Signal(syscall.SIGSTOP)
	b.Exec("control", "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
	eventuallyLogged(t, b, third.Log, "this sidecar holds the lease")
	b.Exec("s2", "UPDATE item SET v = 'third' WHERE id <= 2")
	b.Eventually("s1", "2", "SELECT count(*) FROM item WHERE v = 'third'")
	second.Signal(syscall.SIGCONT)
	eventuallyLogged(t, b, second.Log, "another sidecar holds the lease")
	b.Exec("s1", "UPDATE item SET v = 'fourth' WHERE id <= 2")
	b.Eventually("s2", "2", "SELECT count(*) FROM item WHERE v = 'fourth'")
	b.State("bard", "active")
	b.Same("item", two...)
}

// A database, in a cluster of its own and of another version, is stopped and started: the others go on, it catches up,
// and nothing else is restarted.
func TestDatabaseStopped(t *testing.T) {
	t.Parallel()
	control := clustertest.Shared(t)
	clusters := map[string]*pgcluster.Cluster{
		"s1": clustertest.New(t, pgcluster.Options{}),
		"s2": clustertest.New(t, pgcluster.Options{Version: 18}),
		"s3": clustertest.New(t, pgcluster.Options{Version: 13}),
	}
	connStrings := map[string]string{}
	for name, cluster := range clusters {
		connStrings[name] = clustertest.DB(t, cluster)
	}
	b := bed.On(t, clustertest.DB(t, control), three, connStrings, item)
	b.Start()
	b.AddSync("bard", threeSources, "all", "latest")
	next := 0
	for _, mode := range []pgcluster.StopMode{pgcluster.Fast, pgcluster.Immediate} {
		for _, down := range []string{"s2", "s1"} {
			var others []string
			for _, name := range three {
				if name != down {
					others = append(others, name)
				}
			}
			next++
			// What it committed last may not have left it yet.
			b.Exec(down, "INSERT INTO item VALUES ($1, 'last words')", 1000+next)
			b.Forget(down)
			if err := clusters[down].Stop(t.Context(), mode); err != nil {
				t.Fatal(err)
			}
			for i, db := range others {
				b.Exec(db, "INSERT INTO item SELECT g, 'meanwhile' FROM generate_series($1::int, $1::int + 599) g", 100_000*next+10_000*i)
				b.Exec(db, "INSERT INTO item VALUES ($1, $2)", 10*next+i, db)
			}
			b.Everywhere(others, "1202", "SELECT count(*) FROM item WHERE id BETWEEN $1 AND $1 + 99999 OR id BETWEEN $2 AND $2 + 1", 100_000*next, 10*next)
			b.State("bard", "degraded")
			if err := clusters[down].StartAgain(t.Context()); err != nil {
				t.Fatal(err)
			}
			b.Exec(down, "INSERT INTO item VALUES ($1, 'back')", 10*next+9)
			b.State("bard", "active")
			b.Settle("bard")
			b.Everywhere(three, "back", "SELECT v FROM item WHERE id = $1", 10*next+9)
			b.Everywhere(three, "last words", "SELECT v FROM item WHERE id = $1", 1000+next)
			b.Same("item", three...)
		}
	}
}

// A transaction that is open across many runs is delivered when it commits, and holds nothing up.
func TestLongTransaction(t *testing.T) {
	t.Parallel()
	b := bed.New(t, three, item)
	b.Start()
	b.AddSync("bard", threeSources, "all", "latest")
	long := b.Connect("s1")
	exec(t, long, "BEGIN; INSERT INTO item VALUES (-1, 'long')")
	for i := range 20 {
		db := three[i%3]
		b.Exec(db, "INSERT INTO item VALUES ($1, 'short')", i)
		b.Everywhere(three, "short", "SELECT v FROM item WHERE id = $1", i)
		if i == 10 {
			exec(t, long, "UPDATE item SET v = 'longer' WHERE id = 10; INSERT INTO item SELECT g, 'long' FROM generate_series(1000, 2000) g")
		}
	}
	exec(t, long, "COMMIT")
	b.Everywhere(three, "longer", "SELECT v FROM item WHERE id = 10")
	b.Everywhere(three, "1002", "SELECT count(*) FROM item WHERE v = 'long'")
	b.Same("item", three...)
}

// Prepared transactions work for the application, survive the sidecar, and are delivered once they are committed.
func TestPreparedTransaction(t *testing.T) {
	t.Parallel()
	cluster := clustertest.New(t, pgcluster.Options{Settings: map[string]string{"max_prepared_transactions": "10"}})
	connStrings := map[string]string{"s1": clustertest.DB(t, cluster), "s2": clustertest.DB(t, clustertest.Shared(t))}
	b := bed.On(t, clustertest.DB(t, cluster), two, connStrings, item)
	first := b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	b.Settle("bard")
	gid := b.Value("s1", "SELECT current_database()")
	// A wake-up is armed: the transaction to be prepared is the first to change the table after that.
	b.Eventually("s1", "true", "SELECT last_value >= 2 FROM bucardo_node.state_1")
	b.Exec("s1", "BEGIN")
	b.Exec("s1", "INSERT INTO item VALUES (1, 'prepared')")
	b.Exec("s1", fmt.Sprintf("PREPARE TRANSACTION '%s-1'", gid))
	b.Exec("s1", "BEGIN")
	b.Exec("s1", "INSERT INTO item VALUES (2, 'never')")
	b.Exec("s1", fmt.Sprintf("PREPARE TRANSACTION '%s-2'", gid))
	b.Exec("s2", "INSERT INTO item VALUES (3, 'other')")
	b.Eventually("s1", "other", "SELECT v FROM item WHERE id = 3")
	b.Exec("s1", "INSERT INTO item VALUES (4, 'after')")
	b.Eventually("s2", "after", "SELECT v FROM item WHERE id = 4")
	b.Settle("bard")
	first.Stop(t)
	b.Start()
	b.Exec("s1", "UPDATE item SET v = 'after that' WHERE id = 4")
	b.Eventually("s2", "after that", "SELECT v FROM item WHERE id = 4")
	b.Exec("s1", fmt.Sprintf("COMMIT PREPARED '%s-1'", gid))
	b.Eventually("s2", "prepared", "SELECT v FROM item WHERE id = 1")
	b.Exec("s1", fmt.Sprintf("ROLLBACK PREPARED '%s-2'", gid))
	b.Settle("bard")
	b.Same("item", two...)
}

func TestSubtransactions(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, item+"INSERT INTO item SELECT g, 'old' FROM generate_series(1, 10) g;")
	b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	b.Settle("bard")
	b.Exec("s1", `BEGIN;
		UPDATE item SET v = 'outer' WHERE id = 1;
		SAVEPOINT a; UPDATE item SET v = 'undone' WHERE id = 2; DELETE FROM item WHERE id = 1;
		SAVEPOINT b; UPDATE item SET v = 'undone' WHERE id = 3; ROLLBACK TO a;
		SAVEPOINT c; UPDATE item SET v = 'inner' WHERE id = 4; DELETE FROM item WHERE id = 5; RELEASE c;
		COMMIT`)
	b.Settle("bard")
	if got := b.Same("item", two...); !strings.Contains(got, "(1,outer,0)") || !strings.Contains(got, "(4,inner,0)") || strings.Contains(got, "undone") {
		t.Errorf("item is\n%s", got)
	}
	// Many subtransactions: their ids are not the transaction's.
	b.Exec("s1", `DO $$ BEGIN FOR i IN 1..300 LOOP
		BEGIN
			INSERT INTO item VALUES (100 + i, 'sub');
			IF i % 3 = 0 THEN RAISE 'undo'; END IF;
		EXCEPTION WHEN raise_exception THEN NULL; END;
	END LOOP; END $$`)
	b.Settle("bard")
	if got := b.Value("s2", "SELECT count(*) FROM item WHERE v = 'sub'"); got != "200" {
		t.Errorf("%s rows of subtransactions, want 200", got)
	}
	b.Same("item", two...)
}

// The first writer after the sidecar went idle takes the wake-up with it when it rolls back. The next is found anyway.
func TestRollbackAfterDisarming(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, item)
	b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	b.Settle("bard")
	const state = "SELECT last_value FROM bucardo_node.state_1"
	for i := range 3 {
		b.Eventually("s1", "true", "SELECT ("+state+") >= 2")
		b.Exec("s1", "BEGIN; INSERT INTO item VALUES (-1, 'undone'); ROLLBACK")
		b.Exec("s1", "INSERT INTO item VALUES ($1, 'kept')", i)
		b.Eventually("s2", "kept", "SELECT v FROM item WHERE id = $1", i)
	}
	b.Same("item", two...)
}

// Rows that a long transaction holds at the receiver wait for it; all others go on, and the outcome is a conflict.
func TestLockedRows(t *testing.T) {
	t.Parallel()
	for name, held := range map[string]string{
		"update":     "UPDATE item SET v = 'held' WHERE id IN (1, 2)",
		"delete":     "DELETE FROM item WHERE id IN (1, 2)",
		"insert":     "INSERT INTO item VALUES (101, 'held')",
		"new key":    "UPDATE item SET id = 101 WHERE id = 1",
		"for update": "SELECT * FROM item WHERE id IN (1, 2) FOR UPDATE",
	} {
		for _, rows := range []int{10, 1000} {
			t.Run(fmt.Sprintf("%s, %d rows", name, rows), func(t *testing.T) {
				t.Parallel()
				lockRows(t, twoSources, held, rows)
			})
		}
	}
	for name, held := range map[string]string{
		"for update": "SELECT * FROM item WHERE id IN (1, 2) FOR UPDATE",
		"insert":     "INSERT INTO item VALUES (101, 'held')",
	} {
		t.Run("at a target, "+name, func(t *testing.T) {
			t.Parallel()
			lockRows(t, "s1:source,s2:target", held, 10)
		})
	}
}

func lockRows(t *testing.T, dbs, held string, rows int) {
	t.Helper()
	b := bed.New(t, two, item+"CREATE TABLE other (id int PRIMARY KEY); INSERT INTO item SELECT g, 'old' FROM generate_series(1, 10) g;")
	b.Start()
	b.AddSync("bard", dbs, "all", "latest")
	holder := b.Connect("s2")
	exec(t, holder, "BEGIN; "+held)
	b.Exec("s1", "UPDATE item SET v = 'new'")
	b.Exec("s1", "INSERT INTO item SELECT g, 'more' FROM generate_series(101, 100 + $1::int) g", rows)
	b.Exec("s1", "INSERT INTO other VALUES (1)")
	b.Eventually("s2", "8", "SELECT count(*) FROM item WHERE v = 'new' AND id > 2")
	b.Eventually("s2", strconv.Itoa(rows-1), "SELECT count(*) FROM item WHERE v = 'more' AND id > 101")
	b.Eventually("s2", "1", "SELECT count(*) FROM other")
	b.Exec("s1", "INSERT INTO other VALUES (2)")
	b.Eventually("s2", "2", "SELECT count(*) FROM other")
	if state := b.Value("control", "SELECT state || coalesce(': ' || reason, '') FROM bucardo.status"); state != "active" {
		t.Errorf("the sync is %s", state)
	}
	if strings.HasSuffix(dbs, "target") {
		exec(t, holder, "ROLLBACK")
		b.Settle("bard")
		b.Same("item", two...)
		return
	}
	b.Exec("s2", "INSERT INTO other VALUES (3)")
	b.Eventually("s1", "3", "SELECT count(*) FROM other")
	updated := strings.HasPrefix(held, "UPDATE item SET v")
	if updated {
		exec(t, holder, "UPDATE item SET v = 'held last' WHERE id = 2")
	}
	exec(t, holder, "COMMIT")
	b.Settle("bard")
	b.Same("item", two...)
	b.Same("other", two...)
	if updated {
		if got := b.Value("s1", "SELECT string_agg(v, ',' ORDER BY id) FROM item WHERE id <= 2"); got != "new,held last" {
			t.Errorf("the held rows are %s", got)
		}
		b.Eventually("control", "true", "SELECT total_conflicts >= 2 FROM bucardo.status")
	}
}
