package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// Every kind of statement that changes rows is captured, cascades and their like included.
func TestStatements(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b"}
	b := bed.New(t, all, `
		CREATE TABLE item (id int PRIMARY KEY, v text);
		CREATE TABLE parent (id int PRIMARY KEY, v text);
		CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent ON DELETE CASCADE ON UPDATE CASCADE, kept int DEFAULT 1 REFERENCES parent ON DELETE SET NULL (kept));
		CREATE TABLE grandchild (id int PRIMARY KEY, child int REFERENCES child ON DELETE CASCADE, other int DEFAULT 1 REFERENCES parent ON DELETE SET DEFAULT ON UPDATE CASCADE);
		CREATE TABLE deferred (id int PRIMARY KEY, next int REFERENCES deferred DEFERRABLE INITIALLY DEFERRED);`)
	b.Start()
	b.AddSync("s", "a:source,b:source", "all", "latest")
	same := func(step string) {
		t.Helper()
		b.Settle("s")
		for _, table := range []string{"item", "parent", "child", "grandchild", "deferred"} {
			b.Same(table, all...)
		}
		if t.Failed() {
			t.Fatalf("after %s", step)
		}
	}
	copyRows := func(db string, from, to int) {
		var rows [][]any
		for n := from; n <= to; n++ {
			rows = append(rows, []any{n, fmt.Sprint("copied ", n)})
		}
		if _, err := b.Conn(db).CopyFrom(t.Context(), pgx.Identifier{"item"}, []string{"id", "v"}, pgx.CopyFromRows(rows)); err != nil {
			t.Fatal(err)
		}
	}
	copyRows("a", 1, 5)
	same("a short COPY")
	copyRows("b", 6, 1000)
	same("a long COPY")
	b.Exec("a", `INSERT INTO item SELECT n, 'upserted' FROM generate_series(5, 7) n ON CONFLICT (id) DO UPDATE SET v = excluded.v;
		INSERT INTO item SELECT n, 'ignored' FROM generate_series(999, 1002) n ON CONFLICT DO NOTHING`)
	same("INSERT ON CONFLICT")
	b.Exec("b", `MERGE INTO item i USING (SELECT generate_series(1000, 1010) AS id) s ON s.id = i.id
		WHEN MATCHED AND i.id = 1000 THEN DELETE
		WHEN MATCHED THEN UPDATE SET v = 'merged'
		WHEN NOT MATCHED THEN INSERT VALUES (s.id, 'merged in')`)
	same("MERGE")
	b.Exec("a", `WITH gone AS (DELETE FROM item WHERE id < 4 RETURNING id), back AS (INSERT INTO item SELECT id + 5000, 'moved' FROM gone RETURNING id)
		UPDATE item SET v = 'many' WHERE id BETWEEN 100 AND 110`)
	same("statements in WITH")
	b.Exec("a", "UPDATE item SET id = id - 1 WHERE id > 5000; UPDATE item SET id = CASE id WHEN 5001 THEN 5003 ELSE -id END WHERE id > 4000")
	same("keys that shift")
	b.Exec("b", "BEGIN; DELETE FROM item WHERE id = 100; INSERT INTO item VALUES (100, 'again'); UPDATE item SET id = 100000 WHERE id = 100; INSERT INTO item VALUES (100, 'third'); COMMIT")
	same("one key again and again")
	b.Exec("b", "BEGIN; INSERT INTO item VALUES (70000, 'x'); DELETE FROM item WHERE id = 70000; SAVEPOINT s; UPDATE item SET v = 'never'; ROLLBACK TO s; UPDATE item SET v = 'kept' WHERE id = 101; COMMIT")
	same("a row that came and went")
	b.Exec("a", "BEGIN; UPDATE item SET v = 'never'; ROLLBACK; UPDATE item SET v = v; DELETE FROM item WHERE false")
	same("nothing")

	b.Exec("a", `INSERT INTO parent SELECT n FROM generate_series(1, 20) n; INSERT INTO child SELECT n, n % 20 + 1 FROM generate_series(1, 1000) n;
		INSERT INTO grandchild SELECT n, n, n % 20 + 1 FROM generate_series(1, 900) n`)
	same("a family")
	b.Exec("b", "UPDATE parent SET id = 200 WHERE id = 20; DELETE FROM parent WHERE id IN (3, 4)")
	same("cascades")
	b.Exec("a", "DELETE FROM parent WHERE id > 4 AND id < 100")
	same("many cascades")
	if got := b.Value("b", "SELECT count(*) || ' ' || (SELECT count(*) FROM grandchild) FROM child"); got != "150 135" {
		t.Errorf("children and grandchildren: %s", got)
	}
	b.Exec("a", "INSERT INTO deferred VALUES (1, 2), (2, 3), (3, 1)")
	same("a circle of references")
	b.Exec("a", "TRUNCATE parent CASCADE")
	same("TRUNCATE CASCADE")
	if got := b.Value("b", "SELECT count(*) FROM grandchild"); got != "0" {
		t.Errorf("TRUNCATE CASCADE left %s grandchildren", got)
	}
	b.Exec("b", "DELETE FROM item; INSERT INTO item VALUES (1, 'after all')")
	same("DELETE of all")
}

// A TRUNCATE takes the place of the rows it removed and meets what others did.
func TestTruncate(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c", "d"}
	b := bed.New(t, all, `
		CREATE TABLE item (id int PRIMARY KEY, v text);
		CREATE TABLE many (id int PRIMARY KEY, v text);
		INSERT INTO item SELECT n, 'old' FROM generate_series(1, 10) n;
		INSERT INTO many SELECT n, 'old' FROM generate_series(1, 1000) n;`)
	b.Start()
	b.AddSync("s", "a:source,b:source,c:source,d:target", "all", "latest")
	while := func(want string, changes ...[2]string) {
		t.Helper()
		b.Exec("control", "SELECT bucardo.pause('s')")
		b.Eventually("control", "paused", "SELECT state FROM bucardo.status")
		for _, c := range changes {
			b.Exec(c[0], c[1])
		}
		b.Exec("control", "SELECT bucardo.resume('s')")
		b.WaitActive("s")
		b.Settle("s")
		b.Same("many", all...)
		if got := b.Same("item", all...); got != want {
			t.Fatalf("item is %s, want %s", strings.ReplaceAll(got, "\n", " "), strings.ReplaceAll(want, "\n", " "))
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	while("", [2]string{"a", "TRUNCATE item"})
	while("(1,new)\n(2,new)", [2]string{"b", "INSERT INTO item VALUES (1, 'never'); TRUNCATE item; INSERT INTO item VALUES (1, 'new'), (2, 'new')"})
	// A change made elsewhere before the TRUNCATE loses against it, one made after it wins; TRUNCATE in between.
	while("(2,later)\n(3,later)",
		[2]string{"b", "UPDATE item SET v = 'earlier' WHERE id = 1; INSERT INTO item VALUES (5, 'earlier')"},
		[2]string{"a", "TRUNCATE item"},
		[2]string{"c", "UPDATE item SET v = 'later' WHERE id = 2; INSERT INTO item VALUES (3, 'later')"})
	while("(9,last)", [2]string{"a", "TRUNCATE item; INSERT INTO item VALUES (7, 'from a')"}, [2]string{"c", "TRUNCATE item; INSERT INTO item VALUES (9, 'last')"})
	while("(9,last)",
		[2]string{"a", "UPDATE many SET v = 'earlier'"},
		[2]string{"b", "TRUNCATE many"},
		[2]string{"c", "UPDATE many SET v = 'later' WHERE id % 2 = 0"})
	if got := b.Value("d", "SELECT count(*) || ' ' || min(v) || ' ' || max(v) FROM many"); got != "500 later later" {
		t.Errorf("many is %s, want 500 later later", got)
	}
	while("(9,last)", [2]string{"c", "TRUNCATE many; INSERT INTO many SELECT n, 'bulk' FROM generate_series(1, 3000) n"}, [2]string{"a", "DELETE FROM many WHERE id < 100"})
}

// A transaction that truncates one table after another is never the victim of a deadlock with the sidecar.
func TestTruncateOneAfterAnother(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b"}
	b := bed.New(t, all, "CREATE TABLE one (id int PRIMARY KEY); CREATE TABLE two (id int PRIMARY KEY);")
	b.Start()
	b.AddSync("s", "a:source,b:source", "one,two", "latest")
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.Eventually("control", "paused", "SELECT state FROM bucardo.status")
	b.Exec("a", "INSERT INTO one VALUES (1); INSERT INTO two VALUES (1)")
	tx, err := b.Connect("a").Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "TRUNCATE two"); err != nil {
		t.Fatal(err)
	}
	// The sidecar has read one and waits for two, for longer than it takes to look for deadlocks.
	b.Exec("control", "SELECT bucardo.resume('s')")
	failsWith(t, b, "s", "failed", "lock timeout", "long transaction holds a lock")
	b.Exec("a", "SELECT pg_sleep(1.2)")
	if _, err := tx.Exec(t.Context(), "TRUNCATE one; INSERT INTO one VALUES (2)"); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.Eventually("control", "active", "SELECT state FROM bucardo.status")
	b.Settle("s")
	if b.Same("one", all...) != "(2)" || b.Same("two", all...) != "" {
		t.Error("TRUNCATE was not replicated")
	}
}

// Columns are matched by name; what the target makes by itself is not sent, or overridden.
func TestColumns(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, "")
	b.Exec("a", `
		CREATE TABLE generated (id int PRIMARY KEY, v int, twice int GENERATED ALWAYS AS (v * 2) STORED, note text);
		CREATE TABLE always (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text);
		CREATE TABLE by_default (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, v text);
		CREATE TABLE beside (id int PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, v text);
		CREATE TABLE ordered (id int PRIMARY KEY, x text, y int, z date);
		CREATE TABLE dropped (gone int, id int PRIMARY KEY, gone_too text, v text);
		ALTER TABLE dropped DROP gone, DROP gone_too;
		CREATE TABLE only_key (id int, other int, PRIMARY KEY (other, id));
		CREATE UNLOGGED TABLE unlogged (id int PRIMARY KEY, v text);`)
	for _, db := range []string{"b", "c"} {
		b.Exec(db, `
			CREATE TABLE generated (note text, twice int GENERATED ALWAYS AS (v * 2) STORED, v int, id int PRIMARY KEY);
			CREATE TABLE always (v text, id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
			CREATE TABLE by_default (v text, id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY);
			CREATE TABLE beside (n int GENERATED ALWAYS AS IDENTITY, v text, id int PRIMARY KEY);
			CREATE TABLE ordered (z date, y int, id int PRIMARY KEY, x text);
			CREATE TABLE dropped (v text, late int, id int PRIMARY KEY);
			ALTER TABLE dropped DROP late;
			CREATE TABLE only_key (id int, other int, PRIMARY KEY (id, other));
			CREATE UNLOGGED TABLE unlogged (id int PRIMARY KEY, v text);`)
	}
	b.Start()
	b.AddSync("s", "a:source,b:source,c:target", "all", "latest")
	if got := b.Value("control", "SELECT count(*) FROM bucardo.table_status WHERE state = 'replicated'"); got != "16" {
		t.Fatalf("%s rows of table_status are replicated, want 16", got)
	}
	columns := map[string]string{
		"generated": "id, v, twice, note", "always": "id, v", "by_default": "id, v", "beside": "id, n, v",
		"ordered": "id, x, y, z", "dropped": "id, v", "only_key": "id, other", "unlogged": "id, v",
	}
	same := func(step string) {
		t.Helper()
		b.Settle("s")
		for table, list := range columns {
			b.Same(fmt.Sprintf("(SELECT %s FROM %s)", list, table), "a", "b", "c")
		}
		if t.Failed() {
			t.Fatalf("after %s", step)
		}
	}
	fill := func(db string, from, to int) {
		b.Exec(db, fmt.Sprintf(`
			INSERT INTO generated (id, v, note) SELECT n, n * 3, 'x' FROM generate_series(%[1]d, %[2]d) n;
			INSERT INTO always (id, v) OVERRIDING SYSTEM VALUE SELECT n, 'v' FROM generate_series(%[1]d, %[2]d) n;
			INSERT INTO by_default (id, v) SELECT n, 'v' FROM generate_series(%[1]d, %[2]d) n;
			INSERT INTO beside (id, v) SELECT n, 'v' FROM generate_series(%[1]d, %[2]d) n;
			INSERT INTO ordered (id, x, y, z) SELECT n, 'x', n, date '2024-01-01' + n FROM generate_series(%[1]d, %[2]d) n;
			INSERT INTO dropped (id, v) SELECT n, 'v' FROM generate_series(%[1]d, %[2]d) n;
			INSERT INTO only_key (id, other) SELECT n, -n FROM generate_series(%[1]d, %[2]d) n;
			INSERT INTO unlogged (id, v) SELECT n, 'v' FROM generate_series(%[1]d, %[2]d) n;`, from, to))
	}
	change := func(db, where string) {
		b.Exec(db, fmt.Sprintf(`
			UPDATE generated SET v = v + 1 WHERE %[1]s; UPDATE always SET v = v || '!' WHERE %[1]s; UPDATE by_default SET v = v || '!' WHERE %[1]s;
			UPDATE beside SET v = v || '!' WHERE %[1]s; UPDATE beside SET n = DEFAULT WHERE %[1]s;
			UPDATE ordered SET x = NULL, z = z + 1 WHERE %[1]s; UPDATE dropped SET v = v || '!' WHERE %[1]s; UPDATE only_key SET other = other + 5 WHERE %[1]s;
			UPDATE unlogged SET v = v || '!' WHERE %[1]s`, where))
	}
	fill("a", 1, 5)
	same("a few inserts")
	change("b", "id < 4")
	same("a few updates")
	fill("b", 1001, 1600)
	same("many inserts")
	change("a", "id > 1100")
	same("many updates")
}

// Names of any kind work for schemas, tables and columns, those that the sidecar uses itself among them.
func TestNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 31) + "x" // 63 bytes
	names := []string{`Ca"ps`, `with space`, `semi;colon'quote`, `dot.ted`, `back\slash`, `ünïcode`, `percent%s %I`, `$1`, `select`, long, `new`, `old`}
	ours := []string{
		"xid", "at", "op", "mask", "deltas", "k1", "k2", "c1", "c2", "s_present", "s_origin", "s_mask", "s_at", "locked", "t", "s", "d", "p", "r", "l", "w",
		"state", "captured", "segment", "excluded", "winner", "present", "origin", "new_rows", "old_rows", "gone", "user", "tg_op", "few", "owed", "recent",
	}
	var tables strings.Builder
	quoted := func(name string) string { return pgx.Identifier{name}.Sanitize() }
	var all, bulk, updates, dumps []string
	for _, name := range names {
		q := quoted(name)
		fmt.Fprintf(&tables, "CREATE SCHEMA %[1]s; CREATE TABLE %[1]s.%[1]s (%[1]s text PRIMARY KEY, %[2]s int);\n", q, quoted(name[:len(name)-1]+"2"))
		all = append(all, fmt.Sprintf("INSERT INTO %[1]s.%[1]s VALUES ('one', 1), ('two', 2)", q))
		bulk = append(bulk, fmt.Sprintf("INSERT INTO %[1]s.%[1]s SELECT 'n' || n, n FROM generate_series(1, 500) n", q))
		updates = append(updates, fmt.Sprintf("UPDATE %[1]s.%[1]s SET %[2]s = 3", q, quoted(name[:len(name)-1]+"2")))
		dumps = append(dumps, q+"."+q)
	}
	var columns []string
	for _, name := range ours {
		columns = append(columns, quoted(name)+" int DEFAULT 1")
	}
	for i, name := range ours {
		q := quoted(name)
		key := q
		if i%2 == 1 {
			key = quoted(ours[(i+1)%len(ours)]) + ", " + q
		}
		fmt.Fprintf(&tables, "CREATE TABLE %s (%s, PRIMARY KEY (%s));\n", q, strings.Join(columns, ", "), key)
		all = append(all, fmt.Sprintf("INSERT INTO %[1]s (%[1]s) VALUES (1), (2)", q))
		bulk = append(bulk, fmt.Sprintf("INSERT INTO %[1]s (%[1]s) SELECT n FROM generate_series(3, 500) n", q))
		updates = append(updates, fmt.Sprintf("UPDATE %s SET %s = 3", q, quoted(ours[(i+5)%len(ours)])))
		dumps = append(dumps, q)
	}
	b := bed.New(t, []string{"a", "b"}, tables.String())
	b.Start()
	b.AddSync("s", "a:source,b:source", "all", "latest")
	for _, step := range []struct {
		db         string
		statements []string
	}{{"a", all}, {"b", updates}, {"b", bulk}, {"a", updates}} {
		b.Exec(step.db, strings.Join(step.statements, ";\n"))
		b.Settle("s")
		for _, table := range dumps {
			if b.Same(table, "a", "b") == "" {
				t.Errorf("%s is empty", table)
			}
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	for _, table := range dumps {
		b.Exec("a", "TRUNCATE "+table)
	}
	b.Settle("s")
	for _, table := range dumps {
		if b.Same(table, "a", "b") != "" {
			t.Errorf("%s is not empty", table)
		}
	}
	// Tables are named in the list as SQL names them.
	b.Exec("control", `SELECT bucardo.add_sync('named', dbs => 'a:source,b:source', tables => '"Ca""ps"."Ca""ps","with space".*,"$1","select"')`)
	b.WaitActive("named")
	if got := b.Value("control", "SELECT tables FROM bucardo.status WHERE name = 'named'"); got != "4" {
		t.Errorf("%s tables are in the sync, want 4", got)
	}
}

// Several syncs over one table share its capture and go their own ways.
func TestSeveralSyncs(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, "CREATE TABLE item (id int PRIMARY KEY, v text); CREATE TABLE other (id int PRIMARY KEY, v text);")
	b.Start()
	b.AddSync("to_b", "a:source,b:target", "all", "latest")
	b.AddSync("to_c", "a:source,c:target", "item", "latest")
	b.Exec("a", "INSERT INTO item SELECT n, 'x' FROM generate_series(1, 10) n; INSERT INTO other VALUES (1, 'only b')")
	b.Settle("to_b")
	b.Settle("to_c")
	b.Same("item", "a", "b", "c")
	b.Same("other", "a", "b")
	if got := b.Dump("c", "other"); got != "" {
		t.Errorf("other on c is %s, want nothing", got)
	}
	if got := b.Value("a", "SELECT count(*) FROM bucardo_node.captured_table"); got != "2" {
		t.Errorf("%s tables are captured, want 2", got)
	}
	b.Exec("control", "SELECT bucardo.pause('to_c')")
	b.Eventually("control", "paused", "SELECT state FROM bucardo.status WHERE name = 'to_c'")
	b.Exec("a", "UPDATE item SET v = 'y'; INSERT INTO item SELECT n, 'bulk' FROM generate_series(11, 1000) n")
	b.Settle("to_b")
	b.Same("item", "a", "b")
	if got := b.Value("c", "SELECT count(*) FROM item"); got != "10" {
		t.Errorf("c has %s rows although its sync is paused", got)
	}
	b.Exec("control", "SELECT bucardo.resume('to_c')")
	b.WaitActive("to_c")
	b.Settle("to_c")
	b.Same("item", "a", "b", "c")
	b.Exec("control", "SELECT bucardo.remove_sync('to_b')")
	b.Eventually("a", "1", "SELECT count(*) FROM bucardo_node.captured_table")
	b.Exec("a", "DELETE FROM item WHERE id < 500")
	b.Settle("to_c")
	b.Same("item", "a", "c")
	b.Exec("control", "SELECT bucardo.remove_sync('to_c')")
	b.Eventually("a", "0", "SELECT count(*) FROM bucardo_node.captured_table")
	b.Eventually("a", "0", "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'bucardo%'")
	b.Eventually("a", "0", "SELECT count(*) FROM pg_class WHERE relnamespace = 'bucardo_node'::regnamespace AND relname ~ '^(delta|state)_'")
}
