package fullcopy_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const keyless = `
	CREATE TABLE reading (at timestamptz, value numeric, note text);
	CREATE TABLE bare (v json);
	CREATE TABLE spread (n int, v text) PARTITION BY HASH (n);
	CREATE TABLE spread_0 PARTITION OF spread FOR VALUES WITH (MODULUS 2, REMAINDER 0);
	CREATE TABLE spread_1 PARTITION OF spread FOR VALUES WITH (MODULUS 2, REMAINDER 1);
	CREATE TABLE keyed (id int PRIMARY KEY, v text);`

var keylessTables = []string{"reading", "bare", "spread", "keyed"}

func sameKeyless(b *bed.Bed, dbs ...string) {
	for _, table := range keylessTables {
		b.Same(table, dbs...)
	}
}

// Tables without a key are replaced on every target when they change, in whatever way, duplicates and all; the others go
// by key.
func TestKeyless(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "t", "u", "f"}, keyless)
	b.Start()
	declare(b, "a:source,t:target,u:target,f:fullcopy")
	b.State("s", "active")
	for _, statement := range []string{
		"INSERT INTO reading SELECT '2026-01-01', 1.50, 'twice' FROM generate_series(1, 2)",
		"INSERT INTO bare VALUES ('{\"a\": 1}'), (NULL), (NULL)",
		"INSERT INTO spread SELECT n % 7, 'v' FROM generate_series(1, 100) n",
		"INSERT INTO keyed VALUES (1, 'one')",
		"UPDATE reading SET value = 1.5",
		"DELETE FROM spread WHERE n < 3",
		"UPDATE spread SET n = n + 1",
		"TRUNCATE bare",
		"INSERT INTO reading SELECT now(), n, repeat('long', 100) FROM generate_series(1, 5000) n",
		"DELETE FROM reading WHERE value = 1.5",
		"COPY bare FROM PROGRAM 'echo 7'",
	} {
		b.Exec("a", statement)
		b.Settle("s")
		sameKeyless(b, "a", "t", "u", "f")
		if t.Failed() {
			t.Fatalf("after %s", statement)
		}
	}
	if got := b.Value("control", "SELECT state || ': ' || reason FROM bucardo.table_status WHERE table_name = 'reading'"); got != "replicated: copied whole whenever it has changed: no primary key and no unique index" {
		t.Errorf("the status says %q", got)
	}
	if got := b.Value("t", "SELECT string_agg(table_name, ' ' ORDER BY table_name) FROM bucardo_node.whole"); got != "bare reading spread" {
		t.Errorf("the target got whole: %s", got)
	}
	b.Eventually("control", "0", "SELECT pending FROM bucardo.status")
}

// What a target has of a table when it joins is left alone until the table changes, unless it is to be copied.
func TestKeylessFirst(t *testing.T) {
	t.Parallel()
	for onetimecopy, want := range []string{"(b,,)|(a,,)", "(a,,)|(a,,)", "(b,,)|(a,,)"} {
		t.Run(fmt.Sprint(onetimecopy), func(t *testing.T) {
			t.Parallel()
			b := bed.New(t, []string{"a", "t"}, `
				CREATE TABLE reading (name text, value numeric, note text); CREATE TABLE none (name text, value numeric, note text);
				CREATE TABLE keyed (id int PRIMARY KEY)`)
			b.Exec("a", "INSERT INTO reading VALUES ('a'); INSERT INTO none VALUES ('a'); INSERT INTO keyed VALUES (1)")
			b.Exec("t", "INSERT INTO reading VALUES ('b')")
			b.Start()
			b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,t:target', onetimecopy => $1)", onetimecopy)
			b.State("s", "active")
			b.Settle("s")
			if onetimecopy == 0 {
				want = "(b,,)|"
			}
			if got := b.Dump("t", "reading") + "|" + b.Dump("t", "none"); got != want {
				t.Errorf("the target has %s, want %s", got, want)
			}
			b.Exec("a", "INSERT INTO reading VALUES ('c'); INSERT INTO none VALUES ('c')")
			b.Settle("s")
			b.Same("reading", "a", "t")
			b.Same("none", "a", "t")
		})
	}
}

// With several sources nobody can tell what changed: such a table is left out with the reason.
func TestKeylessWithSeveralSources(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "f"}, keyless)
	b.Start()
	declare(b, "a:source,b:source,f:fullcopy")
	b.State("s", "active")
	for _, table := range []string{"reading", "bare", "spread"} {
		got := b.Value("control", "SELECT state || ': ' || reason FROM bucardo.table_status WHERE table_name = $1", table)
		if !strings.HasPrefix(got, "left out: no primary key and no unique index") {
			t.Errorf("%s is %s", table, got)
		}
	}
	b.Exec("b", "INSERT INTO keyed VALUES (1, 'one')")
	b.Settle("s")
	b.Same("keyed", "a", "b", "f")
}

// A burst of small changes to a table costs few copies of it, and other tables do not wait for them.
func TestKeylessBurst(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "t"}, keyless)
	b.Start()
	declare(b, "a:source,t:target")
	b.WaitActive("s")
	began := time.Now()
	for n := range 400 {
		b.Exec("a", fmt.Sprintf("INSERT INTO reading (value) VALUES (%[1]d); INSERT INTO keyed VALUES (%[1]d)", n))
	}
	most := int(time.Since(began)/(200*time.Millisecond)) + 2
	b.Settle("s")
	sameKeyless(b, "a", "t")
	if got := len(strings.Fields(copies(b, "t"))); got > most {
		t.Errorf("the table was copied %d times, want at most %d", got, most)
	}
}

// The sidecar was down, or killed, while a table changed; and a source with deltas by key gives its space back though a
// table without a key rests.
func TestKeylessAfterKill(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "t"}, keyless)
	process := b.StartProcess()
	declare(b, "a:source,t:target")
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO reading (value) SELECT n FROM generate_series(1, 20000) n")
	b.Eventually("t", "20000", "SELECT count(*) FROM reading")
	for n := range 5 {
		b.Exec("a", "UPDATE reading SET note = $1; ", fmt.Sprint(n))
		process.Signal(9)
		process.Wait()
		if n%2 == 0 {
			b.Exec("a", "INSERT INTO reading (value) VALUES (0)")
		}
		process = b.StartProcess()
	}
	b.Settle("s")
	sameKeyless(b, "a", "t")
	for range 4 {
		b.Exec("a", "INSERT INTO keyed SELECT n, 'x' FROM generate_series(1, 10000) n; DELETE FROM keyed")
		b.Settle("s")
	}
	b.Eventually("a", "true", `
		SELECT sum(pg_relation_size(oid)) < 1500000 FROM pg_class WHERE relnamespace = 'bucardo_node'::regnamespace AND relname LIKE 'delta%'`)
	sameKeyless(b, "a", "t")
}

// Changes of a table that cannot be copied yet are not forgotten, however much else is replicated, purged and started anew.
func TestKeylessChangesAreKept(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "t"}, keyless)
	sidecar := b.Start()
	declare(b, "a:source,t:target")
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO reading (value) VALUES (0)")
	b.Settle("s")
	locked, err := b.Connect("t").Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := locked.Exec(t.Context(), "LOCK TABLE reading IN ROW EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	b.Exec("a", "DO $$ BEGIN FOR n IN 1..10000 LOOP INSERT INTO reading (value) VALUES (n); END LOOP; END $$")
	b.Exec("a", "INSERT INTO keyed SELECT n, 'x' FROM generate_series(1, 10000) n")
	b.Eventually("t", "10000", "SELECT count(*) FROM keyed")
	b.Eventually("control", "true", "SELECT reason LIKE '%lock timeout%' FROM bucardo.status")
	b.Eventually("control", "10000", "SELECT pending FROM bucardo.table_status WHERE table_name = 'reading'")
	// The full segment is left for the other one, and is to be emptied as soon as all have it.
	rotated := "SELECT pg_sequence_last_value(format('bucardo_node.state_%s', id)::regclass) % 2 FROM bucardo_node.captured_table WHERE table_name = 'reading'"
	b.Eventually("a", "1", rotated)
	for n := range 20 {
		b.Exec("a", "UPDATE keyed SET v = $1", fmt.Sprint(n))
		b.Eventually("t", fmt.Sprint(n), "SELECT v FROM keyed WHERE id = 1")
		b.Exec("a", "SELECT bucardo_node.rotate(id, 0) FROM bucardo_node.captured_table")
	}
	if got := b.Value("a", "SELECT purged_below FROM bucardo_node.captured_table WHERE table_name = 'reading'"); got != "0" {
		t.Errorf("deltas that are needed were purged up to %s", got)
	}
	sidecar.Stop(t)
	if err := locked.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.Start()
	b.Settle("s")
	sameKeyless(b, "a", "t")
	b.State("s", "active")
}

// A publication for all tables does not stand in the way: delta tables are only inserted into and truncated, and every other
// table has a key.
func TestPublicationForAllTables(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE TABLE keyed (id int PRIMARY KEY, v text);")
	for _, db := range []string{"a", "b"} {
		b.Exec(db, "CREATE PUBLICATION everything FOR ALL TABLES")
	}
	b.Start()
	b.AddSync("s", "a:source,b:source", "all", "latest")
	for n := range 4 {
		b.Exec("a", "INSERT INTO keyed SELECT n, 'a' FROM generate_series(1, 10000) n ON CONFLICT (id) DO UPDATE SET v = 'a'")
		b.Settle("s")
		b.Exec("b", "UPDATE keyed SET v = 'b' WHERE id <= $1", n*100)
		b.Exec("b", "DELETE FROM keyed WHERE id > 9000")
		b.Settle("s")
		b.Same("keyed", "a", "b")
	}
	b.Eventually("a", "true", "SELECT purged_below > '0' FROM bucardo_node.captured_table")
	b.Exec("control", "SELECT bucardo.remove_sync('s')")
	b.Eventually("a", "0", "SELECT count(*) FROM bucardo_node.captured_table")
}

// PostgreSQL refuses to delete from a published table without a replica identity; the target says so, and TRUNCATE helps.
func TestPublishedTarget(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "t"}, keyless)
	b.Exec("t", "CREATE PUBLICATION everything FOR ALL TABLES")
	b.Start()
	declare(b, "a:source,t:target")
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO reading (value) VALUES (1)")
	b.Eventually("control", "true", "SELECT coalesce(reason LIKE '%replica identity%' AND next_step LIKE 'Set deletemethod to truncate%', false) FROM bucardo.status")
	b.Exec("control", "SELECT bucardo.update_sync('s', deletemethod => 'truncate')")
	b.State("s", "active")
	b.Settle("s")
	sameKeyless(b, "a", "t")
}
