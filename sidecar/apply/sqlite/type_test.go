package sqlite_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// TestTypes writes each type at its extremes into a table made from the types, and has another program read it.
func TestTypes(t *testing.T) {
	t.Parallel()
	const exact = "=" // comes back as the text it was
	for i, c := range []struct{ typ, class, value, want string }{
		{"smallint", "integer", "-32768", exact},
		{"integer", "integer", "2147483647", exact},
		{"bigint", "integer", "-9223372036854775808", exact},
		{"bigint", "integer", "9223372036854775807", exact},
		{"oid", "integer", "4294967295", exact},
		{"boolean", "integer", "t", "1"},
		{"boolean", "integer", "true", "1"},
		{"boolean", "integer", "f", "0"},
		{"real", "real", "3.4028235e+38", exact},
		{"real", "real", "1.1", exact},
		{"double precision", "real", "1.7976931348623157e+308", exact},
		{"double precision", "real", "5e-324", exact},
		{"double precision", "real", "0.1", exact},
		{"double precision", "real", "Infinity", "+Inf"},
		{"double precision", "real", "-Infinity", "-Inf"},
		{"double precision", "real", "-0", "0"},
		{"numeric", "text", "1" + strings.Repeat("0", 200) + ".50", exact},
		{"numeric(10,2)", "text", "0.10", exact},
		{"numeric", "text", "NaN", exact},
		{"numeric", "text", "-Infinity", exact},
		{"money", "text", "$1.00", exact},
		{"text", "text", "", exact},
		{"text", "text", "a\nb\t'\"\\\u00e4\U0001f600", exact},
		{"text", "text", "0123", exact},
		{"text", "text", strings.Repeat("x", 3_000_000), exact},
		{"character varying(20)", "text", "1e5", exact},
		{"character(4)", "text", "a   ", exact},
		{"bytea", "blob", `\x`, "[]"},
		{"bytea", "blob", `\x00ff0027`, "[0 255 0 39]"},
		{"date", "text", "4713-01-01 BC", exact},
		{"date", "text", "5874897-12-31", exact},
		{"date", "text", "infinity", exact},
		{"timestamp without time zone", "text", "294276-12-31 23:59:59.999999", exact},
		{"timestamp(3) with time zone", "text", "2024-02-29 23:59:59.999+00", "2024-02-29 23:59:59.999+00:00"},
		{"timestamp with time zone", "text", "-infinity", exact},
		{"time without time zone", "text", "24:00:00", exact},
		{"time with time zone", "text", "00:00:00+15:59:59", exact},
		{"interval", "text", "-178000000 years -1 days +00:00:00.000001", exact},
		{"uuid", "text", "ffffffff-ffff-ffff-ffff-ffffffffffff", exact},
		{"json", "text", "{\"a\" :\n1}", exact},
		{"jsonb", "text", `{"a": 12345678901234567890.10}`, exact},
		{"inet", "text", "::1/128", exact},
		{"int4range", "text", "[1,5)", exact},
		{"shop.mood", "text", "sad", exact},
		{"bit varying", "text", "0101", exact},
		{"tsvector", "text", "'a':1 'b''c':2", exact},
		{"integer[]", "text", "{{1,2},{NULL,4}}", "[[1,2],[null,4]]"},
		{"timestamp with time zone[]", "text", `{"2024-01-01 00:00:00+00"}`, `["2024-01-01 00:00:00+00:00"]`},
	} {
		t.Run(fmt.Sprint(i, " ", c.typ), func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			s := open(t, path)
			tab := table("t", 1, "id:integer", "v:"+c.typ)
			must(t, s.Create(t.Context(), []apply.StoreTable{tab}))
			commit(t, s, "", "1", &tab, there("1", c.value), there("2", null))
			if c.want == exact {
				c.want = c.value
			}
			same(t, ask(t, reader(t, path), "SELECT id, typeof(v), v FROM t ORDER BY id"), "1|"+c.class+"|"+c.want+"\n2|null|<nil>")

			// The same type as the key.
			tab = table("k", 1, "id:"+c.typ, "v:text")
			must(t, s.Create(t.Context(), []apply.StoreTable{tab}))
			commit(t, s, "1", "2", &tab, there(c.value, "a"))
			commit(t, s, "2", "3", &tab, there(c.value, "b"))
			same(t, ask(t, reader(t, path), "SELECT typeof(id), v FROM k"), c.class+"|b")
			commit(t, s, "3", "4", &tab, gone(c.value, null))
			same(t, ask(t, reader(t, path), "SELECT typeof(id), v FROM k"), "")
		})
	}
}

// TestValuesOfOtherTypes writes into a table whose columns are not what the sidecar would have made.
func TestValuesOfOtherTypes(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, db := open(t, path), reader(t, path)
	ask(t, db, "CREATE TABLE t (id TEXT, part VARCHAR(3), v ANY, n NUMERIC, PRIMARY KEY (id, part))")
	tab := table("t", 2, "id:bigint", "part:bigint", "v:double precision", "n:numeric")
	commit(t, s, "", "1", &tab, there("1", "2", "NaN", "12.50"), there("2", "2", "0.5", "12"), there("3", "2", "0.5", "1"))
	commit(t, s, "1", "2", &tab, there("2", "2", "0.25", "13"), gone("3", "2", null, null))
	same(t, ask(t, db, "SELECT id, part, typeof(v), v, typeof(n), n FROM t ORDER BY id"), "1|2|text|NaN|real|12.5\n2|2|real|0.25|integer|13")
}

func TestWhatIsLost(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t))
	for typ, word := range map[string]string{
		"double precision": "NaN", "real": "NaN", "integer[]": "lower bounds", "double precision[]": "lower bounds",
		"numeric": "", "text": "", "timestamp with time zone": "", "bytea": "", "jsonb": "",
	} {
		got := s.Loses(apply.StoreColumn{Name: "c", Type: apply.ParseType(typ)})
		if (got == "") != (word == "") || !strings.Contains(got, word) {
			t.Errorf("%s loses %q", typ, got)
		}
	}
}

func TestEqualKeys(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := open(t, path)
	tab := table("t", 1, "id:numeric", "v:numeric")
	must(t, s.Create(t.Context(), []apply.StoreTable{tab}))
	commit(t, s, "", "1", &tab, there("1.0", "1.0"), there("100", "2"), there("0.00", "3"), there("0.10", "4"))
	commit(t, s, "1", "2", &tab, there("1.00", "1.00"), there("100.0", "2.0"), gone("0", null))
	same(t, ask(t, reader(t, path), "SELECT id, v FROM t ORDER BY id"), "0.1|4\n1|1.00\n100|2.0")
}
