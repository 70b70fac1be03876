package capture_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// versions are the oldest server that may take part, the last that tells of dropped columns in its own way, the machine's
// own, and the newest.
var versions = []int{12, 13, 0, 18}

// database is one with capture triggers and no sidecar: owner is the connection that makes them, conn an application's.
type database struct {
	*testing.T
	url         string
	owner, conn *pgx.Conn
}

// onEach runs a test on a server of each version, with each of some tables.
func onEach(t *testing.T, tables map[string]string, test func(d *database, which string)) {
	t.Helper()
	for _, version := range versions {
		t.Run(fmt.Sprint("version ", version), func(t *testing.T) {
			t.Parallel()
			cluster := clustertest.Shared(t)
			if version != 0 {
				cluster = clustertest.New(t, pgcluster.Options{Version: version})
			}
			for which, schema := range tables {
				t.Run(which, func(t *testing.T) { test(open(t, clustertest.DB(t, cluster), schema), which) })
			}
		})
	}
}

// here runs on the machine's own server.
func here(t *testing.T, tables string) *database {
	t.Helper()
	return open(t, clustertest.DB(t, clustertest.Shared(t)), tables)
}

func open(t *testing.T, url, tables string) *database {
	t.Helper()
	d := &database{T: t, url: url}
	d.conn = d.session()
	self := catalog.DB{ID: 1, Name: "here", ConnInfo: url}
	config, err := node.Config(self, d.conn.Config(), "test")
	if err != nil {
		t.Fatal(err)
	}
	if d.owner, err = node.Connect(t.Context(), self, config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.owner.Close(context.WithoutCancel(t.Context())) })
	d.exec(tables)
	if err := node.Install(t.Context(), d.owner, self, "11111111-1111-1111-1111-111111111111"); err != nil {
		t.Fatal(err)
	}
	return d
}

// session opens a further connection of an application.
func (d *database) session() *pgx.Conn {
	d.Helper()
	conn, err := pgx.Connect(d.Context(), d.url)
	if err != nil {
		d.Fatal(err)
	}
	d.Cleanup(func() { _ = conn.Close(context.WithoutCancel(d.Context())) })
	return conn
}

// exec runs statements of an application.
func (d *database) exec(sql string, args ...any) {
	d.Helper()
	if _, err := d.conn.Exec(d.Context(), sql, args...); err != nil {
		d.Fatalf("%s: %v", sql, err)
	}
}

// own runs a query as the sidecar does, and returns its one value.
func (d *database) own(sql string, args ...any) string {
	d.Helper()
	var value *string
	if err := d.owner.QueryRow(d.Context(), "SELECT ("+sql+")::text", args...).Scan(&value); err != nil {
		d.Fatalf("%s: %v", sql, err)
	}
	if value == nil {
		return ""
	}
	return *value
}

// capture captures the table t by its column id for a sync. No watched columns: a list with nothing in it.
func (d *database) capture(syncID int, watched, kept []string) {
	d.Helper()
	if got := d.own("SELECT id FROM bucardo_node.capture($1, 'public', 't', '{id}', $2, $3)", syncID, watched, kept); got != "1" {
		d.Fatalf("the captured table is %s", got)
	}
}

// deltas returns what has been captured of table t since the last call, a line each in the order of the keys and of time: op, key,
// changed, and the kept values as old>new.
func (d *database) deltas() string {
	d.Helper()
	kept := d.own("SELECT cardinality(kept) FROM bucardo_node.captured_table")
	columns := []string{"op::text", "k1::text", "coalesce(changed::text, '-')"}
	for i := 1; fmt.Sprint(i-1) != kept; i++ {
		columns = append(columns, fmt.Sprintf("coalesce(o%d, '-') || '>' || coalesce(n%[1]d, '-')", i))
	}
	lines := d.own(fmt.Sprintf(`SELECT string_agg(concat_ws(' ', %s), E'\n' ORDER BY k1, at) FROM (TABLE bucardo_node.delta_1_0 UNION ALL TABLE bucardo_node.delta_1_1) d`, strings.Join(columns, ", ")))
	if _, err := d.owner.Exec(d.Context(), "TRUNCATE bucardo_node.delta_1_0, bucardo_node.delta_1_1"); err != nil {
		d.Fatal(err)
	}
	return lines
}

// want checks what statements are captured as.
func (d *database) want(sql string, lines ...string) {
	d.Helper()
	d.exec(sql)
	if got := d.deltas(); got != strings.Join(lines, "\n") {
		d.Errorf("%s is captured as\n%s\nwant\n%s", sql, got, strings.Join(lines, "\n"))
	}
}

const plain = "CREATE TABLE t (id int PRIMARY KEY, a int, b text, c numeric);"

// Each kind of statement, in both modes.
func TestDetails(t *testing.T) {
	t.Parallel()
	onEach(t, map[string]string{
		"statement": plain,
		"row": `CREATE TABLE t (id int PRIMARY KEY, a int, b text, c numeric) PARTITION BY RANGE (id);
			CREATE TABLE t_low PARTITION OF t FOR VALUES FROM (MINVALUE) TO (1000);
			CREATE TABLE t_high (c numeric, gone int, b text, id int NOT NULL, a int);
			ALTER TABLE t_high DROP gone;
			ALTER TABLE t ATTACH PARTITION t_high FOR VALUES FROM (1000) TO (MAXVALUE);`,
	}, func(d *database, _ string) {
		d.capture(1, []string{"a", "b", "c"}, []string{"c", "b"})
		d.want("INSERT INTO t VALUES (1, 1, 'x', 1.50), (2, 2, NULL, NULL)", "I 1 - ->1.50 ->x", "I 2 - ->- ->-")
		d.want("UPDATE t SET a = a + 1", "U 1 100 1.50>1.50 x>x", "U 2 100 ->- ->-")
		d.want("UPDATE t SET a = a, b = b, c = c")
		d.want("UPDATE t SET c = 1.5 WHERE id = 1", "U 1 001 1.50>1.5 x>x")
		d.want("UPDATE t SET a = 7, b = 'y' WHERE id = 2", "U 2 110 ->- ->y")
		d.want("UPDATE t SET id = id + 10 WHERE id = 1", "D 1 - 1.5>- x>-", "I 11 - ->1.5 ->x")
		d.want("INSERT INTO t VALUES (2, 0, 'z', 0), (3, 3, 'n', 3) ON CONFLICT (id) DO UPDATE SET c = 9", "U 2 001 ->9 y>y", "I 3 - ->3 ->n")
		d.want("INSERT INTO t VALUES (2, 0, 'z', 0) ON CONFLICT (id) DO UPDATE SET c = t.c")
		d.want("WITH w AS (UPDATE t SET c = c + 1 RETURNING id) DELETE FROM t WHERE id < 0", "U 2 001 9>10 y>y", "U 3 001 3>4 n>n", "U 11 001 1.5>2.5 x>x")
		d.want("DELETE FROM t WHERE id = 3", "D 3 - 4>- n>-")
		d.want("UPDATE t SET id = 5000 WHERE id = 11", "D 11 - 2.5>- x>-", "I 5000 - ->2.5 ->x")
		d.want("UPDATE t SET a = -1 WHERE id = 5000", "U 5000 100 2.5>2.5 x>x")
		d.want("DELETE FROM t WHERE id = 5000", "D 5000 - 2.5>- x>-")
		d.want("UPDATE t SET c = 11 WHERE id = 999")
		d.exec("TRUNCATE t")
		if got := d.own("SELECT string_agg(DISTINCT op::text, '') FROM bucardo_node.delta_1_0"); got != "T" {
			d.Errorf("TRUNCATE is captured as %q", got)
		}
	})
}

// An UPDATE pairs each row with what it was, however the statement came to change it.
func TestDetailsOfAnyUpdate(t *testing.T) {
	t.Parallel()
	onEach(t, map[string]string{"statement": plain + `
		CREATE TABLE parent (id int PRIMARY KEY);
		ALTER TABLE t ADD parent int REFERENCES parent ON UPDATE CASCADE ON DELETE SET NULL;
		CREATE FUNCTION skip_or_alter() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
			IF NEW.a % 3 = 0 THEN RETURN NULL; END IF;
			IF NEW.a % 3 = 1 THEN NEW.c := NEW.c + 100; END IF;
			IF NEW.a = 8 THEN NEW.id := 800; END IF;
			RETURN NEW;
		END $$;`}, func(d *database, _ string) {
		d.capture(1, []string{"a", "b", "c", "parent"}, []string{"c"})
		d.exec("INSERT INTO parent VALUES (1), (2); INSERT INTO t SELECT n, n, 'x', n, n % 2 + 1 FROM generate_series(1, 9) n")
		d.deltas()
		d.exec("CREATE TRIGGER before BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION skip_or_alter()")
		d.want("UPDATE t SET a = a WHERE id < 9", "U 1 0010 1>101", "U 4 0010 4>104", "U 7 0010 7>107", "D 8 - 8>-", "I 800 - ->8")
		d.exec("DROP TRIGGER before ON t")
		d.want("UPDATE t SET id = CASE WHEN id % 2 = 0 THEN 1000 - id ELSE id END, c = c + 1 WHERE id < 6",
			"U 1 0010 101>102", "D 2 - 2>-", "U 3 0010 3>4", "D 4 - 104>-", "U 5 0010 5>6", "I 996 - ->105", "I 998 - ->3")
		d.want("UPDATE t SET c = n.v FROM (VALUES (9, 90), (9, 90), (5, 50)) AS n(id, v) WHERE t.id = n.id", "U 5 0010 6>50", "U 9 0010 9>90")
		d.want("UPDATE parent SET id = 10 WHERE id = 1", "U 6 0001 6>6", "U 800 0001 8>8", "U 996 0001 105>105", "U 998 0001 3>3")
		d.want("DELETE FROM parent WHERE id = 10; DELETE FROM t WHERE id > 5; UPDATE t SET c = 1",
			"U 1 0010 102>1", "U 3 0010 4>1", "U 5 0010 50>1", "U 6 0001 6>6", "D 6 - 6>-", "D 7 - 107>-", "D 9 - 90>-",
			"U 800 0001 8>8", "D 800 - 8>-", "U 996 0001 105>105", "D 996 - 105>-", "U 998 0001 3>3", "D 998 - 3>-")
		if d.own("SELECT current_setting('server_version_num')::int >= 150000") == "true" {
			d.want("MERGE INTO t USING (VALUES (1, 11), (2, 22), (3, 33)) AS n(id, v) ON t.id = n.id WHEN MATCHED AND t.id = 3 THEN DELETE WHEN MATCHED THEN UPDATE SET c = n.v WHEN NOT MATCHED THEN INSERT (id, c) VALUES (n.id, n.v)",
				"U 1 0010 1>11", "I 2 - ->22", "D 3 - 1>-")
		}
	})
}

// What somebody does to the columns makes no write fail, with no sidecar there, also in a session that has written before. Of
// changes that cannot be told in detail any more, the key is told.
func TestDetailsAndAlteredTable(t *testing.T) {
	t.Parallel()
	const columns = "CREATE TABLE t (early text, a int, b text, id int PRIMARY KEY, c numeric, late text)"
	onEach(t, map[string]string{"statement": columns, "row": columns + " PARTITION BY LIST (id); CREATE TABLE t_all PARTITION OF t DEFAULT"}, func(d *database, mode string) {
		// A statement for each kind of write, in this session and in one that others alter the table for.
		other := d.session()
		told := func(step, detailed, update string) {
			d.Helper()
			for _, conn := range []*pgx.Conn{d.conn, other} {
				for _, sql := range []string{"INSERT INTO t (id) VALUES (7)", update, "DELETE FROM t WHERE id = 7"} {
					if _, err := conn.Exec(d.Context(), sql); err != nil {
						d.Fatalf("after %s: %s: %v", step, sql, err)
					}
				}
				if got := strings.ReplaceAll(d.deltas(), "\n", "; "); got != detailed {
					d.Errorf("after %s: captured is %q, want %q", step, got, detailed)
				}
			}
		}
		const keysAlone = "U 7 - ->- ->-; U 7 - ->- ->-; U 7 - ->- ->-"
		d.capture(1, []string{"a", "b", "c"}, []string{"a", "c"})
		for range 7 { // beyond the plans that are made for one execution
			told("nothing", "I 7 - ->- ->-; U 7 101 ->1 ->2; D 7 - 1>- 2>-", "UPDATE t SET a = 1, c = 2 WHERE id = 7")
		}
		d.exec("ALTER TABLE t ADD more text DEFAULT 'm'")
		told("ADD COLUMN", "I 7 - ->- ->-; U 7 101 ->1 ->2; D 7 - 1>- 2>-", "UPDATE t SET a = 1, c = 2 WHERE id = 7")
		d.exec("ALTER TABLE t ALTER a TYPE text, ALTER b TYPE varchar(9), ALTER c TYPE float8")
		told("ALTER TYPE", "I 7 - ->- ->-; U 7 101 ->1 ->2.5; D 7 - 1>- 2.5>-", "UPDATE t SET a = 1, c = 2.5 WHERE id = 7")
		d.exec("ALTER TABLE t RENAME c TO renamed")
		if mode == "statement" {
			told("RENAME COLUMN", "I 7 - ->- ->-; U 7 101 ->1 ->2; D 7 - 1>- 2>-", "UPDATE t SET a = 1, renamed = 2 WHERE id = 7")
		} else {
			told("RENAME COLUMN", keysAlone, "UPDATE t SET a = 1, renamed = 2 WHERE id = 7")
		}
		d.exec("ALTER TABLE t DROP early")
		told("DROP COLUMN", keysAlone, "UPDATE t SET a = 1, renamed = 2 WHERE id = 7")
		d.exec("ALTER TABLE t DROP renamed, DROP b; ALTER TABLE t ADD c int")
		d.capture(1, []string{"c"}, []string{"c"})
		told("capturing anew", "I 7 - ->- ->-; U 7 011 ->- ->5; D 7 - ->- 5>-", "UPDATE t SET c = 5 WHERE id = 7")
	})
}

// A plan made for one row does for many, and settings of a session do not show in values.
func TestDetailsOfManyRows(t *testing.T) {
	t.Parallel()
	d := here(t, plain+"ALTER TABLE t ADD at timestamptz DEFAULT '2024-02-29 12:00+00', ADD bytes bytea DEFAULT '\\x00ff'")
	d.capture(1, []string{"a"}, []string{"at", "bytes"})
	d.exec("SET datestyle = 'SQL, DMY'; SET bytea_output = escape; SET timezone = 'Asia/Tokyo'; SET statement_timeout = '60s'")
	for range 10 {
		d.exec("INSERT INTO t VALUES (1, 1); UPDATE t SET a = 2; DELETE FROM t")
	}
	if got := d.own("SELECT string_agg(DISTINCT concat_ws(' ', o1::timestamptz, n1::timestamptz, o2, n2), ',') FROM bucardo_node.delta_1_0 WHERE op = 'U'"); got != `2024-02-29 12:00:00+00 2024-02-29 12:00:00+00 \x00ff \x00ff` {
		t.Errorf("kept values are %s", got)
	}
	d.deltas()
	const rows = 150_000
	d.exec("INSERT INTO t SELECT n, n FROM generate_series(1, $1::int) n", rows)
	d.deltas()
	d.exec("UPDATE t SET a = a + n % 2, id = CASE WHEN n % 5 = 0 THEN -id ELSE id END FROM generate_series(1, $1::int) n WHERE n = t.id", rows)
	got := d.own("SELECT string_agg(op || ' ' || n, ', ' ORDER BY op) FROM (SELECT op::text, count(*) AS n FROM (TABLE bucardo_node.delta_1_0 UNION ALL TABLE bucardo_node.delta_1_1) d GROUP BY op) AS x")
	if want := fmt.Sprintf("D %d, I %[1]d, U %d", rows/5, rows*2/5); got != want {
		t.Errorf("captured are %s, want %s", got, want)
	}
}

// A table is captured with what any of its syncs wants. A column keeps its place, and what was pending before there was one
// is known by its key alone.
func TestDetailsOfSeveralSyncs(t *testing.T) {
	t.Parallel()
	d := here(t, plain)
	const details = "SELECT concat_ws(' ', watched, kept) FROM bucardo_node.captured_table"
	is := func(want string) {
		t.Helper()
		if got := d.own(details); got != want {
			t.Errorf("details are %s, want %s", got, want)
		}
	}
	lean := d.own("SELECT 1 FROM bucardo_node.capture(1, 'public', 't', '{id}')") + d.own("SELECT prosrc FROM pg_proc WHERE proname = 'capture_1'")
	is("{}")
	d.exec("INSERT INTO t VALUES (1, 1, 'x', 1)")
	d.capture(2, []string{"b", "a"}, []string{"c"})
	is("{b,a} {c}")
	d.want("UPDATE t SET c = 2", "U 1 - ->-", "U 1 00 1>2")
	d.capture(1, nil, []string{})
	is("{b,a} {c}")
	d.exec("UPDATE t SET a = 2")
	d.capture(1, []string{"a", "c"}, []string{"a"})
	is("{b,a,c} {c,a}")
	d.want("UPDATE t SET a = 3", "U 1 - 2>2 ->-", "U 1 010 2>2 2>3")
	d.own("SELECT bucardo_node.release_table(2, 1)")
	is("{b,a,c} {c,a}")
	if got := d.own("SELECT (bucardo_node.go_on_capturing(1, 'public', 't', '{id}')).watched"); got != "{b,a,c}" {
		t.Errorf("captured goes on with %s", got)
	}
	d.want("UPDATE t SET b = 'y'", "U 1 100 2>2 3>3")
	d.capture(1, nil, []string{})
	is("{c,a}")
	d.want("UPDATE t SET b = 'z'", "U 1 - ->- ->-")
	if now := d.own("SELECT 1") + d.own("SELECT prosrc FROM pg_proc WHERE proname = 'capture_1'"); now != lean {
		t.Errorf("capture did not go back to keys alone: %s", now)
	}
}
