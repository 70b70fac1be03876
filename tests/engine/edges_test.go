package engine_test

import (
	"fmt"
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// A source that crashes takes back transactions that nobody waited for, and gives their ids to others. These must not
// pass for known.
func TestSourceTakesTransactionsBack(t *testing.T) {
	t.Parallel()
	shared := clustertest.Shared(t)
	crashing := clustertest.New(t, pgcluster.Options{Durable: true, Settings: map[string]string{"wal_writer_delay": "10s"}})
	b := bed.On(t, clustertest.DB(t, shared), []string{"a", "b"}, map[string]string{
		"a": clustertest.DB(t, shared), "b": clustertest.DB(t, crashing),
	}, "CREATE TABLE item (id int PRIMARY KEY, v text)")
	b.Start()
	b.AddSync("s", "a:source,b:source", "all", "latest")
	for round := range 3 {
		b.Exec("b", "SET synchronous_commit = off")
		for n := range 30 {
			b.Exec("b", "INSERT INTO item VALUES ($1, 'not waited for')", round*1000+n)
		}
		b.Settle("s")
		if err := crashing.Stop(t.Context(), pgcluster.Immediate); err != nil {
			t.Fatal(err)
		}
		b.Forget("b")
		if err := crashing.StartAgain(t.Context()); err != nil {
			t.Fatal(err)
		}
		for n := range 5 {
			b.Exec("b", "INSERT INTO item VALUES ($1, 'later')", round*1000+500+n)
		}
		b.Eventually("control", "active", "SELECT state FROM bucardo.status WHERE name = 's'")
		b.Eventually("a", "5", fmt.Sprintf("SELECT count(*) FROM item WHERE v = 'later' AND id / 1000 = %d", round))
	}
	b.Settle("s")
	b.Same("item", "a", "b")
}

// Equal keys that are written differently are one key.
func TestEqualKeysInOtherWords(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, `
		CREATE TABLE spans (k interval PRIMARY KEY, v text);
		CREATE TABLE floats (k float8 PRIMARY KEY, v text);
		CREATE TABLE documents (k jsonb PRIMARY KEY, v text);
		CREATE TABLE amounts (k numeric[] PRIMARY KEY, v text);`)
	b.Start()
	b.AddSync("bard", "a:source,b:source", "all", "latest")
	if got := b.Value("control", "SELECT string_agg(table_name, ', ' ORDER BY table_name) FROM bucardo.table_status WHERE state = 'left out'"); got != "amounts, documents" {
		t.Errorf("left out: %s", got)
	}
	resume := pause(b)
	b.Exec("a", "INSERT INTO spans VALUES ('1 day', 'a'); INSERT INTO floats VALUES ('-0', 'a')")
	b.Exec("b", "INSERT INTO spans VALUES ('24 hours', 'b'); INSERT INTO floats VALUES ('0', 'b')")
	resume()
	b.Same("spans", "a", "b")
	b.Same("floats", "a", "b")
	if got := b.Value("control", "SELECT total_conflicts FROM bucardo.status"); got != "2" {
		t.Errorf("%s conflicts, want 2", got)
	}
}

// Conflicts are found between databases of different encodings.
func TestConflictAcrossEncodings(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a"}, "CREATE TABLE item (k text PRIMARY KEY, v text)")
	cluster := clustertest.Shared(t)
	b.Exec("control", "CREATE DATABASE koi8_conflict ENCODING 'KOI8R' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
	t.Cleanup(func() { _ = cluster.DropDatabase(t.Context(), "koi8_conflict") })
	b.ConnStrings["k"] = cluster.ConnString("koi8_conflict")
	b.Exec("k", "SET client_encoding = 'UTF8'")
	b.Exec("k", "CREATE TABLE item (k text PRIMARY KEY, v text)")
	b.Exec("control", "SELECT bucardo.add_db('k', conninfo => $1)", b.ConnStrings["k"])
	b.Start()
	b.AddSync("bard", "a:source,k:source", "all", "latest")
	resume := pause(b)
	const fill = `
		INSERT INTO item SELECT substr(letters, n %% 32 + 1, 1) || substr(letters, n / 32 + 1, 1) || n, '%s'
		FROM generate_series(0, 999) n, (VALUES ('абвгдежзийклмнопрстуфхцчшщъыьэюя')) AS l(letters)`
	b.Exec("a", fmt.Sprintf(fill, "a"))
	b.Exec("k", fmt.Sprintf(fill, "k"))
	resume()
	b.Same("item", "a", "k")
	if got := b.Value("control", "SELECT total_conflicts FROM bucardo.status"); got != "1000" {
		t.Errorf("%s conflicts, want 1000", got)
	}
	b.Exec("control", "SELECT bucardo.deactivate('bard')")
	b.Forget("k")
}

// A delete that waits for somebody's foreign key check does not hold up other rows.
func TestDeleteOfReferencedRow(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, `
		CREATE TABLE parent (id int PRIMARY KEY);
		CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent);
		CREATE TABLE other (id int PRIMARY KEY);
		INSERT INTO parent VALUES (1), (2);`)
	b.Start()
	b.AddSync("bard", "a:source,b:source", "all", "latest")
	holder := b.Connect("b")
	exec(t, holder, "BEGIN")
	exec(t, holder, "INSERT INTO child VALUES (1, 2)")
	b.Exec("a", "DELETE FROM parent WHERE id = 2")
	b.Exec("a", "INSERT INTO other VALUES (1)")
	b.Eventually("b", "1", "SELECT count(*) FROM other")
	exec(t, holder, "ROLLBACK")
	b.Eventually("b", "1", "SELECT count(*) FROM parent")
	b.Settle("bard")
	b.Same("parent", "a", "b")
}

// One member that was away gets its backlog in batches, although the others are ahead.
func TestCatchUpInBatches(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE TABLE item (id int PRIMARY KEY, v int)")
	away := clustertest.New(t, pgcluster.Options{})
	b.ConnStrings["c"] = clustertest.DB(t, away)
	b.Exec("c", "CREATE TABLE item (id int PRIMARY KEY, v int)")
	b.Exec("control", "SELECT bucardo.add_db('c', conninfo => $1)", b.ConnStrings["c"])
	sidecar := b.Start()
	b.AddSync("bard", "a:source,b:source,c:target", "all", "latest")
	if err := away.Stop(t.Context(), pgcluster.Fast); err != nil {
		t.Fatal(err)
	}
	b.Forget("c")
	b.Eventually("control", "degraded", "SELECT state FROM bucardo.status")
	for n := range 6 {
		b.Exec("a", "INSERT INTO item SELECT $1 * 30000 + n, n FROM generate_series(1, 30000) n", n)
	}
	b.Settle("bard")
	sidecar.Stop(t) // a new one begins with batches of the first size
	b.Start()
	b.Eventually("control", "degraded", "SELECT state FROM bucardo.status")
	before := b.Value("control", "SELECT total_runs FROM bucardo.status")
	if err := away.StartAgain(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.Eventually("c", "180000", "SELECT count(*) FROM item")
	b.Settle("bard")
	b.Same("item", "a", "b", "c")
	if got := b.Value("control", "SELECT total_runs - $1::bigint >= 2 FROM bucardo.status", before); got != "true" {
		t.Errorf("the backlog came in one batch: %s runs before, %s after", before, b.Value("control", "SELECT total_runs FROM bucardo.status"))
	}
}

// Backlogs on two sources over the same rows, in opposite order, are resolved without leaving them out again and again.
func TestOppositeBacklogs(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE TABLE item (id int PRIMARY KEY, v text); INSERT INTO item SELECT n, '' FROM generate_series(1, 120000) n")
	b.Start()
	b.AddSync("bard", "a:source,b:source", "all", "latest")
	resume := pause(b)
	for n := range 4 {
		b.Exec("a", "UPDATE item SET v = 'a' WHERE (id - 1) / 30000 = $1", n)
		b.Exec("b", "UPDATE item SET v = 'b' WHERE (id - 1) / 30000 = $1", 3-n)
	}
	resume()
	b.Same("item", "a", "b")
	if got := b.Value("control", "SELECT sum(left_out) FROM bucardo.runs"); got != "0" {
		t.Errorf("%s rows were left out", got)
	}
}
