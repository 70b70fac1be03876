package mysql_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// kept are values that come back as they are: type, value, what the server's own client reads (empty: the same).
var kept = [][3]string{
	{"smallint", "-32768"},
	{"integer", "2147483647"},
	{"bigint", "-9223372036854775808"},
	{"bigint", "9223372036854775807"},
	{"oid", "4294967295"},
	{"boolean", "t", "1"},
	{"boolean", "false", "0"},
	{"real", "3.4028235e+38", "3.4028235e38"},
	{"real", "0.1"},
	{"real", "1e-45"},
	{"double precision", "1.7976931348623157e+308", "1.7976931348623157e308"},
	{"double precision", "2.2250738585072014e-308"},
	{"double precision", "5e-324"},
	{"double precision", "0.30000000000000004"},
	{"double precision", "-1234567.8901234567"},
	{"numeric", "12345678901234567890123456789012345.123456789012345678901234567890"},
	{"numeric", "-0.000000000000000000000000000001"},
	{"numeric", "1.50", "1.500000000000000000000000000000"},
	{"numeric(10,2)", "-99999999.99"},
	{"numeric(65,0)", strings.Repeat("9", 65)},
	{"numeric(5,-2)", "1234500"},
	{"numeric(2,5)", "0.00099"},
	{"date", "0001-01-01"},
	{"date", "9999-12-31"},
	{"time without time zone", "24:00:00", "24:00:00.000000"},
	{"time without time zone", "23:59:59.999999"},
	{"time(3) without time zone", "01:02:03.004", "01:02:03.004000"},
	{"time with time zone", "12:34:56.789+05:30"},
	{"timestamp without time zone", "9999-12-31 23:59:59.999999"},
	{"timestamp without time zone", "2024-02-29 00:00:00", "2024-02-29 00:00:00.000000"},
	{"timestamp with time zone", "2024-03-31 02:30:00.5+00", "2024-03-31 02:30:00.500000"},
	{"timestamp(0) with time zone", "0001-01-01 00:00:00+00", "0001-01-01 00:00:00.000000"},
	{"interval", "-178000000 years"},
	{"interval", "1 year 2 mons -3 days +04:05:06.789"},
	{"uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"},
	{"text", ""},
	{"text", "it's \\ a \"test\"\nwith\ttabs\r\n\\' -- ; \\0 `x` ? %s"},
	{"text", "Ünïcödé 😀 \u200d \uffff \U0010ffff"},
	{"text", "ends with spaces   "},
	{"character varying(10)", "öööööööööö"},
	{"character varying(10)", "a         "},
	{"character varying(1000)", strings.Repeat("😀", 1000)},
	{"character(5)", "ab   "},
	{"name", strings.Repeat("n", 63)},
	{"\"char\"", "x"},
	{"bytea", `\x`, ""},
	{"bytea", `\x00ff275c0a`, "\x00\xff'\\\n"},
	{"json", `{"b": 1,  "a": 1.10, "a": null}`},
	{"jsonb", `{"a": 123456789012345678901234567890.123, "é": "\\u0000"}`},
	{"xml", "<a>&lt;</a>"},
	{"money", "-$92,233,720,368,547,758.08"},
	{"inet", "2001:db8:85a3:8d3:1319:8a2e:370:7348/64"},
	{"cidr", "10.0.0.0/8"},
	{"macaddr8", "08:00:2b:01:02:03:04:05"},
	{"bit(3)", "101"},
	{"bit varying", "0000000000000000"},
	{"int4range", "[1,10)"},
	{"tstzrange", `["2024-01-01 00:00:00+00",infinity)`},
	{"int4multirange", "{[1,3),[5,7)}"},
	{"point", "(1,2.5)"},
	{"tsvector", "'a':1 'b':2"},
	{"shop.mood", "so-so"},
	{"integer[]", "{1,2,NULL,-3}", "[1,2,null,-3]"},
	{"integer[]", "{}", "[]"},
	{"integer[]", "{{1,2},{3,4}}", "[[1,2],[3,4]]"},
	{"numeric[]", "{1.50,NaN,1e5}", `[1.50,"NaN",1e5]`},
	{"boolean[]", "{t,f}", "[true,false]"},
	{"text[]", `{a,"b,c","\"q\" \\ é <&>",NULL,"NULL","",😀}`, `["a","b,c","\"q\" \\ é <&>",null,"NULL","","😀"]`},
	{"bytea[]", `{"\\x00ff"}`, `["\\x00ff"]`},
	{"box[]", "{(1,1),(0,0);(2,2),(1,1)}", `["(1,1),(0,0)","(2,2),(1,1)"]`},
	{"jsonb[]", `{"{\"a\": 1}",null}`, `["{\"a\": 1}",null]`},
	{"timestamp with time zone[]", `{"2024-01-01 00:00:00+00"}`, `["2024-01-01 00:00:00+00"]`},
}

func TestTypesAreKept(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		store := d.open(t)
		for i, c := range kept {
			want := c[2]
			if want == "" && c[0] != "bytea" {
				want = c[1]
			}
			one := table(fmt.Sprintf("t%d", i), 1, "id integer", "v "+c[0])
			create(t, store, one)
			found, err := store.Find(t.Context(), []apply.StoreTable{one})
			if err != nil {
				t.Fatalf("%s: %v", c[0], err)
			}
			begin(t, store)
			null := row("2", "")
			null.Values[1] = nil
			if err := store.Write(t.Context(), found[0], []apply.Row{row("1", c[1]), null}); err != nil {
				t.Errorf("%s %q: %v", c[0], c[1], err)
				store.Rollback(t.Context())
				continue
			}
			commit(t, store, "p")
			if got := d.value(t, "SELECT CONCAT(v) FROM "+one.Name+" WHERE id = 1"); got == nil || *got != want {
				t.Errorf("%s %q: got %q, want %q", c[0], c[1], *got, want)
			}
			if got := d.value(t, "SELECT v FROM "+one.Name+" WHERE id = 2"); got != nil {
				t.Errorf("%s NULL: got %q", c[0], *got)
			}
		}
	})
}

// Whatever of a type can be a key: written, found again as the same row, and deleted, alone and with another column.
func TestTypesAsKeys(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		store := d.open(t)
		for i, c := range kept {
			if len(c[1]) > 190 || strings.HasSuffix(c[1], " ") && strings.HasPrefix(store.Version(), "MySQL 5") {
				continue // an index of MySQL 5.6 has 767 bytes; and it ignores spaces at the end
			}
			single := table(fmt.Sprintf("s%d", i), 1, "k "+c[0], "v integer")
			double := table(fmt.Sprintf("d%d", i), 2, "k "+c[0], "n integer", "v integer")
			create(t, store, single, double)
			put(t, store, single, row(c[1], "1"))
			put(t, store, single, row(c[1], "2"))
			put(t, store, double, row(c[1], "1", "1"), row(c[1], "2", "1"))
			put(t, store, double, row(c[1], "1", "2"), gone(double, c[1], "2"))
			d.same(t, "SELECT v FROM "+single.Name, "2")
			d.same(t, "SELECT n, v FROM "+double.Name, "1|2")
			put(t, store, single, gone(single, c[1]))
			put(t, store, double, gone(double, c[1], "1"))
			if t.Failed() {
				t.Fatalf("%s %q", c[0], c[1])
			}
			d.same(t, "SELECT v FROM "+single.Name)
			d.same(t, "SELECT v FROM "+double.Name)
		}
	})
}

// What the store cannot keep is said beforehand and refused, not changed.
func TestTypesRefused(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		store := d.open(t)
		for i, c := range [][3]string{
			{"real", "NaN", "NaN"},
			{"double precision", "-Infinity", "infinity"},
			{"numeric", "NaN", "NaN"},
			{"numeric", "Infinity", "infinity"},
			{"numeric", "123456789012345678901234567890123456", "35 digits before"},
			{"numeric", "0.0000000000000000000000000000001", "30 after"},
			{"numeric(70,2)", strings.Repeat("9", 36), "35 digits before"},
			{"numeric(10,2)", "NaN", "NaN"},
			{"date", "infinity", "infinity"},
			{"date", "0044-03-15 BC", "years before 1"},
			{"date", "5874897-12-31", "after 9999"},
			{"timestamp without time zone", "-infinity", "infinity"},
			{"timestamp without time zone", "0044-03-15 12:00:00 BC", "years before 1"},
			{"timestamp with time zone", "10000-01-01 00:00:00+00", "after 9999"},
			{"integer[]", "[0:1]={1,2}", "lower bounds"},
		} {
			one := table(fmt.Sprintf("t%d", i), 1, "id integer", "v "+c[0])
			create(t, store, one)
			if loses := store.Loses(one.Columns[1]); !strings.Contains(loses, c[2]) {
				t.Errorf("%s: %q is not said to be lost, but %q", c[0], c[2], loses)
			}
			begin(t, store)
			err := store.Write(t.Context(), &one, []apply.Row{row("1", c[1])})
			if err == nil {
				t.Errorf("%s %q was taken as %q", c[0], c[1], d.lines(t, "SELECT v FROM "+one.Name))
			} else {
				refused(t, err)
			}
			store.Rollback(t.Context())
		}
		for _, c := range []string{"integer", "text", "bytea", "jsonb", "uuid", "boolean", "interval", "shop.mood", "time without time zone"} {
			if loses := store.Loses(apply.StoreColumn{Type: apply.ParseType(c)}); loses != "" {
				t.Errorf("%s: %s", c, loses)
			}
		}
	})
}

// Tables of the user's own may be narrower: what the server would round, cut or pad there is refused too.
func TestNarrowColumns(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d *database) {
		t.Helper()
		store := d.open(t)
		for i, c := range []struct{ theirs, ours, good, bad string }{
			{"DECIMAL(10,2)", "numeric", "12345678.90", "1.005"},
			{"DECIMAL(10,2)", "numeric", "1", "123456789"},
			{"DECIMAL(10,2)", "double precision", "1e5", "1e10"},
			{"INT", "numeric", "5.00", "5.5"},
			{"INT", "double precision", "5", "0.5"},
			{"TINYINT UNSIGNED", "integer", "255", "-1"},
			{"DOUBLE", "numeric", "0.1", "0.12345678901234567890"},
			{"FLOAT", "double precision", "0.5", "0.30000000000000004"},
			{"DATETIME", "timestamp without time zone", "2024-01-01 00:00:00", "2024-01-01 00:00:00.5"},
			{"DATETIME(3)", "timestamp with time zone", "2024-01-01 00:00:00.5+00", "2024-01-01 00:00:00.0001+00"},
			{"TIMESTAMP(6)", "timestamp with time zone", "2024-01-01 00:00:00.5+00", "2039-01-01 00:00:00+00"},
			{"DATE", "timestamp without time zone", "2024-01-01 00:00:00", "2024-01-01 12:00:00"},
			{"TIME", "time without time zone", "01:02:03", "01:02:03.5"},
			{"VARCHAR(3)", "text", "abc", "abcd"},
			{"VARCHAR(3)", "text", "a  ", "abc "},
			{"CHAR(3)", "text", "abc", "a "},
			{"CHAR(3)", "character(3)", "abc", "abcd"},
			{"TINYTEXT", "text", strings.Repeat("x", 255), strings.Repeat("x", 255) + " "},
			{"VARCHAR(10) CHARACTER SET latin1", "text", "é", "ж"},
			{"BINARY(2)", "bytea", `\x0102`, `\x01`},
			{"VARBINARY(2)", "bytea", `\x01`, `\x010203`},
			{"BIT(1)", "boolean", "t", ""},
			{"BIT(3)", "bit(3)", "101", "1011"},
			{"ENUM('a','b')", "shop.mood", "b", "c"},
			{"ENUM('true','false')", "boolean", "f", ""},
		} {
			one := table(fmt.Sprintf("t%d", i), 1, "id integer", "v "+c.ours)
			d.do(t, fmt.Sprintf("CREATE TABLE %s (id INT PRIMARY KEY, v %s)", one.Name, c.theirs))
			put(t, store, one, row("1", c.good))
			if c.bad == "" {
				continue
			}
			begin(t, store)
			if err := store.Write(t.Context(), &one, []apply.Row{row("2", c.bad)}); err == nil {
				t.Errorf("%s takes %s %q as %q", c.theirs, c.ours, c.bad, d.lines(t, "SELECT v FROM "+one.Name+" WHERE id = 2"))
			} else {
				refused(t, err)
			}
			store.Rollback(t.Context())
		}
		d.same(t, "SELECT v FROM t24", "false")
		if strings.HasPrefix(store.Version(), "MariaDB") {
			d.do(t, "CREATE TABLE native (id UUID PRIMARY KEY, doc JSON, at INET6)")
			native := table("native", 1, "id uuid", "doc jsonb", "at inet")
			put(t, store, native, row("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", `{"b": 1, "a": 2}`, "2001:db8::1"), row("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12", "null", "::1"))
			put(t, store, native, gone(native, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12"))
			d.same(t, "SELECT * FROM native", `a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|{"b": 1, "a": 2}|2001:db8::1`)
		}
	})
}
