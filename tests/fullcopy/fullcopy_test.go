package fullcopy_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const works = `
	CREATE TABLE author (id int PRIMARY KEY, name text NOT NULL);
	CREATE TABLE work (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, author int NOT NULL REFERENCES author ON DELETE CASCADE, title text,
		upper_title text GENERATED ALWAYS AS (upper(title)) STORED);
	CREATE TABLE part (id int, region text, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
	CREATE TABLE part_eu PARTITION OF part FOR VALUES IN ('eu');
	CREATE TABLE part_us PARTITION OF part FOR VALUES IN ('us');`

const some = `
	INSERT INTO author SELECT n, 'author ' || n FROM generate_series(1, 100) n;
	INSERT INTO work (author, title) SELECT n % 100 + 1, 'title ' || n FROM generate_series(1, 1000) n;
	INSERT INTO part SELECT n, CASE n % 2 WHEN 0 THEN 'eu' ELSE 'us' END FROM generate_series(1, 200) n;`

var tables = []string{"author", "work", "part"}

func same(b *bed.Bed, dbs ...string) {
	for _, table := range tables {
		b.Same(table, dbs...)
	}
}

// A fullcopy member gets all tables when it joins, and then those that change, however; its own triggers, foreign keys and
// indexes are not in the way, and what it had is gone.
func TestFullCopy(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "t", "f"}, works)
	b.Exec("a", some)
	b.Exec("t", "INSERT INTO author SELECT n, 'author ' || n FROM generate_series(1, 100) n")
	b.Exec("f", `
		INSERT INTO author VALUES (7, 'of old'), (7000, 'of old');
		ALTER TABLE part DROP CONSTRAINT part_pkey;
		CREATE INDEX own ON author (name);
		CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the trigger has fired'; END $$;
		CREATE TRIGGER refuse BEFORE INSERT OR DELETE ON author FOR EACH ROW EXECUTE FUNCTION refuse();`)
	b.Start()
	declare(b, "a:source,t:target,f:fullcopy")
	b.State("s", "active") // degraded meanwhile
	same(b, "a", "f")
	if got := copies(b, "f"); got != "3" {
		t.Fatalf("whole tables were copied %q, want all three at once", got)
	}
	if got := b.Value("control", "SELECT string_agg(format('%s %s %s %s', \"table\", phase, rows_done, percent), ', ' ORDER BY \"table\") FROM bucardo.progress WHERE db = 'f'"); got != "author done 100 100.0, part done 200 100.0, work done 1000 100.0" {
		t.Errorf("progress shows %q", got)
	}
	b.Exec("a", "UPDATE author SET name = 'changed' WHERE id = 3")
	b.Settle("s")
	same(b, "a", "f")
	b.Same("author", "a", "t")
	b.Exec("a", "DELETE FROM author WHERE id = 5; TRUNCATE part")
	b.Settle("s")
	same(b, "a", "f")
	if got := b.Value("f", "SELECT count(*) FROM part"); got != "0" {
		t.Errorf("part has %s rows", got)
	}
	if got := b.Value("t", "SELECT count(*) FROM bucardo_node.whole"); got != "0" {
		t.Error("the target got whole tables")
	}
	b.Settle("s")
	if got := copies(b, "f"); got != "3 1 3" {
		t.Errorf("whole tables were copied %q, want 3 1 3: a kick copies nothing that has not changed", got)
	}
	if got := b.Value("f", "SELECT count(*) FROM pg_indexes WHERE indexname = 'own'"); got != "1" {
		t.Error("the index of the member is gone")
	}
	b.Eventually("control", "0", "SELECT pending FROM bucardo.status")
}

// While the sidecar is down nothing is missed, and what has not changed is not copied anew when it is back.
func TestFullCopyAfterRestart(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "f"}, works)
	b.Exec("a", some)
	sidecar := b.Start()
	declare(b, "a:source,f:fullcopy")
	b.WaitActive("s")
	sidecar.Stop(t)
	sidecar = b.Start()
	b.Settle("s")
	if got := copies(b, "f"); got != "3" {
		t.Errorf("whole tables were copied %q, want once", got)
	}
	sidecar.Stop(t)
	b.Exec("a", "UPDATE author SET name = 'while it was down' WHERE id = 9")
	b.Start()
	b.Settle("s")
	same(b, "a", "f")
	if got := copies(b, "f"); got != "3 1" {
		t.Errorf("whole tables were copied %q, want 3 1", got)
	}
}

// With several sources the member is a copy of the first that is up, with what that one has received of the others.
func TestFullCopyOfSeveralSources(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "f"}, works)
	b.Exec("a", some)
	b.Exec("b", some)
	b.Start()
	declare(b, "f:fullcopy,a:source,b:source")
	b.State("s", "active")
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	b.Exec("a", "UPDATE author SET name = 'from a' WHERE id = 1")
	b.Exec("b", "UPDATE author SET name = 'from b' WHERE id IN (1, 2); INSERT INTO part VALUES (1000, 'eu')")
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.State("s", "active")
	b.Settle("s")
	same(b, "a", "b", "f")
	if got := b.Value("f", "SELECT string_agg(name, ', ' ORDER BY id) FROM author WHERE id < 3"); got != "from b, from b" {
		t.Errorf("the member has %q", got)
	}
	if got := b.Value("control", "SELECT total_conflicts FROM bucardo.status"); got != "1" {
		t.Errorf("%s conflicts, want 1", got)
	}

	// The first source goes away; the second serves.
	reconnect := b.CutOff("a")
	b.State("s", "degraded")
	b.Exec("b", "UPDATE author SET name = 'from b alone' WHERE id = 4")
	b.Eventually("f", "from b alone", "SELECT name FROM author WHERE id = 4")
	b.Exec("a", "UPDATE author SET name = 'while cut off' WHERE id = 6")
	reconnect()
	b.State("s", "active")
	b.Settle("s")
	same(b, "a", "b", "f")
	b.Exec("b", "DELETE FROM part WHERE id = 1000")
	b.Settle("s")
	same(b, "a", "b", "f")
}

// A row that its source waits for, since somebody holds it there, arrives at the member when the source has it.
func TestFullCopyOfRowLeftOut(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "f"}, works)
	b.Exec("a", some)
	b.Exec("b", some)
	b.Start()
	declare(b, "a:source,b:source,f:fullcopy")
	b.State("s", "active")
	hold := func(db string) (release func()) {
		tx, err := b.Connect(db).Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(t.Context(), "SELECT FROM author WHERE id = 1 FOR UPDATE"); err != nil {
			t.Fatal(err)
		}
		return func() {
			if err := tx.Rollback(context.WithoutCancel(t.Context())); err != nil {
				t.Error(err)
			}
		}
	}
	release := hold("a")
	b.Exec("b", "UPDATE author SET name = 'from b' WHERE id = 1")
	b.Eventually("a", "1", "SELECT count(*) FROM bucardo_node.owed")
	b.Eventually("f", "from b", "SELECT name FROM author WHERE id = 1") // b waits for nothing and serves

	reconnect := b.CutOff("b")
	b.Exec("a", "INSERT INTO author VALUES (1000, 'a alone')")
	b.Eventually("f", "a alone", "SELECT name FROM author WHERE id = 1000")
	if got := b.Value("f", "SELECT complete FROM bucardo_node.whole WHERE table_name = 'author'"); got != "false" {
		t.Errorf("what the member has counts as complete: %s", got)
	}
	reconnect()
	release()
	b.State("s", "active")
	b.Eventually("f", "from b", "SELECT name FROM author WHERE id = 1")
	b.Settle("s")
	same(b, "a", "b", "f")
	b.Eventually("f", "true", "SELECT bool_and(complete) FROM bucardo_node.whole")
}

// Readers of the member see all of a table, and tables that belong together, as of one moment.
func TestFullCopyIsSeenWhole(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "f"}, "CREATE TABLE left_side (id int PRIMARY KEY, v int); CREATE TABLE right_side (id int PRIMARY KEY, v int);")
	b.Exec("a", "INSERT INTO left_side SELECT n, 0 FROM generate_series(1, 500) n; INSERT INTO right_side SELECT n, 0 FROM generate_series(1, 500) n")
	b.Start()
	declare(b, "a:source,f:fullcopy")
	b.WaitActive("s")
	seen := make(chan error, 1)
	reading, stop := context.WithCancel(t.Context())
	reader := b.Connect("f")
	go func() {
		for reading.Err() == nil {
			var rows, values int
			err := reader.QueryRow(context.WithoutCancel(reading), "SELECT count(*), count(DISTINCT v) FROM (TABLE left_side UNION ALL TABLE right_side) AS both_sides").Scan(&rows, &values)
			if err == nil && (rows != 1000 || values != 1) {
				err = fmt.Errorf("a reader saw %d rows with %d values", rows, values)
			}
			if err != nil {
				seen <- err
				return
			}
		}
		seen <- nil
	}()
	for n := range 30 {
		b.Exec("a", fmt.Sprintf("UPDATE left_side SET v = %[1]d; UPDATE right_side SET v = %[1]d", n+1))
		if n%10 == 0 {
			b.Settle("s")
		}
	}
	b.Settle("s")
	stop()
	if err := <-seen; err != nil {
		t.Error(err)
	}
	b.Same("left_side", "a", "f")
}

// A table that is emptied and filled again in one transaction is never seen empty at the member.
func TestFullCopyUnderTruncate(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "f"}, "CREATE TABLE item (id int PRIMARY KEY, v int);")
	b.Exec("a", "INSERT INTO item SELECT n, 0 FROM generate_series(1, 100) n")
	b.Start()
	declare(b, "a:source,f:fullcopy")
	b.WaitActive("s")
	writing := make(chan error, 1)
	stop := make(chan struct{})
	writer := b.Connect("a")
	go func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				writing <- nil
				return
			default:
			}
			if _, err := writer.Exec(t.Context(), fmt.Sprintf("TRUNCATE item; INSERT INTO item SELECT n, %d FROM generate_series(1, 100) n", n)); err != nil {
				writing <- err
				return
			}
		}
	}()
	seen := map[string]bool{}
	for deadline := time.Now().Add(bed.Patience); len(seen) < 12 && time.Now().Before(deadline); {
		got := b.Value("f", "SELECT count(*) || ' ' || coalesce(max(v), -1) FROM item")
		if seen[got] = true; !strings.HasPrefix(got, "100 ") {
			t.Fatalf("the member was seen with %s", got)
		}
		b.Exec("f", "SELECT pg_sleep(0.01)")
	}
	if len(seen) < 12 {
		t.Errorf("the member was seen with %v only", seen)
	}
	close(stop)
	if err := <-writing; err != nil {
		t.Fatal(err)
	}
	b.Settle("s")
	b.Same("item", "a", "f")
}

// What follows a copy is made up for after a crash.
func TestAfterCopyAfterCrash(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "f"}, works)
	b.Exec("a", some)
	sidecar := b.Start()
	declare(b, "a:source,f:fullcopy")
	b.WaitActive("s")
	b.Eventually("f", "true", "SELECT bool_and(maintained) FROM bucardo_node.whole")
	sidecar.Stop(t)
	b.Exec("f", "UPDATE bucardo_node.whole SET maintained = false WHERE table_name = 'author'")
	analyzed := "SELECT analyze_count FROM pg_stat_user_tables WHERE relname = 'author'"
	b.Eventually("f", "1", analyzed)
	b.Start()
	b.Eventually("f", "2", analyzed)
	b.Eventually("f", "true", "SELECT bool_and(maintained) FROM bucardo_node.whole")
	if got := copies(b, "f"); got != "3" {
		t.Errorf("whole tables were copied %q, want once", got)
	}
}

// What is committed while a copy is under way is a change again, and what was written to the member waits and is replaced.
func TestChangesDuringFullCopy(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "f"}, works)
	b.Exec("a", some)
	b.Start()
	declare(b, "a:source,f:fullcopy")
	b.WaitActive("s")
	// A row that somebody holds at the member stops the copy until it is released.
	held, err := b.Connect("f").Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := held.Exec(t.Context(), "SELECT FROM author WHERE id = 1 FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	b.Exec("a", "UPDATE author SET name = 'first' WHERE id = 1")
	b.Eventually("control", "true", "SELECT state IN ('degraded', 'failed') AND reason LIKE '%lock timeout%' AND next_step LIKE '%holds a lock%' FROM bucardo.status")
	b.Exec("a", "UPDATE author SET name = 'second' WHERE id = 1")
	if err := held.Rollback(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	b.State("s", "active")
	b.Settle("s")
	same(b, "a", "f")
}

// A copy that breaks off leaves what was there, and the next one makes up for it.
func TestFullCopyBreaksOff(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "f"}, works)
	b.Exec("a", some)
	sidecar := b.Start()
	declare(b, "a:source,f:fullcopy")
	b.WaitActive("s")
	before := b.Dump("f", "author")
	b.Exec("f", "ALTER TABLE work ADD CONSTRAINT short CHECK (length(title) < 20)")
	b.Exec("a", "UPDATE author SET name = 'changed'; UPDATE work SET title = repeat('long', 10) WHERE id = 77")
	b.Eventually("control", "true", "SELECT reason LIKE 'database f: %violates check constraint \"short\"%' FROM bucardo.status")
	if got := b.Dump("f", "author"); got != before {
		t.Error("part of a copy is seen")
	}
	sidecar.Stop(t)
	b.Exec("f", "ALTER TABLE work DROP CONSTRAINT short")
	b.Start()
	b.Settle("s")
	same(b, "a", "f")
	b.State("s", "active")
}

// A table that is added to the sync later, or was away for a while, is copied although nothing of it was captured.
func TestFullCopyOfLaterTable(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "f"}, "CREATE TABLE item (id int PRIMARY KEY, v text); CREATE TABLE later (id int PRIMARY KEY, v text);")
	b.Exec("a", "INSERT INTO later VALUES (1, 'before')")
	b.Start()
	declare(b, "a:source,f:fullcopy")
	b.WaitActive("s")
	b.Same("later", "a", "f")
	b.Exec("control", "SELECT bucardo.update_sync('s', tables => 'item')")
	b.WaitActive("s")
	b.Eventually("a", "1", "SELECT count(*) FROM bucardo_node.captured_table")
	b.Exec("a", "INSERT INTO later VALUES (2, 'unseen')")
	b.Exec("control", "SELECT bucardo.update_sync('s', tables => 'item,later')")
	b.WaitActive("s")
	b.Settle("s")
	b.Same("later", "a", "f")
	// Made again at the source, without a delta that says so.
	b.Exec("a", "DROP TABLE later; CREATE TABLE later (id int PRIMARY KEY, v text); INSERT INTO later VALUES (3, 'new')")
	b.Eventually("f", "(3,new)", "SELECT string_agg(later::text, ' ') FROM later")
}

// Delta space is given back when the member has what it needs, and not before.
func TestFullCopySpace(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "f"}, "CREATE TABLE item (id int PRIMARY KEY, v text);")
	b.Start()
	declare(b, "a:source,f:fullcopy")
	b.WaitActive("s")
	reconnect := b.CutOff("f")
	b.Exec("a", "INSERT INTO item SELECT n, 'x' FROM generate_series(1, 20000) n")
	b.Eventually("control", "20000", "SELECT pending FROM bucardo.status")
	reconnect()
	b.State("s", "active")
	b.Settle("s")
	b.Same("item", "a", "f")
	size := "SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relnamespace = 'bucardo_node'::regnamespace AND relname LIKE 'delta%'"
	for n := range 5 {
		b.Exec("a", "UPDATE item SET v = $1", fmt.Sprint(n))
		b.Settle("s")
	}
	b.Eventually("a", "true", "SELECT ("+size+") < 2000000")
	b.Same("item", "a", "f")
}

// Without the right to switch triggers off, tables that foreign keys point to take those along that point to them.
func TestFullCopyInOrdinaryMode(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "f"}, works)
	b.Exec("a", some)
	role := b.Value("f", "SELECT 'plain_' || md5(current_database())")
	b.Exec("f", fmt.Sprintf(`
		CREATE ROLE %[1]s LOGIN;
		DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %%I TO %[1]s', current_database()); END $$;
		ALTER TABLE author OWNER TO %[1]s; ALTER TABLE work OWNER TO %[1]s; ALTER TABLE part OWNER TO %[1]s;`, role))
	t.Cleanup(func() {
		conn, err := pgx.Connect(context.WithoutCancel(t.Context()), b.ConnStrings["f"])
		if err == nil {
			_, _ = conn.Exec(context.WithoutCancel(t.Context()), fmt.Sprintf("REASSIGN OWNED BY %[1]s TO CURRENT_USER; DROP OWNED BY %[1]s; DROP ROLE %[1]s", role))
			_ = conn.Close(context.WithoutCancel(t.Context()))
		}
	})
	config, err := pgx.ParseConfig(b.ConnStrings["f"])
	if err != nil {
		t.Fatal(err)
	}
	b.Exec("control", "SELECT bucardo.update_db('f', conninfo => $1)", fmt.Sprintf("host=%s port=%d dbname=%s user=%s", config.Host, config.Port, config.Database, role))
	b.Start()
	declare(b, "a:source,f:fullcopy")
	b.WaitActive("s")
	same(b, "a", "f")
	b.Exec("a", "UPDATE author SET name = 'changed' WHERE id = 3")
	b.Settle("s")
	same(b, "a", "f")
	if got := b.Value("control", "SELECT apply_mode FROM bucardo.db_status WHERE name = 'f'"); got != "ordinary" {
		t.Fatalf("apply mode is %s", got)
	}
	b.Exec("f", "CREATE TABLE outside (id int PRIMARY KEY, author int REFERENCES author ON DELETE CASCADE); INSERT INTO outside VALUES (1, 1)")
	b.Exec("a", "UPDATE author SET name = 'again' WHERE id = 3")
	b.Eventually("control", "true", "SELECT reason LIKE '%the foreign key of public.outside would act%' AND next_step LIKE '%grants%' FROM bucardo.status")
	if got := b.Value("f", "SELECT count(*) FROM outside"); got != "1" {
		t.Error("rows of a table outside of the sync are gone")
	}
	b.Exec("f", "DROP TABLE outside")
	b.State("s", "active")
	b.Settle("s")
	same(b, "a", "f")
}
