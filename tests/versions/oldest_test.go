package versions_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/sqlapi"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// oldest is the oldest version that may take part; newest the newest there is. What the names of 13 stand for there is in
// sqlapi/node/before_13.
const (
	oldest = 12
	newest = 18
)

var both = []string{"old", "new"}

// between makes a bed with the databases old and new, and a control database of the machine's own version.
func between(t *testing.T, tables string) *bed.Bed {
	t.Helper()
	connStrings := map[string]string{
		"old": clustertest.DB(t, clustertest.New(t, pgcluster.Options{Version: oldest})),
		"new": clustertest.DB(t, clustertest.New(t, pgcluster.Options{Version: newest})),
	}
	return bed.On(t, clustertest.DB(t, clustertest.Shared(t)), both, connStrings, tables)
}

// settleSame waits for the sync s and compares tables.
func settleSame(t *testing.T, b *bed.Bed, step string, tables ...string) {
	t.Helper()
	b.Settle("s")
	for _, table := range tables {
		b.Same(table, both...)
	}
	if t.Failed() {
		t.Fatalf("after %s", step)
	}
}

// Every kind of statement, in both directions, a few rows and many.
func TestOldestStatements(t *testing.T) {
	t.Parallel()
	b := between(t, `
		CREATE TABLE item (id int PRIMARY KEY, v text);
		CREATE TABLE parent (id int PRIMARY KEY, v text);
		CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent ON DELETE CASCADE ON UPDATE CASCADE);
		CREATE TABLE wide (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz, n numeric, j jsonb, f float8, b bytea, a text[],
			twice numeric GENERATED ALWAYS AS (n * 2) STORED);`)
	b.Start()
	b.AddSync("s", "old:source,new:source", "all", "latest")
	for i, db := range both {
		same := func(step string) {
			t.Helper()
			settleSame(t, b, step+" on "+db, "item", "parent", "child", "wide")
		}
		b.Exec(db, "INSERT INTO item SELECT n, 'few' FROM generate_series(1, 3) n")
		same("INSERT")
		rows := [][]any{}
		for n := range 2000 {
			rows = append(rows, []any{100 + n, "copied"})
		}
		if _, err := b.Conn(db).CopyFrom(t.Context(), pgx.Identifier{"item"}, []string{"id", "v"}, pgx.CopyFromRows(rows)); err != nil {
			t.Fatal(err)
		}
		same("COPY")
		b.Exec(db, `INSERT INTO item SELECT n, 'upserted' FROM generate_series(3, 5) n ON CONFLICT (id) DO UPDATE SET v = excluded.v;
			WITH gone AS (DELETE FROM item WHERE id < 3 RETURNING id) INSERT INTO item SELECT id + 5000, 'moved' FROM gone`)
		same("ON CONFLICT and WITH")
		b.Exec(db, "UPDATE item SET id = id + 10 WHERE id > 5000; UPDATE item SET v = 'changed' WHERE id % 2 = 0")
		same("UPDATE, of the key too")
		b.Exec(db, "BEGIN; INSERT INTO item VALUES (-1, 'kept'); SAVEPOINT s; DELETE FROM item; ROLLBACK TO s; COMMIT; BEGIN; TRUNCATE item; ROLLBACK")
		same("what is rolled back")
		b.Exec(db, "DELETE FROM item WHERE id > 150")
		same("DELETE")
		b.Exec(db, "INSERT INTO parent SELECT n FROM generate_series(1, 900) n; INSERT INTO child SELECT n, n FROM generate_series(1, 900) n")
		b.Exec(db, "UPDATE parent SET id = id + 10000 WHERE id < 10; DELETE FROM parent WHERE id BETWEEN 100 AND 110")
		same("cascades")
		b.Exec(db, fmt.Sprintf(`
			INSERT INTO wide (id, at, n, j, f, b, a) OVERRIDING SYSTEM VALUE
			SELECT n * 2 + %d, timestamptz '2024-02-29 12:00+00' + n * interval '1.000001 s', n / 8.0, jsonb_build_object('n', n, 's', 1.00), n / 7.0, decode(md5(n::text), 'hex'), ARRAY[n::text, NULL, '']
			FROM generate_series(1, 1200) n`, i))
		same("columns of many types")
		b.Exec(db, "UPDATE wide SET at = 'infinity', n = 'NaN', f = '-infinity', j = NULL WHERE id % 5 = 0")
		same("odd values")
		b.Exec(db, "TRUNCATE parent CASCADE; TRUNCATE item; INSERT INTO item VALUES (0, 'after')")
		same("TRUNCATE")
	}

	// Deltas are given back on both, and nothing stays behind when the sync goes.
	for round := range 3 {
		for i, db := range both {
			b.Exec(db, "INSERT INTO item SELECT n, 'load' FROM generate_series($1::int, $1::int + 29999) n", round*100_000+i*50_000+10)
		}
		b.Settle("s")
	}
	for _, db := range both {
		b.Eventually(db, "true", "SELECT max(purged_below) > '0' FROM bucardo_node.captured_table")
		b.Eventually(db, "true", "SELECT sum(pg_relation_size(oid)) < 512 * 1024 FROM pg_class WHERE relnamespace = 'bucardo_node'::regnamespace AND relname LIKE 'delta%'")
	}
	b.Exec("old", "DELETE FROM item WHERE id % 10 = 0")
	settleSame(t, b, "rotation", "item")
	b.Exec("control", "SELECT bucardo.remove_sync('s')")
	b.Exec("control", fmt.Sprintf("CALL bucardo.wait_until_removed('s', '%d seconds')", int(bed.Patience.Seconds())))
	for _, db := range both {
		if left := b.Value(db, leftovers); left != "" {
			t.Errorf("left on %s: %s", db, left)
		}
	}
}

const leftovers = `SELECT concat_ws(' ',
	(SELECT string_agg(tgname, ',') FROM pg_trigger WHERE tgname LIKE 'bucardo%'),
	(SELECT string_agg(proname, ',') FROM pg_proc WHERE proname ~ '^capture_\d'),
	(SELECT string_agg(relname, ',') FROM pg_class WHERE relname ~ '^(delta|state)_\d'),
	(SELECT 'consumer' FROM bucardo_node.consumer LIMIT 1), (SELECT 'watermark' FROM bucardo_node.watermark LIMIT 1))`

// Keys of types whose text needs care are the same on both.
func TestOldestKeys(t *testing.T) {
	t.Parallel()
	keys := map[string][2]string{ // type, and a value made of n
		"numeric":     {"numeric", "n * 1.50"},
		"scaled":      {"numeric(12,4)", "-n / 4.0"},
		"text":        {"text", `(ARRAY[E'\\', '''', 'é', E'\n', '{'])[n % 5 + 1] || n`},
		"uuid":        {"uuid", "md5(n::text)::uuid"},
		"timestamptz": {"timestamptz", "CASE n WHEN 1 THEN 'infinity'::timestamptz ELSE timestamptz '2024-10-27 00:00+00' + n * interval '7 minutes 0.000001 seconds' END"},
		"interval":    {"interval", "n * interval '1 hour 3 min'"},
		"float":       {"float8", "n / 7.0"},
	}
	var schema strings.Builder
	var tables []string
	for name, key := range keys {
		fmt.Fprintf(&schema, "CREATE TABLE by_%s (k %s PRIMARY KEY, v int, note text);", name, key[0])
		tables = append(tables, "by_"+name)
	}
	b := between(t, schema.String())
	b.Exec("old", "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET datestyle = %L', current_database(), 'SQL, DMY'); END $$")
	b.Start()
	b.AddSync("s", "old:source,new:source", "all", "latest")
	for i, db := range both {
		other := both[1-i]
		for name, key := range keys {
			b.Exec(db, fmt.Sprintf("INSERT INTO by_%s SELECT %s, n FROM generate_series(%d, %d) n", name, key[1], 1+i*3000, 5+i*3000))
		}
		settleSame(t, b, "few inserts", tables...)
		for name, key := range keys {
			b.Exec(other, fmt.Sprintf("INSERT INTO by_%s SELECT %s, n FROM generate_series(%d, %d) n", name, key[1], 6+i*3000, 900+i*3000))
		}
		settleSame(t, b, "many inserts", tables...)
		for name, key := range keys {
			b.Exec(db, fmt.Sprintf("UPDATE by_%s SET k = (SELECT %s FROM (SELECT v + %d AS n) n), v = v + %[3]d WHERE v < 10000 AND v %% 7 = 0; DELETE FROM by_%[1]s WHERE v %% 11 = 0", name, key[1], 10_000*(i+1)))
			b.Exec(other, fmt.Sprintf("UPDATE by_%s SET note = 'there' WHERE v %% 5 = 0", name))
		}
		settleSame(t, b, "changed keys", tables...)
	}
	// One number, written in two ways: a conflict about one row, few and many.
	for _, rows := range []int{3, 2000} {
		b.Exec("control", "SELECT bucardo.pause('s')")
		b.State("s", "paused")
		b.Exec("old", "INSERT INTO by_numeric SELECT n, 1, 'old' FROM generate_series(100001, 100000 + $1::int) n ON CONFLICT (k) DO UPDATE SET note = 'old again'", rows)
		b.Exec("new", "INSERT INTO by_numeric SELECT n + 0.000, 1, 'new' FROM generate_series(100001, 100000 + $1::int) n ON CONFLICT (k) DO UPDATE SET k = excluded.k, note = 'new again'", rows)
		b.Exec("control", "SELECT bucardo.resume('s')")
		b.WaitActive("s")
		settleSame(t, b, "a conflict", "by_numeric")
		if got := b.Value("old", "SELECT count(*) || ' ' || count(*) FILTER (WHERE note LIKE 'new%') FROM by_numeric WHERE k > 100000"); got != fmt.Sprintf("%d %[1]d", rows) {
			t.Errorf("of %d conflicts the winners are %s", rows, got)
		}
	}
}

// Partitioned tables, in partitions that differ, with some that come and go.
func TestOldestPartitions(t *testing.T) {
	t.Parallel()
	b := between(t, `
		CREATE TABLE event (id int, day date, v text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
		CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
		CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY HASH (id);
		CREATE TABLE event_2_0 PARTITION OF event_2 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
		CREATE TABLE event_2_1 PARTITION OF event_2 FOR VALUES WITH (MODULUS 2, REMAINDER 1);`)
	b.Exec("new", "CREATE TABLE event_rest PARTITION OF event DEFAULT")
	b.Exec("old", "CREATE TABLE event_3 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2100-01-01')")
	b.Start()
	b.AddSync("s", "old:source,new:source", "event", "latest")
	for i, db := range both {
		same := func(step string) {
			t.Helper()
			settleSame(t, b, step+" on "+db, "event")
		}
		b.Exec(db, "INSERT INTO event SELECT n, date '2023-06-01' + n % 900, 'v' FROM generate_series($1::int, $1::int + 5) n", i*10000)
		same("few rows")
		b.Exec(db, "INSERT INTO event SELECT n, date '2023-06-01' + n % 900, 'v' FROM generate_series($1::int, $1::int + 1500) n", i*10000+100)
		same("many rows")
		b.Exec(db, "UPDATE event SET day = day + 300 WHERE id % 3 = 0; UPDATE event_2_1 SET v = 'leaf'; DELETE FROM event_1 WHERE id % 2 = 0")
		same("rows that move")
		b.Exec(db, "TRUNCATE event_2_0")
		same("TRUNCATE of a partition")
	}
	b.Exec("old", "CREATE TABLE event_4 PARTITION OF event FOR VALUES FROM ('2100-01-01') TO ('2200-01-01'); INSERT INTO event VALUES (1, '2150-01-01', 'in a new partition')")
	b.Exec("old", "CREATE TABLE attached (LIKE event INCLUDING ALL); ALTER TABLE event ATTACH PARTITION attached FOR VALUES FROM ('2200-01-01') TO ('2300-01-01'); INSERT INTO attached VALUES (1, '2250-01-01', 'in an attached one')")
	settleSame(t, b, "new partitions", "event")
	if got := b.Value("new", "SELECT count(*) FROM event WHERE day > '2149-01-01'"); got != "2" {
		t.Errorf("%s rows of new partitions came over", got)
	}
	b.Exec("old", "TRUNCATE event")
	settleSame(t, b, "TRUNCATE of the root", "event")
	b.Exec("control", "SELECT bucardo.remove_sync('s')")
	b.Exec("control", fmt.Sprintf("CALL bucardo.wait_until_removed('s', '%d seconds')", int(bed.Patience.Seconds())))
	for _, db := range both {
		if left := b.Value(db, leftovers); left != "" {
			t.Errorf("left on %s: %s", db, left)
		}
	}
}

// The sidecar is killed while both are written to: what was acknowledged on either is on both.
func TestOldestKilledSidecar(t *testing.T) {
	t.Parallel()
	b := between(t, "CREATE TABLE kept (id text PRIMARY KEY); CREATE TABLE hot (id int PRIMARY KEY, v text)")
	b.Exec("old", "INSERT INTO hot SELECT n FROM generate_series(1, 20) n")
	b.Exec("new", "INSERT INTO hot SELECT n FROM generate_series(1, 20) n")
	process := b.StartProcess()
	b.AddSync("s", "old:source,new:source", "all", "latest")
	stop := make(chan struct{})
	var group errgroup.Group
	written := map[string]*[]string{}
	for _, db := range both {
		conn, mine := b.Connect(db), &[]string{}
		written[db] = mine
		group.Go(func() error {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return nil
				default:
				}
				id := fmt.Sprintf("%s %d", db, n)
				err := pgx.BeginFunc(t.Context(), conn, func(tx pgx.Tx) error {
					_, err := tx.Exec(t.Context(), "INSERT INTO kept VALUES ($1)", id)
					_, err2 := tx.Exec(t.Context(), "UPDATE hot SET v = $1 WHERE id = $2", id, n%20+1)
					_, err3 := tx.Exec(t.Context(), "SELECT pg_sleep(0.003)")
					return errors.Join(err, err2, err3)
				})
				if err != nil {
					return fmt.Errorf("%s: %w", id, err)
				}
				*mine = append(*mine, id)
			}
		})
	}
	reached, advances := "", 0
	const watermarks = "SELECT string_agg(snapshot::text, ' ') FROM bucardo_node.watermark"
	for kill := range 8 {
		if kill%2 == 0 { // now and then while it starts
			b.Eventually("old", "true", "SELECT ("+watermarks+") <> $1", reached)
			advances++
		}
		b.Exec("control", "SELECT pg_sleep(random() * 0.3)")
		process.Signal(syscall.SIGKILL)
		process.Wait()
		reached = b.Value("old", watermarks)
		process = b.StartProcess()
	}
	close(stop)
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	settleSame(t, b, "kills", "kept", "hot")
	for db, rows := range written {
		t.Logf("%d rows were written on %s", len(*rows), db)
		for _, other := range both {
			if missing := b.Value(other, "SELECT count(*) FROM unnest($1::text[]) AS w(id) WHERE NOT EXISTS (SELECT FROM kept k WHERE k.id = w.id)", *rows); missing != "0" {
				t.Errorf("%s rows of %s are missing on %s", missing, db, other)
			}
		}
	}
}

// A database that was set up by a server before 13 goes on as it is when that server has been upgraded in place: writes are
// captured before a sidecar comes, and the sidecar knows what it finds. There is no pg_upgrade here; the names are made
// on a newer server, as pg_upgrade would bring them.
func TestNamesOfOldestOnNewest(t *testing.T) {
	t.Parallel()
	b := between(t, "CREATE TABLE item (id int PRIMARY KEY, v text); CREATE TABLE n (k numeric PRIMARY KEY)")
	names, err := fs.ReadFile(sqlapi.FS, "node/before_13/names.sql")
	if err != nil {
		t.Fatal(err)
	}
	b.Exec("new", string(names))
	sidecar := b.Start()
	b.AddSync("s", "old:source,new:source", "all", "latest")
	if got := b.Value("new", "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'bucardo_node.delta_1_0'::regclass AND attname = 'xid'"); got != "bucardo_node.xid8" {
		t.Errorf("the type of transaction ids is %s", got)
	}
	sidecar.Stop(t)
	b.Exec("new", "INSERT INTO item SELECT n, 'new' FROM generate_series(1, 1000) n; INSERT INTO n VALUES (1.00)")
	b.Exec("old", "INSERT INTO item SELECT n, 'old' FROM generate_series(2001, 2003) n; INSERT INTO n VALUES (1.0)")
	b.Start()
	settleSame(t, b, "writes without a sidecar", "item", "n")
	b.Exec("new", "UPDATE item SET v = 'newer' WHERE id > 990; TRUNCATE n")
	settleSame(t, b, "writes with a sidecar", "item", "n")
}
