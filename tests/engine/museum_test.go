package engine_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// item is a small table for tests that care about rows, not about columns.
const item = "CREATE TABLE item (id int PRIMARY KEY, v text NOT NULL, n int NOT NULL DEFAULT 0);"

var (
	two   = []string{"s1", "s2"}
	three = []string{"s1", "s2", "s3"}
)

const (
	twoSources   = "s1:source,s2:source"
	threeSources = "s1:source,s2:source,s3:source"
)

// pause stops the runs of the sync bard until the function returned is called, so that changes on several databases
// become simultaneous.
func pause(b *bed.Bed) (resume func()) {
	b.Exec("control", "SELECT bucardo.pause('bard')")
	b.State("bard", "paused")
	return func() {
		b.Exec("control", "SELECT bucardo.resume('bard')")
		b.State("bard", "active")
		b.Settle("bard")
	}
}

// exec runs SQL on a connection of the test's own.
func exec(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// Bucardo's issue 216: deltas retired by now() lose the second of two transactions that share a microsecond.
func TestTwoTransactionsWithOneNow(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, item)
	b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	early, late := b.Connect("s1"), b.Connect("s1")
	shared := false
	for range 100_000 {
		a, c := nowOfBoth(t, early, late)
		if shared = a.Equal(c); shared {
			break
		}
		exec(t, early, "ROLLBACK")
		exec(t, late, "ROLLBACK")
	}
	if !shared {
		t.Fatal("no two transactions began in one microsecond")
	}
	exec(t, late, "INSERT INTO item VALUES (2, 'late')")
	exec(t, early, "INSERT INTO item VALUES (1, 'early')")
	exec(t, early, "COMMIT")
	b.Eventually("s2", "early", "SELECT v FROM item WHERE id = 1")
	b.Settle("bard")
	exec(t, late, "COMMIT")
	b.Eventually("s2", "late", "SELECT v FROM item WHERE id = 2")
	b.Same("item", two...)
}

// nowOfBoth begins a transaction on both connections at the same moment and returns their now().
func nowOfBoth(t *testing.T, a, c *pgx.Conn) (x, y time.Time) {
	t.Helper()
	var ready atomic.Int32
	begin := func(conn *pgx.Conn, now *time.Time) error {
		ready.Add(1)
		for ready.Load() < 2 {
			runtime.Gosched()
		}
		results, err := conn.PgConn().Exec(t.Context(), "BEGIN; SELECT extract(epoch FROM now())::text").ReadAll()
		if err != nil {
			return err
		}
		var seconds, micros int64
		if _, err := fmt.Sscanf(string(results[1].Rows[0][0]), "%d.%d", &seconds, &micros); err != nil {
			return err
		}
		*now = time.Unix(seconds, micros*1000)
		return nil
	}
	other := make(chan error)
	go func() { other <- begin(c, &y) }()
	if err := begin(a, &x); err != nil {
		t.Fatal(err)
	}
	if err := <-other; err != nil {
		t.Fatal(err)
	}
	return x, y
}

// Bucardo commits A's bookkeeping before B, and x never arrives. Here it does, without a kick, as soon as B can commit;
// until then the sync is not shown as active.
func TestCommitFailsOnOneDatabase(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, "CREATE TABLE x (id int PRIMARY KEY); CREATE TABLE y (id int PRIMARY KEY);")
	b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	pause(b)
	b.Exec("s2", `
		CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the disk of B is full'; END $$;
		CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON x DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
		ALTER TABLE x ENABLE ALWAYS TRIGGER refuse`)
	b.Exec("s1", "INSERT INTO x VALUES (1)")
	b.Exec("s2", "INSERT INTO y VALUES (2)")
	b.Exec("control", "SELECT bucardo.resume('bard')")
	b.Eventually("s1", "2", "SELECT id FROM y")
	b.State("bard", "failed")
	b.Eventually("control", "database s2: the disk of B is full", "SELECT reason FROM bucardo.status WHERE name = 'bard'")
	if next := b.Value("control", "SELECT next_step FROM bucardo.status WHERE name = 'bard'"); next == "" {
		t.Error("a failed sync names no next step")
	}
	b.Eventually("control", "true", "SELECT count(*) > 0 FROM bucardo.runs WHERE status = 'bad' AND error LIKE '%the disk of B is full%'")
	b.Exec("s2", "DROP TRIGGER refuse ON x")
	b.Eventually("s2", "1", "SELECT id FROM x")
	b.State("bard", "active")
	b.Eventually("control", "", "SELECT reason FROM bucardo.status WHERE name = 'bard'")
	b.Same("x", two...)
	b.Same("y", two...)
}

// Delta space is given back once all receivers have it, and not before: counting rows is not counting receivers.
func TestPurgeKeepsWhatOneReceiverNeeds(t *testing.T) {
	t.Parallel()
	b := bed.New(t, three, item)
	b.Start()
	b.AddSync("bard", threeSources, "all", "latest")
	reconnect := b.CutOff("s3")
	b.State("bard", "degraded")
	for i := range 12 {
		b.Exec("s1", "INSERT INTO item SELECT id, 'first' FROM generate_series($1::int, $1::int + 1999) id", i*2000)
		b.Eventually("s2", fmt.Sprint((i+1)*2000), "SELECT count(*) FROM item")
	}
	b.Exec("s1", "DELETE FROM item WHERE id % 3 = 0")
	b.Settle("bard")
	const spent = "SELECT pg_relation_size('bucardo_node.delta_1_0') + pg_relation_size('bucardo_node.delta_1_1')"
	if purged := b.Value("s1", "SELECT purged_below FROM bucardo_node.captured_table"); purged != "0" {
		t.Errorf("deltas below %s were purged while s3 was away", purged)
	}
	reconnect()
	b.Eventually("s3", "16000", "SELECT count(*) FROM item")
	b.State("bard", "active")
	b.Same("item", three...)
	b.Eventually("s1", "true", "SELECT purged_below > '0' FROM bucardo_node.captured_table")
	b.Eventually("s1", "true", "SELECT ("+spent+") < 600000")
	b.Exec("s1", "UPDATE item SET v = 'after' WHERE id < 10")
	b.Settle("bard")
	b.Same("item", three...)
}

const family = `
	CREATE TABLE parent (id int PRIMARY KEY, v text);
	CREATE TABLE child (id int PRIMARY KEY, parent_id int NOT NULL REFERENCES parent ON DELETE CASCADE, v text);`

// Bucardo's replay fails on the foreign key, is logged and marked done.
func TestTruncateCascade(t *testing.T) {
	t.Parallel()
	b := bed.New(t, three, family)
	b.Start()
	b.AddSync("bard", threeSources, "all", "latest")
	b.Exec("s1", `
		INSERT INTO parent SELECT id, 'p' FROM generate_series(1, 600) id;
		INSERT INTO child SELECT id, 1 + id % 600, 'c' FROM generate_series(1, 1000) id;`)
	b.Settle("bard")
	b.Same("child", three...)
	b.Exec("s2", "TRUNCATE parent CASCADE")
	for _, db := range three {
		b.Eventually(db, "0", "SELECT (SELECT count(*) FROM parent) + (SELECT count(*) FROM child)")
	}
	b.Exec("s3", "BEGIN; INSERT INTO parent VALUES (1, 'x'); TRUNCATE parent CASCADE; INSERT INTO parent VALUES (2, 'y'); INSERT INTO child VALUES (2, 2, 'y'); COMMIT")
	b.Settle("bard")
	if got := b.Same("parent", three...); got != "(2,y)" {
		t.Errorf("parent is %s", got)
	}
	b.Same("child", three...)
}

// A TRUNCATE that one database still waits for goes with later changes that the others wait for too.
func TestTruncateWhileOneIsAway(t *testing.T) {
	t.Parallel()
	b := bed.New(t, three, item)
	b.Start()
	b.AddSync("bard", threeSources, "all", "latest")
	b.Exec("s1", "INSERT INTO item SELECT id, 'old' FROM generate_series(1, 10) id")
	b.Settle("bard")
	reconnect := b.CutOff("s3")
	b.State("bard", "degraded")
	b.Exec("s1", "TRUNCATE item")
	b.Eventually("s2", "0", "SELECT count(*) FROM item")
	b.Exec("s2", "INSERT INTO item VALUES (20, 'from s2')")
	b.Exec("s1", "INSERT INTO item VALUES (21, 'from s1')")
	b.Settle("bard")
	b.Exec("control", "SELECT bucardo.pause('bard')")
	b.State("bard", "paused")
	b.Exec("s1", "INSERT INTO item VALUES (1, 'again'); DELETE FROM item WHERE id = 21")
	b.Exec("s2", "INSERT INTO item VALUES (2, 'again')")
	reconnect()
	b.Eventually("control", "good", "SELECT state FROM bucardo.db_status WHERE name = 's3'")
	b.Exec("control", "SELECT bucardo.resume('bard')")
	b.State("bard", "active")
	b.Settle("bard")
	b.Settle("bard")
	if got := b.Same("item", three...); got != "(1,again,0)\n(2,again,0)\n(20,\"from s2\",0)" {
		t.Errorf("item is\n%s", got)
	}
}

// A TRUNCATE wins over earlier changes elsewhere and loses against later ones, row by row.
func TestTruncateInConflict(t *testing.T) {
	t.Parallel()
	b := bed.New(t, three, item)
	b.Start()
	b.AddSync("bard", threeSources, "all", "latest")
	b.Exec("s1", "INSERT INTO item SELECT id, 'old' FROM generate_series(1, 10) id")
	b.Settle("bard")
	resume := pause(b)
	b.Exec("s2", "UPDATE item SET v = 'before' WHERE id = 1; INSERT INTO item VALUES (11, 'before')")
	b.Exec("s1", "TRUNCATE item; INSERT INTO item VALUES (12, 'same')")
	b.Exec("s3", "UPDATE item SET v = 'after' WHERE id = 2; INSERT INTO item VALUES (13, 'after')")
	resume()
	if got := b.Same("item", three...); got != "(12,same,0)\n(13,after,0)\n(2,after,0)" {
		t.Errorf("item is\n%s", got)
	}
}

// Bucardo's issue 222: one winner for the whole table.
func TestOneWinnerForEachRow(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, item+"INSERT INTO item VALUES (1, 'old'), (2, 'old');")
	b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	resume := pause(b)
	b.Exec("s1", "UPDATE item SET v = 'A' WHERE id = 1")
	b.Exec("s2", "UPDATE item SET v = 'B' WHERE id = 1")
	b.Exec("s2", "UPDATE item SET v = 'B' WHERE id = 2")
	b.Exec("s1", "UPDATE item SET v = 'A' WHERE id = 2")
	resume()
	if got := b.Same("item", two...); got != "(1,B,0)\n(2,A,0)" {
		t.Errorf("item is\n%s", got)
	}
	b.Eventually("control", "2", "SELECT total_conflicts FROM bucardo.status")
}

// Bucardo delivers nothing of a backlog for as long as the receiver is being updated.
func TestBacklogUnderUpdatesAtTheReceiver(t *testing.T) {
	t.Parallel()
	const rows = 20_000
	b := bed.New(t, two, fmt.Sprintf(item+"INSERT INTO item SELECT id, 'old' FROM generate_series(1, %d) id;", rows))
	b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	pause(b)
	b.Exec("s1", "UPDATE item SET v = 'new'")
	writer, stop, done := b.Connect("s2"), make(chan struct{}), make(chan error, 1)
	go func() {
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			select {
			case <-stop:
				tick.Stop()
				done <- nil
				return
			case <-tick.C:
				if _, err := writer.Exec(t.Context(), "UPDATE item SET n = n + 1 WHERE id = 1 + (random() * 99)::int"); err != nil {
					done <- err
					return
				}
			}
		}
	}()
	b.Exec("control", "SELECT bucardo.resume('bard')")
	b.Eventually("s2", fmt.Sprint(rows-100), "SELECT count(*) FROM item WHERE id > 100 AND v = 'new'")
	b.Exec("s1", "INSERT INTO item VALUES (0, 'more')")
	b.Eventually("s2", "more", "SELECT v FROM item WHERE id = 0")
	close(stop)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	b.State("bard", "active")
	b.Settle("bard")
	b.Same("item", two...)
}

// A pause is what the user wants, so it outlives the sidecar; and it is shown as what it is.
func TestPauseSurvivesARestart(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, item+"INSERT INTO item VALUES (1, 'old');")
	first := b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	pause(b)
	first.Stop(t)
	b.Exec("s1", "UPDATE item SET v = 'new'")
	b.Start()
	b.Eventually("control", "1", "SELECT pending FROM bucardo.status")
	if state := b.Value("control", "SELECT state FROM bucardo.status"); state != "paused" {
		t.Errorf("the state after a restart is %s", state)
	}
	if got := b.Value("s2", "SELECT v FROM item"); got != "old" {
		t.Errorf("a paused sync replicated: %s", got)
	}
	b.Exec("control", "SELECT bucardo.resume('bard')")
	b.Eventually("s2", "new", "SELECT v FROM item")
	b.State("bard", "active")
	b.Exec("control", "SELECT bucardo.deactivate('bard')")
	b.State("bard", "inactive")
	b.Exec("s1", "UPDATE item SET v = 'newer'")
	b.Exec("control", "SELECT bucardo.activate('bard')")
	b.Eventually("s2", "newer", "SELECT v FROM item")
}

// What capture leaves on a database: triggers, functions, tables and sequences for each table, and rows of progress.
const traces = `SELECT concat_ws(' ',
	(SELECT string_agg(tgname, ',') FROM pg_trigger WHERE tgname LIKE 'bucardo%'),
	(SELECT string_agg(proname, ',') FROM pg_proc WHERE proname ~ '^capture_\d'),
	(SELECT string_agg(relname, ',') FROM pg_class WHERE relname ~ '^(delta|state)_\d'),
	(SELECT 'captured' FROM bucardo_node.captured_table LIMIT 1), (SELECT 'used' FROM bucardo_node.capture_use LIMIT 1),
	(SELECT 'consumer' FROM bucardo_node.consumer LIMIT 1), (SELECT 'watermark' FROM bucardo_node.watermark LIMIT 1),
	(SELECT 'owed' FROM bucardo_node.owed LIMIT 1))`

// Bucardo leaves triggers, deltas and registrations that grow for ever and block the purge of others.
func TestRemovedSyncLeavesNothing(t *testing.T) {
	t.Parallel()
	b := bed.New(t, three, item+family)
	b.Start()
	b.AddSync("one", twoSources, "item, parent", "latest")
	b.AddSync("other", "s1:source,s3:target", "item, child", "latest")
	b.Exec("s1", "INSERT INTO item SELECT id, 'x' FROM generate_series(1, 10000) id")
	b.Settle("one")
	b.Settle("other")
	b.Exec("control", "SELECT bucardo.remove_sync('one')")
	b.Exec("control", "CALL bucardo.wait_until_removed('one', '60s')")
	if left := b.Value("s2", traces); left != "" {
		t.Errorf("left on s2: %s", left)
	}
	if left := b.Value("s1", "SELECT string_agg(DISTINCT tgrelid::regclass::text, ',') FROM pg_trigger WHERE tgname LIKE 'bucardo%'"); left != "child,item" {
		t.Errorf("captured on s1: %s", left)
	}
	b.Exec("s1", "UPDATE item SET v = 'y'")
	b.Settle("other")
	b.Same("item", "s1", "s3")
	b.Eventually("s1", "true", "SELECT bool_or(purged_below > '0') FROM bucardo_node.captured_table")
	b.Exec("control", "SELECT bucardo.remove_sync('other')")
	b.Exec("control", "CALL bucardo.wait_until_removed('other', '60s')")
	for _, db := range three {
		if left := b.Value(db, traces); left != "" {
			t.Errorf("left on %s: %s", db, left)
		}
	}
}

// A table that another sync has captured, and whose deltas it has purged, can join a sync that was idle all the while.
func TestTableJoinsAfterAPurge(t *testing.T) {
	t.Parallel()
	b := bed.New(t, three, item+family)
	b.Start()
	b.AddSync("idle", twoSources, "parent", "latest")
	b.AddSync("busy", "s1:source,s3:source", "item", "latest")
	for range 3 {
		b.Exec("s1", "TRUNCATE item; INSERT INTO item SELECT id, 'x' FROM generate_series(1, 10000) id")
		b.Settle("busy")
	}
	b.Eventually("s1", "true", "SELECT bool_or(purged_below > '0') FROM bucardo_node.captured_table")
	b.Exec("s2", "INSERT INTO item SELECT id, 'x' FROM generate_series(1, 10000) id")
	b.Exec("control", "SELECT bucardo.update_sync('idle', tables => 'parent, item'::text)")
	b.WaitActive("idle")
	b.Exec("s1", "UPDATE item SET v = 'y' WHERE id = 1; INSERT INTO parent VALUES (1, 'p')")
	b.Settle("idle")
	b.Settle("busy")
	b.Same("item", three...)
	b.Same("parent", two...)
}

// Bucardo needs a reload and a kick.
func TestColumnAddedOnBothSides(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, item+"INSERT INTO item VALUES (1, 'old'), (2, 'old');")
	b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	for _, db := range two {
		b.Exec(db, "ALTER TABLE item ADD COLUMN extra text")
	}
	b.Exec("s1", "UPDATE item SET extra = 'more' WHERE id = 1")
	b.Eventually("s2", "more", "SELECT extra FROM item WHERE id = 1")
	b.Exec("s2", "UPDATE item SET extra = 'back' WHERE id = 2")
	b.Eventually("s1", "back", "SELECT extra FROM item WHERE id = 2")

	// One side first: nothing is lost in between, and it says what is missing.
	b.Exec("s1", "ALTER TABLE item ADD COLUMN late int; UPDATE item SET late = 7 WHERE id = 1")
	b.Eventually("control", "true", "SELECT state = 'failed' AND reason LIKE '%column late%' FROM bucardo.status")
	b.Exec("s2", "ALTER TABLE item ADD COLUMN late int")
	b.Eventually("s2", "7", "SELECT late FROM item WHERE id = 1")
	b.State("bard", "active")
	b.Same("item", two...)
}

func TestGeneratedColumns(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, `CREATE TABLE made (
		id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n int NOT NULL, twice int GENERATED ALWAYS AS (n * 2) STORED,
		serial int GENERATED ALWAYS AS IDENTITY);`)
	b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	b.Exec("s1", "INSERT INTO made (n) SELECT generate_series(1, 1000)")
	b.Settle("bard")
	b.Exec("s1", "INSERT INTO made (n) VALUES (7)")
	b.Exec("s2", "UPDATE made SET n = 0 WHERE id = 1")
	b.Settle("bard")
	b.Exec("s1", "UPDATE made SET n = n + 1 WHERE id <= 3; DELETE FROM made WHERE id = 2")
	b.Settle("bard")
	b.Same("made", two...)
	if got := b.Value("s2", "SELECT twice FROM made WHERE id = 1"); got != "2" {
		t.Errorf("generated value is %s", got)
	}
}

const partitioned = `
	CREATE TABLE part (id int NOT NULL, region text NOT NULL, v text, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
	CREATE TABLE part_n PARTITION OF part FOR VALUES IN ('n');
	CREATE TABLE part_s PARTITION OF part FOR VALUES IN ('s');`

// Through the root, directly, between partitions, and in one created a moment ago.
func TestPartitions(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, partitioned)
	b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	b.Exec("s1", "INSERT INTO part SELECT id, CASE id % 2 WHEN 0 THEN 'n' ELSE 's' END, 'root' FROM generate_series(1, 100) id")
	b.Exec("s1", "INSERT INTO part_n VALUES (1000, 'n', 'leaf')")
	b.Settle("bard")
	b.Same("part", two...)
	b.Exec("s2", "UPDATE part SET region = 's' WHERE id = 1000; DELETE FROM part_s WHERE id = 1; UPDATE part_n SET v = 'direct' WHERE id = 2")
	b.Settle("bard")
	b.Same("part", two...)
	for _, db := range two {
		b.Exec(db, "CREATE TABLE part_w PARTITION OF part FOR VALUES IN ('w')")
	}
	b.Exec("s1", "INSERT INTO part_w VALUES (1, 'w', 'new')")
	b.Exec("s1", "INSERT INTO part VALUES (2, 'w', 'new')")
	b.Settle("bard")
	b.Same("part", two...)
	b.Exec("s1", "TRUNCATE part_n")
	b.Settle("bard")
	b.Same("part", two...)
	// A partition made a moment ago has its TRUNCATE trigger once the run after its first write is done.
	b.Eventually("s1", "1", "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'part_w'::regclass AND tgname = 'bucardo_truncate'")
	b.Exec("s1", "TRUNCATE part_w")
	b.Settle("bard")
	b.Same("part", two...)
	b.Exec("s1", "INSERT INTO part SELECT id, 'n', 'more' FROM generate_series(1, 1000) id")
	b.Settle("bard")
	b.Exec("s2", "TRUNCATE part")
	b.Settle("bard")
	if got := b.Same("part", two...); got != "" {
		t.Errorf("part is %s", got)
	}
}

// Bucardo fails the whole add sync for one bad relation.
func TestBadRelationIsLeftOut(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, item+`
		CREATE TABLE keyless (id int);
		CREATE TABLE half (id int UNIQUE);
		CREATE TABLE partly (id int NOT NULL, gone boolean NOT NULL);
		CREATE UNIQUE INDEX partly_idx ON partly (id) WHERE NOT gone;
		CREATE VIEW looks AS SELECT 1 AS id;
		CREATE TABLE usable (a int NOT NULL, b int NOT NULL, UNIQUE (a, b));`)
	b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	got := b.Value("control", `SELECT string_agg(table_name || ': ' || coalesce(reason, array_to_string(key_columns, '+')), E'\n' ORDER BY table_name)
		FROM bucardo.sync_table`)
	const want = `half: no primary key, and unique index half_id_key has a column that may be NULL, is generated or has a nondeterministic collation
item: id
keyless: no primary key and no unique index
partly: no primary key, and unique index partly_idx is partial
usable: a+b`
	if got != want {
		t.Errorf("tables are\n%s\nwant\n%s", got, want)
	}
	b.Exec("s1", "INSERT INTO item VALUES (1, 'x'); INSERT INTO usable VALUES (1, 2); INSERT INTO keyless VALUES (1)")
	b.Settle("bard")
	b.Same("item", two...)
	b.Same("usable", two...)
}

// Set-up waits for nobody for long: a table that is held fails the activation with a reason, and it heals.
func TestSetUpBehindALongTransaction(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, item+family)
	b.Start()
	holder := b.Connect("s1")
	exec(t, holder, "BEGIN; INSERT INTO item VALUES (1, 'held')")
	b.Exec("control", "SELECT bucardo.add_sync('bard', dbs => $1::text, tables => 'all')", twoSources)
	b.Eventually("control", "true", "SELECT state = 'failed' AND reason LIKE '%lock timeout%' AND next_step LIKE '%long transaction%' FROM bucardo.status")
	exec(t, holder, "COMMIT")
	b.WaitActive("bard")
	b.Exec("s1", "UPDATE item SET v = 'free'")
	b.Eventually("s2", "", "SELECT max(v) FROM parent")
	b.Settle("bard")
	b.Same("item", two...)
}

// Tables without a replica identity that are updated break FOR ALL TABLES publications. Ours are only inserted into.
func TestPublicationForAllTables(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, item)
	b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	for _, db := range two {
		b.Exec(db, "CREATE PUBLICATION everything FOR ALL TABLES")
	}
	for i := range 3 {
		b.Exec("s1", "INSERT INTO item SELECT id, 'x' FROM generate_series($1::int, $1::int + 5999) id", i*6000)
		b.Exec("s2", "INSERT INTO item VALUES ($1, 'from s2')", -1-i)
		b.Settle("bard")
	}
	b.Exec("s1", "UPDATE item SET v = 'y' WHERE id < 10; DELETE FROM item WHERE id % 2 = 0")
	b.Settle("bard")
	b.Same("item", two...)
	b.Eventually("s1", "true", "SELECT purged_below > '0' FROM bucardo_node.captured_table")
	b.State("bard", "active")
}

// A changed key is the end of one row and the start of another.
func TestChangedKeys(t *testing.T) {
	t.Parallel()
	b := bed.New(t, three, item+"INSERT INTO item SELECT id, 'v' || id FROM generate_series(1, 1000) id;")
	b.Start()
	b.AddSync("bard", threeSources, "all", "latest")
	b.Exec("s1", "UPDATE item SET id = id + 5000 WHERE id = 1")
	b.Exec("s1", "BEGIN; UPDATE item SET id = -1 WHERE id = 2; UPDATE item SET id = 2 WHERE id = 3; UPDATE item SET id = 3 WHERE id = -1; COMMIT")
	b.Settle("bard")
	b.Exec("s2", "UPDATE item SET id = -id WHERE id BETWEEN 10 AND 1000")
	b.Settle("bard")
	b.Same("item", three...)
	if got := b.Value("s3", "SELECT string_agg(id || v, ',' ORDER BY id) FROM item WHERE id IN (2, 3, 5001, -10)"); got != "-10v10,2v3,3v2,5001v1" {
		t.Errorf("rows are %s", got)
	}

	// Against an update of the old key elsewhere: the later one decides for the old key, the new one stays.
	resume := pause(b)
	b.Exec("s1", "UPDATE item SET id = 104 WHERE id = 4")
	b.Exec("s2", "UPDATE item SET v = 'later' WHERE id = 4")
	b.Exec("s2", "UPDATE item SET v = 'earlier' WHERE id = 5")
	b.Exec("s1", "UPDATE item SET id = 105 WHERE id = 5")
	resume()
	b.Same("item", three...)
	if got := b.Value("s3", "SELECT string_agg(id || v, ',' ORDER BY id) FROM item WHERE id IN (4, 5, 104, 105)"); got != "4later,104v4,105v5" {
		t.Errorf("rows are %s", got)
	}
}

func TestUnchangedToast(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, "CREATE TABLE doc (id int PRIMARY KEY, n int, body text); ALTER TABLE doc ALTER body SET STORAGE EXTERNAL;")
	b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	b.Exec("s1", "INSERT INTO doc SELECT id, 0, repeat(md5(id::text), 3000) FROM generate_series(1, 20) id")
	b.Settle("bard")
	b.Exec("s1", "UPDATE doc SET n = n + 1")
	b.Settle("bard")
	b.Exec("s2", "UPDATE doc SET n = n + 1 WHERE id = 3")
	b.Settle("bard")
	const digest = "SELECT string_agg(id || ':' || n || ':' || md5(body), ',' ORDER BY id) FROM doc"
	if a, c := b.Value("s1", digest), b.Value("s2", digest); a != c || !strings.Contains(a, "3:2:") {
		t.Errorf("documents differ:\n%s\n%s", a, c)
	}
}

// Keys that look the same when they are joined, or when an escape is taken literally; in memory and streamed.
func TestKeysWithSeparators(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, "CREATE TABLE pair (a text, b text, v text, PRIMARY KEY (a, b));")
	b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	parts := []string{"", ",", ":", "|", "a,b", "a", "b", "1:a", "NULL", `\N`, `\.`, `\`, `\\`, "'", `"`, "{}", "(a)", "\t", "\n", "\r\n", "\x01", "ü", "ß ", " ß", "$1", "%s", "NaN"}
	b.Exec("s1", "INSERT INTO pair SELECT a, b, 'first' FROM unnest($1::text[]) a, unnest($1::text[]) b", parts)
	b.Settle("bard")
	b.Same("pair", two...)
	few := parts[:15]
	resume := pause(b)
	b.Exec("s1", "UPDATE pair SET v = a || '/' || b WHERE b = ANY ($1) AND a IN ('', 'a', '\\N', ':', ',')", few)
	b.Exec("s2", "UPDATE pair SET v = b || '/' || a WHERE b = ANY ($1) AND a IN ('b', 'a,b', '\\', '1:a', '|')", few)
	b.Exec("s2", "UPDATE pair SET v = 's2' WHERE a = '\\.'")
	b.Exec("s1", "DELETE FROM pair WHERE a = '\\.'")
	resume()
	b.Same("pair", two...)
	if got := b.Value("s2", "SELECT v FROM pair WHERE a = 'a' AND b = 'a,b'"); got != "a/a,b" {
		t.Errorf("value is %s", got)
	}
	if got := b.Value("s1", "SELECT v FROM pair WHERE a = 'a,b' AND b = 'a'"); got != "a/a,b" {
		t.Errorf("value is %s", got)
	}
	resume = pause(b)
	b.Exec("s1", "UPDATE pair SET v = 'large s1'")
	b.Exec("s2", "UPDATE pair SET v = 'large s2' WHERE a <> b")
	b.Exec("s1", "DELETE FROM pair WHERE a = 'b'")
	resume()
	b.Same("pair", two...)
	if got := b.Value("s1", "SELECT count(*) FILTER (WHERE v = 'large s1') || ' ' || count(*) FILTER (WHERE v = 'large s2') FROM pair"); got != "25 650" {
		t.Errorf("winners are %s", got)
	}
}

// Keys that do not survive a float.
func TestKeysAtTheExtremes(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, `
		CREATE TABLE big (id bigint PRIMARY KEY, v text);
		CREATE TABLE num (id numeric PRIMARY KEY, v text);
		CREATE TABLE flt (id float8 PRIMARY KEY, v text);`)
	b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	b.Exec("s1", `
		INSERT INTO big VALUES (-9223372036854775808, 'min'), (9223372036854775807, 'max'), (9007199254740992, 'a'), (9007199254740993, 'b'), (0, '0'), (-1, '-1');
		INSERT INTO num VALUES ('NaN', 'nan'), (0, '0'), (1.10, '1.10'), (1e-30, 'tiny'), (1e100, 'huge'), (12345678901234567890123456789.123456789, 'long'),
			(9007199254740993, 'odd'), (9007199254740992, 'even'), (-0.5, 'half');
		INSERT INTO flt VALUES ('NaN'), ('Infinity'), ('-Infinity'), (0.1), (0.30000000000000004), (0.3), (5e-324), (1.7976931348623157e308);`)
	if b.Value("s1", "SELECT current_setting('server_version_num')::int >= 140000") == "true" {
		b.Exec("s1", "INSERT INTO num VALUES ('Infinity', 'inf'), ('-Infinity', '-inf')")
	}
	tables := []string{"big", "num", "flt"}
	same := func() {
		t.Helper()
		b.Settle("bard")
		for _, table := range tables {
			b.Same(table, two...)
		}
	}
	same()
	b.Exec("s2", "UPDATE big SET v = v || '!'; UPDATE num SET v = v || '!'; UPDATE flt SET v = '!'")
	same()
	// Equal keys that are written differently are one row.
	resume := pause(b)
	b.Exec("s1", "INSERT INTO num VALUES (7.0, 's1')")
	b.Exec("s2", "INSERT INTO num VALUES (7.000, 's2')")
	b.Exec("s2", "UPDATE num SET id = 1.1 WHERE id = 1.1")
	resume()
	same()
	if got := b.Value("s1", "SELECT string_agg(id || v, ',' ORDER BY id) FROM num WHERE id IN (7, 1.1)"); got != "1.11.10!,7.000s2" {
		t.Errorf("rows are %s", got)
	}
	b.Exec("s1", "INSERT INTO big SELECT 9007199254740992 + g, 'g' FROM generate_series(2, 1000) g; INSERT INTO num SELECT 1e20 + g / 1000.0, 'g' FROM generate_series(1, 1000) g")
	same()
	resume = pause(b)
	b.Exec("s1", "UPDATE num SET v = 's1' WHERE id > 1e19")
	b.Exec("s2", "UPDATE num SET id = trim_scale(id), v = 's2' WHERE id > 1e19 AND id < 1e21")
	resume()
	same()
	b.Exec("s2", "DELETE FROM big; DELETE FROM num; DELETE FROM flt")
	same()
}

func TestDeleteAndReinsert(t *testing.T) {
	t.Parallel()
	b := bed.New(t, three, item+"INSERT INTO item SELECT id, 'old' FROM generate_series(1, 4) id;")
	b.Start()
	b.AddSync("bard", threeSources, "all", "latest")
	b.Exec("s1", "DELETE FROM item WHERE id = 4; INSERT INTO item VALUES (4, 'again')")
	b.Settle("bard")
	resume := pause(b)
	b.Exec("s1", "DELETE FROM item WHERE id = 1")
	b.Exec("s2", "BEGIN; DELETE FROM item WHERE id IN (1, 2); INSERT INTO item VALUES (1, 'back'), (2, 'back'); COMMIT")
	b.Exec("s1", "DELETE FROM item WHERE id = 2")
	b.Exec("s1", "DELETE FROM item WHERE id = 3")
	b.Exec("s2", "DELETE FROM item WHERE id = 3")
	resume()
	if got := b.Same("item", three...); got != "(1,back,0)\n(4,again,0)" {
		t.Errorf("item is\n%s", got)
	}
}

// Looking at a sync that does not run writes nothing to its databases.
func TestValidateWritesNothing(t *testing.T) {
	t.Parallel()
	b := bed.New(t, two, item)
	b.Start()
	b.Exec("control", "SELECT bucardo.add_sync('bard', dbs => $1::text, tables => 'all', status => 'inactive')", twoSources)
	b.State("bard", "inactive")
	b.Exec("control", "SELECT bucardo.validate('bard')")
	b.Eventually("control", "1", "SELECT count(*) FROM bucardo.sync_table WHERE included")
	for _, db := range two {
		if found := b.Value(db, "SELECT count(*) FROM pg_namespace WHERE nspname = 'bucardo_node'"); found != "0" {
			t.Errorf("validate wrote to %s", db)
		}
	}
}

// Many tables with a row each are one round trip, not one for each.
func TestManyTables(t *testing.T) {
	t.Parallel()
	const tables = 100
	b := bed.New(t, two, fmt.Sprintf("DO $$ BEGIN FOR i IN 1..%d LOOP EXECUTE format('CREATE TABLE t%%s (id int PRIMARY KEY, v int)', i); END LOOP; END $$", tables))
	b.Start()
	b.AddSync("bard", twoSources, "all", "latest")
	b.Exec("s1", fmt.Sprintf("DO $$ BEGIN FOR i IN 1..%d LOOP EXECUTE format('INSERT INTO t%%s VALUES (1, %%s)', i, i); END LOOP; END $$", tables))
	b.Settle("bard")
	for i := range tables {
		if got := b.Value("s2", fmt.Sprintf("SELECT v FROM t%d", i+1)); got != fmt.Sprint(i+1) {
			t.Errorf("t%d has %q", i+1, got)
		}
	}
}
