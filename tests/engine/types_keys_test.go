package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// keyCase is a table keys_<name> whose key is made of n by expressions, one for each key column.
type keyCase struct {
	name    string
	columns []string // definitions of the key columns k1, k2 ...
	values  []string // of n, all different for different n
	limit   int      // how many keys there are, 0 for any number
}

func keyCases() []keyCase {
	nasty := `(ARRAY[E'\\', '''', '"', E'\n', E'\t', 'é', E'\\N', '$1', '{', ',', '%', 'ß☃', E'\\.', ' ', '''; --'])[n % 15 + 1]`
	return []keyCase{
		{"composite", []string{"int", "text", "date"}, []string{"n / 20", "'t' || n % 20", "date '2020-01-01' + n"}, 0},
		{"joined", []string{"text", "text"}, []string{"repeat('a', n % 30 + 1)", "repeat('a', n / 30) || ':'"}, 0},
		{"nasty", []string{"text"}, []string{nasty + " || n || " + nasty}, 0},
		{"text_c", []string{`text COLLATE "C"`}, []string{"chr(192 + n % 50) || n"}, 0},
		{"domain_c", []string{`place COLLATE "C"`}, []string{"chr(192 + n % 50) || n"}, 0},
		{"varchar", []string{"varchar(20)"}, []string{"'v ' || n || ' '"}, 0},
		{"char", []string{"char(8)"}, []string{"'c' || n"}, 0},
		{"uuid", []string{"uuid"}, []string{"md5(n::text)::uuid"}, 0},
		{"numeric", []string{"numeric"}, []string{"n * 1.50"}, 0},
		{"scaled", []string{"numeric(12,4)"}, []string{"-n / 4.0"}, 0},
		{"float", []string{"float8"}, []string{"n / 7.0"}, 0},
		{"date", []string{"date"}, []string{"CASE n WHEN 1 THEN 'infinity'::date WHEN 2 THEN '-infinity' ELSE date '0001-01-01 BC' + n * 1000 END"}, 0},
		{"timestamptz", []string{"timestamptz"}, []string{"CASE n WHEN 1 THEN 'infinity'::timestamptz ELSE timestamptz '2024-10-27 00:00:00+00' + n * interval '7 minutes 0.000001 seconds' END"}, 0},
		{"timestamp", []string{"timestamp(3)"}, []string{"timestamp '1999-12-31 23:59:59' + n * interval '11 ms'"}, 0},
		{"interval", []string{"interval"}, []string{"n * interval '1 hour 3 min'"}, 0},
		{"bytea", []string{"bytea"}, []string{`'\x00275c'::bytea || int4send(n)`}, 0},
		{"enum", []string{"day"}, []string{"(enum_range(NULL::day))[n]"}, 7},
		{"bool", []string{"boolean"}, []string{"n = 1"}, 2},
		{"enum_bool", []string{"day", "boolean"}, []string{"(enum_range(NULL::day))[(n + 1) / 2]", "n % 2 = 0"}, 14},
		{"one_char", []string{`"char"`}, []string{`chr(32 + n)::"char"`}, 90},
		{"domain", []string{"id_number"}, []string{"n"}, 0},
		{"name", []string{"name"}, []string{"'n' || n"}, 0},
		{"citext", []string{"citext"}, []string{"(CASE WHEN n % 2 = 0 THEN 'a' ELSE 'A' END) || n"}, 0},
		{"ltree", []string{"ltree"}, []string{"('top.n' || n)::ltree"}, 0},
		{"inet", []string{"inet"}, []string{"inet '10.0.0.0/16' + n"}, 0},
		{"bit", []string{"varbit"}, []string{"n::bit(16)::varbit"}, 0},
		{"array", []string{"int[]"}, []string{"ARRAY[n, n + 1]"}, 0},
		{"texts", []string{"text[]"}, []string{"ARRAY[n::text, '', E'a\\\\\"b']"}, 0},
		{"range", []string{"int4range"}, []string{"int4range(n, n + 1)"}, 0},
		{"pair", []string{"pair"}, []string{"ROW(n, 'x''\"' || n)::pair"}, 0},
		{"unique_index", []string{"int NOT NULL"}, []string{"n"}, 0},
	}
}

func (c keyCase) count(n int) int {
	if c.limit > 0 {
		return min(c.limit, n)
	}
	return n
}

func keyTables(cases []keyCase) string {
	var sql strings.Builder
	sql.WriteString(`
		CREATE EXTENSION citext;
		CREATE EXTENSION ltree;
		CREATE TYPE day AS ENUM ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'it''s "sun"');
		CREATE DOMAIN place AS text CHECK (VALUE <> '');
		CREATE DOMAIN id_number AS int NOT NULL CHECK (VALUE > 0);
		CREATE TYPE pair AS (a int, b text);
	`)
	for _, c := range cases {
		var columns, names []string
		for i, definition := range c.columns {
			columns = append(columns, fmt.Sprintf("k%d %s", i+1, definition))
			names = append(names, fmt.Sprintf("k%d", i+1))
		}
		constraint := "PRIMARY KEY"
		if c.name == "unique_index" {
			constraint = "UNIQUE"
		}
		fmt.Fprintf(&sql, "CREATE TABLE keys_%s (%s, v int, note text, %s (%s));\n", c.name, strings.Join(columns, ", "), constraint, strings.Join(names, ", "))
	}
	return sql.String()
}

// insert adds the rows with numbers from to to.
func (c keyCase) insert(from, to int) string {
	return fmt.Sprintf("INSERT INTO keys_%s SELECT %s, n FROM generate_series(%d, %d) n", c.name, strings.Join(c.values, ", "), c.count(from), c.count(to))
}

// move gives rows the keys of numbers that are by higher.
func (c keyCase) move(by int, where string) string {
	var sets []string
	for i, v := range c.values {
		sets = append(sets, fmt.Sprintf("k%d = (SELECT %s FROM (SELECT v + %d AS n) n)", i+1, v, by))
	}
	return fmt.Sprintf("UPDATE keys_%s SET %s, v = v + %d WHERE %s", c.name, strings.Join(sets, ", "), by, where)
}

// Rows are told apart by keys of every type: inserts, updates, changed keys, deletes, conflicts and TRUNCATE.
func TestKeys(t *testing.T) {
	t.Parallel()
	cases := keyCases()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, keyTables(cases))
	oddDatabases(b, all...)
	b.Start()
	b.AddSync("keys", "a:source,b:source,c:target", "all", "latest")
	run := func(db string, sql func(c keyCase) string) {
		for _, c := range cases {
			if text := sql(c); text != "" {
				b.Exec(db, text)
			}
		}
	}
	compare := func(step, rows string) {
		b.Settle("keys")
		for _, c := range cases {
			b.Same("keys_"+c.name, all...)
			if got := b.Value("c", "SELECT count(*) FROM keys_"+c.name); rows != "" && c.limit == 0 && got != rows {
				t.Errorf("after %s: keys_%s has %s rows, want %s", step, c.name, got, rows)
			}
		}
		if t.Failed() {
			t.Fatalf("after %s", step)
		}
	}
	conflicts := func(want int, change string) {
		before := b.Value("control", "SELECT total_conflicts FROM bucardo.status")
		b.Exec("control", "SELECT bucardo.pause('keys')")
		b.Eventually("control", "paused", "SELECT state FROM bucardo.status")
		for _, db := range []string{"b", "a"} {
			run(db, func(c keyCase) string {
				return fmt.Sprintf("UPDATE keys_%s SET note = 'from %s' WHERE %s", c.name, db, change)
			})
		}
		b.Exec("control", "SELECT bucardo.resume('keys')")
		b.WaitActive("keys")
		compare("conflicts", "")
		for _, c := range cases {
			if n := b.Value("c", fmt.Sprintf("SELECT count(*) FROM keys_%s WHERE (%s) AND note IS DISTINCT FROM 'from a'", c.name, change)); n != "0" {
				t.Errorf("keys_%s: %s rows are not the latest", c.name, n)
			}
		}
		b.Eventually("control", fmt.Sprint(want), fmt.Sprintf("SELECT total_conflicts - %s FROM bucardo.status", before))
	}

	run("a", func(c keyCase) string { return c.insert(1, 5) })
	compare("inserts", "5")
	run("b", func(c keyCase) string { return fmt.Sprintf("UPDATE keys_%s SET note = 'b' WHERE v <= 3", c.name) })
	compare("updates", "5")
	conflicts(len(cases), "v = 1")
	run("a", func(c keyCase) string { return fmt.Sprintf("DELETE FROM keys_%s WHERE v = 2", c.name) })
	compare("deletes", "4")
	run("b", func(c keyCase) string {
		if c.limit > 0 && c.limit < 14 {
			return ""
		}
		return c.move(7, "v >= 4")
	})
	compare("changed keys", "4")

	run("b", func(c keyCase) string {
		if c.limit > 0 {
			return ""
		}
		return c.insert(101, 600)
	})
	compare("many inserts", "504")
	run("a", func(c keyCase) string { return fmt.Sprintf("UPDATE keys_%s SET note = 'a' WHERE v > 100", c.name) })
	compare("many updates", "504")
	large := 0
	for _, c := range cases {
		if c.limit == 0 {
			large++
		}
	}
	conflicts(large*500, "v > 100")
	run("b", func(c keyCase) string { return fmt.Sprintf("DELETE FROM keys_%s WHERE v > 100 AND v <= 105", c.name) })
	run("a", func(c keyCase) string {
		if c.limit > 0 {
			return ""
		}
		return c.move(1000, "v > 105")
	})
	compare("many changed keys", "499")
	run("a", func(c keyCase) string { return "TRUNCATE keys_" + c.name })
	compare("truncate", "0")
	run("b", func(c keyCase) string { return c.insert(1, 3) })
	compare("inserts again", "3")
}
