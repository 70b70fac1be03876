package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// typeCase is a column type with values of it, as SQL. They are tried in rows of a table types_<name>.
type typeCase struct {
	name   string
	typ    string
	values []string
}

// typesBefore is what the types of the cases need.
const typesBefore = `
	CREATE EXTENSION hstore;
	CREATE EXTENSION citext;
	CREATE EXTENSION ltree;
	CREATE TYPE mood AS ENUM ('sad', 'so so', 'it''s, "fine"');
	CREATE DOMAIN positive AS int CHECK (VALUE > 0);
	CREATE DOMAIN must AS varchar(12) NOT NULL CHECK (VALUE <> 'never');
	CREATE DOMAIN nested AS must;
	CREATE TYPE pair AS (a int, b text, c mood);
	CREATE TYPE tree AS (node pair, many pair[], label must);`

func typeCases() []typeCase {
	return []typeCase{
		{"enum", "mood", []string{`'sad'`, `'it''s, "fine"'`, `NULL`}},
		{"domain", "positive", []string{`1`, `2147483647`, `NULL`}},
		{"domain_not_null", "must", []string{`'a'`, `'twelve chars'`, `''`}},
		{"domain_nested", "nested", []string{`'b'`, `'x'`}},
		{"composite", "pair", []string{`ROW(1, 'a "quoted", (one)', 'so so')`, `ROW(NULL, '', NULL)`, `ROW(NULL, NULL, NULL)`, `NULL`}},
		{"composite_nested", "tree", []string{`ROW(ROW(1, E'\\ \n', 'sad'), ARRAY[ROW(2, NULL, 'so so')::pair, NULL], 'l')`, `NULL`}},
		{"ints", "int[]", []string{`'{}'`, `'{1,NULL,3}'`, `'[-2:0]={7,8,9}'`, `'{{1,2},{3,4}}'`, `'[0:1][5:6]={{1,2},{3,4}}'`, `NULL`}},
		{"texts", "text[]", []string{`ARRAY['', 'NULL', NULL, E'a\\b', '"', '{}', E'\t\n']`, `'{}'`}},
		{"enums", "mood[]", []string{`ARRAY['sad', NULL, 'it''s, "fine"']::mood[]`}},
		{"composites", "pair[]", []string{`ARRAY[ROW(1, 'x,y', 'sad')::pair, ROW(2, '"', NULL)::pair]`, `'[3:3]={"(1,b,sad)"}'`}},
		{"domains", "positive[]", []string{`ARRAY[1, 2]::positive[]`}},
		{"bytea", "bytea", []string{`'\x00ff5c0a09'`, `''`, `decode(repeat('00ff', 5000), 'hex')`, `NULL`}},
		{"int4range", "int4range", []string{`'[1,5)'`, `'empty'`, `'(,)'`, `'[3,)'`}},
		{"numrange", "numrange", []string{`'(1.0,2.50]'`, `'[1.00,2.5]'`, `'(,1)'`}},
		{"tstzrange", "tstzrange", []string{`'["2024-02-29 23:59:59.999999+00",infinity]'`, `'[2024-01-01 12:00+05:30,)'`}},
		{"daterange", "daterange", []string{`'[-infinity,infinity]'`, `'[2020-01-01,2020-01-02]'`}},
		{"multirange", "int4multirange", []string{`'{}'`, `'{[1,2),[5,9)}'`}},
		{"date", "date", []string{`'infinity'`, `'-infinity'`, `'0044-03-15 BC'`, `'5874897-12-31'`, `'2024-03-04'`}},
		{"timestamp", "timestamp", []string{`'infinity'`, `'-infinity'`, `'2024-03-04 05:06:07.000001'`, `'4713-01-01 00:00:00 BC'`, `'294276-12-31 23:59:59.999999'`}},
		{"timestamptz", "timestamptz", []string{`'infinity'`, `'-infinity'`, `'2024-03-31 02:30:00+01'`, `'1890-01-01 00:00:00+00'`, `'2024-10-27 02:30:00 Europe/Berlin'`}},
		{"timestamp0", "timestamp(0)", []string{`'2024-03-04 05:06:07'`}},
		{"time", "time", []string{`'24:00:00'`, `'00:00:00.000001'`}},
		{"timetz", "timetz", []string{`'23:59:59.999999+14:30'`, `'00:00-12'`}},
		{"interval", "interval", []string{`'1 year -2 months +3 days -04:05:06.789'`, `'-1 mons'`, `'178000000 years'`, `'30 days'`, `'0'`}},
		{"numeric", "numeric", []string{`'NaN'`, `'Infinity'`, `'-Infinity'`, `1.0`, `1.00`, `1`, `0.000`, `-0.1`, `1e-400`, `1e400`, `123456789012345678901234567890.123456789`}},
		{"numeric_scaled", "numeric(10,3)", []string{`1.5`, `-1234567.891`, `'NaN'`}},
		{"float8", "float8", []string{`'-0'`, `0`, `'NaN'`, `'Infinity'`, `'-Infinity'`, `1.7976931348623157e308`, `4.9e-324`, `0.1::float8 + 0.2::float8`, `1.0/3`}},
		{"float4", "float4", []string{`'-0'`, `3.4028235e38`, `1e-45`, `0.1`, `'NaN'`}},
		{"bigint", "bigint", []string{`-9223372036854775808`, `9223372036854775807`}},
		{"money", "money", []string{`'-92233720368547758.08'::money`, `1234.5::numeric::money`}},
		{"jsonb", "jsonb", []string{`'{"b": 1.00, "a": [null, "\u00e9 \\ \" \n"], "a": 2}'`, `'null'`, `'"x"'`, `NULL`}},
		{"json", "json", []string{`E'{"a" :  1,\n\t"a":2.0 , "b":"\\u00e9\\n"}'`, `' null '`, `NULL`}},
		{"jsonpath", "jsonpath", []string{`'$.a[*] ? (@ > 1)'`}},
		{"uuid", "uuid", []string{`'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'`, `'00000000-0000-0000-0000-000000000000'`}},
		{"inet", "inet", []string{`'192.168.0.1/24'`, `'::1'`, `'10.0.0.1'`}},
		{"cidr", "cidr", []string{`'10.0.0.0/8'`, `'2001:db8::/32'`}},
		{"macaddr", "macaddr8", []string{`'08:00:2b:01:02:03:04:05'`}},
		{"bit", "bit(5)", []string{`B'10101'`, `B'00000'`}},
		{"varbit", "varbit", []string{`B''`, `B'1'`, `B'101010101010101'`}},
		{"xml", "xml", []string{`'<a b="1">x &amp; y</a>'::xml`, `'just text'::xml`, `'<a/><b/>'::xml`}},
		{"tsvector", "tsvector", []string{`'fat:2A,3 cat:1 ''it''''s'':4'`, `''`}},
		{"tsquery", "tsquery", []string{`'fat & (rat | !cat:*)'`}},
		{"hstore", "hstore", []string{`'a=>1, b=>NULL, "c d"=>"x\"y"'`, `''`}},
		{"citext", "citext", []string{`'MiXed'`, `'mixed'`, `''`}},
		{"ltree", "ltree", []string{`'Top.Science.Astronomy'`, `''`}},
		{"char", "char(6)", []string{`'a'`, `'abcdef'`, `''`, `' b'`}},
		{"one_char", `"char"`, []string{`'a'`, `''`, `'\'`}},
		{"varchar", "varchar(10)", []string{`'  both  '`, `''`, `NULL`}},
		{"name", "name", []string{`'some name'`}},
		{"text", "text", []string{`''`, `NULL`, `'\N'`, `'\.'`, `E'tab\tnewline\nreturn\rback\\slash'`, `E'\b\f\v\x01'`, `'Ünïcödé ☃ 🐘'`, `'{"a"}'`, `'$1'`, `'''"'`}},
		{"toasted", "text", []string{`(SELECT string_agg(md5(n::text), '') FROM generate_series(1, 40000) n)`, `repeat('x', 3000000)`, `'short'`}},
		{"oids", "regclass", []string{`'pg_class'`}},
		{"point", "point", []string{`'(1.5,-0)'`, `'(NaN,Infinity)'`}},
		{"polygon", "polygon", []string{`'((0,0),(1,1),(1,0))'`}},
		{"pg_lsn", "pg_lsn", []string{`'16/B374D848'`}},
		{"record_of_defaults", "int DEFAULT 7", []string{`NULL`, `8`}},
	}
}

func typeTables(cases []typeCase) string {
	var sql strings.Builder
	sql.WriteString(typesBefore)
	for _, c := range cases {
		fmt.Fprintf(&sql, "CREATE TABLE types_%s (id int PRIMARY KEY, v %s, after_it text DEFAULT 'not sent');\n", c.name, c.typ)
	}
	return sql.String()
}

// plainSession makes the text of all values the same on all databases.
const plainSession = `SET DateStyle = 'ISO, MDY'; SET IntervalStyle = 'postgres'; SET TimeZone = 'UTC'; SET extra_float_digits = 1;
	SET bytea_output = 'hex'; SET lc_monetary = 'C'; SET xmloption = 'content'`

// oddDatabases gives databases session settings that change how values look.
func oddDatabases(b *bed.Bed, names ...string) {
	settings := [][2]string{
		{"DateStyle", "German, DMY"},
		{"TimeZone", "America/St_Johns"},
		{"IntervalStyle", "sql_standard"},
		{"extra_float_digits", "-5"},
		{"bytea_output", "escape"},
		{"xmloption", "document"},
		{"DateStyle", "SQL, DMY"},
		{"TimeZone", "Asia/Kathmandu"},
		{"IntervalStyle", "iso_8601"},
		{"extra_float_digits", "0"},
		{"bytea_output", "hex"},
		{"standard_conforming_strings", "off"},
	}
	for i, name := range names {
		for _, s := range settings[i%2*6 : i%2*6+6] {
			b.Exec(name, fmt.Sprintf("DO $$ BEGIN EXECUTE format('ALTER DATABASE %%I SET %s = %%L', current_database(), '%s'); END $$", s[0], s[1]))
		}
		b.Exec(name, plainSession)
	}
}

func (c typeCase) rows(from int) string {
	var rows []string
	for i, v := range c.values {
		rows = append(rows, fmt.Sprintf("(%d, (%s)::%s)", from+i, v, strings.TrimSuffix(c.typ, " DEFAULT 7")))
	}
	return strings.Join(rows, ", ")
}

// Every value of every type arrives as it is, by the way for few rows and by the way for many.
func TestTypes(t *testing.T) {
	t.Parallel()
	cases := typeCases()
	b := bed.New(t, []string{"a", "b"}, typeTables(cases))
	oddDatabases(b, "a", "b")
	b.Start()
	b.AddSync("types", "a:source,b:source", "all", "latest")

	each := func(db string, sql func(c typeCase) string) {
		var all strings.Builder
		for _, c := range cases {
			all.WriteString(sql(c) + ";\n")
		}
		b.Exec(db, all.String())
	}
	compare := func(step string) {
		b.Settle("types")
		for _, c := range cases {
			if b.Same("types_"+c.name, "a", "b") == "" && step != "delete" {
				t.Errorf("after %s: types_%s is empty", step, c.name)
			}
		}
		if t.Failed() {
			t.Fatalf("after %s", step)
		}
	}
	// The value of the next row, in a circle.
	rotate := func(c typeCase) string {
		return fmt.Sprintf("UPDATE types_%[1]s x SET v = y.v FROM types_%[1]s y WHERE y.id = CASE WHEN x.id %% %[2]d = 0 THEN x.id - %[2]d + 1 ELSE x.id + 1 END", c.name, len(c.values))
	}
	each("a", func(c typeCase) string { return fmt.Sprintf("INSERT INTO types_%s VALUES %s", c.name, c.rows(1)) })
	compare("a few inserts")
	each("b", rotate)
	compare("a few updates")
	each("a", func(c typeCase) string {
		return fmt.Sprintf("UPDATE types_%s SET after_it = NULL WHERE id = 1", c.name)
	})
	compare("an update that leaves the values alone")

	// 3 MB values only a few times, everything else more than 400 times.
	each("a", func(c typeCase) string {
		copies := 410/len(c.values) + 1
		if c.name == "toasted" {
			return fmt.Sprintf(`INSERT INTO types_toasted SELECT n, CASE n %% 3 WHEN 0 THEN 'short' WHEN 1 THEN repeat(md5(n::text), 300) ELSE left(v, 9000) END
				FROM types_toasted, generate_series(4, 420) n WHERE id = 1`)
		}
		return fmt.Sprintf("INSERT INTO types_%[1]s (id, v) SELECT x.id + n * %[2]d, x.v FROM types_%[1]s x, generate_series(1, %[3]d) n", c.name, len(c.values), copies)
	})
	compare("many inserts")
	each("b", rotate)
	compare("many updates")
	each("a", func(c typeCase) string { return fmt.Sprintf("UPDATE types_%s SET after_it = 'again'", c.name) })
	compare("many updates that leave the values alone")
	each("b", func(c typeCase) string { return fmt.Sprintf("DELETE FROM types_%s WHERE id > 1", c.name) })
	each("a", func(c typeCase) string { return fmt.Sprintf("DELETE FROM types_%s WHERE id = 1", c.name) })
	compare("delete")
	for _, c := range cases {
		if n := b.Value("b", "SELECT count(*) FROM types_"+c.name); n != "0" {
			t.Errorf("types_%s still has %s rows", c.name, n)
		}
	}
}

// 1.0 and 1.00 are equal and not the same; a change from one to the other arrives.
func TestEqualButNotTheSame(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, `
		CREATE EXTENSION citext;
		CREATE TABLE n (id int PRIMARY KEY, v numeric, f float8, c citext, j jsonb, i interval);
		CREATE TABLE k (v numeric PRIMARY KEY, c citext NOT NULL);
		CREATE TABLE l (c citext PRIMARY KEY, v int);
		INSERT INTO n VALUES (1, 1.0, 0, 'abc', '1.0', '30 days');
		INSERT INTO k VALUES (1.0, 'a');
		INSERT INTO l VALUES ('abc', 1);`)
	b.Start()
	b.AddSync("s", "a:source,b:source", "all", "latest")
	b.Exec("a", "UPDATE n SET v = 1.00, f = '-0', c = 'ABC', j = '1.00', i = '1 month'; UPDATE k SET v = 1.00, c = 'A'; UPDATE l SET c = 'ABC'")
	b.Settle("s")
	for _, table := range []string{"n", "k", "l"} {
		b.Same(table, "a", "b")
	}
	if got := b.Dump("b", "n"); got != `(1,1.00,-0,ABC,1.00,"1 mon")` {
		t.Errorf("n on b is %s", got)
	}
	b.Exec("b", "UPDATE k SET v = 1.000; INSERT INTO k SELECT n + 0.50, 'x' FROM generate_series(1, 500) n; UPDATE l SET c = 'aBc'")
	b.Settle("s")
	b.Exec("a", "UPDATE k SET v = v + 0.000")
	b.Settle("s")
	for _, table := range []string{"k", "l"} {
		b.Same(table, "a", "b")
	}
	if got := b.Value("b", "SELECT max(scale(v)) || ' ' || min(scale(v)) FROM k"); got != "3 3" {
		t.Errorf("scales on b are %s, want 3 3", got)
	}
}
