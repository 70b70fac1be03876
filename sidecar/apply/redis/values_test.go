package redis_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	servers "github.com/bucardo/bucardo-sidecar/tests/stores"
)

// values are PostgreSQL's types at their extremes. In JSON what is not named stands as a string.
var values = []struct{ kind, text, json string }{
	{"smallint", "-32768", `-32768`},
	{"integer", "2147483647", `2147483647`},
	{"bigint", "-9223372036854775808", `-9223372036854775808`},
	{"bigint", "9223372036854775807", `9223372036854775807`},
	{"numeric", "12345678901234567890123456789012345678.123456789012345678901234567890", `12345678901234567890123456789012345678.123456789012345678901234567890`},
	{"numeric(5,2)", "-0.10", `-0.10`},
	{"numeric", "NaN", `"NaN"`},
	{"numeric", "-Infinity", `"-Infinity"`},
	{"real", "3.4028235e+38", `3.4028235e+38`},
	{"real", "1e-45", `1e-45`},
	{"double precision", "1.7976931348623157e+308", `1.7976931348623157e+308`},
	{"double precision", "-0", `-0`},
	{"double precision", "NaN", `"NaN"`},
	{"double precision", "Infinity", `"Infinity"`},
	{"boolean", "t", `true`},
	{"boolean", "f", `false`},
	{"text", "", ""},
	{"text", "tab\tnewline\nreturn\rquote\"backslash\\bell\a <&> ☃ 𝄞\u2028\u007f", ""},
	{"text", strings.Repeat("long ", 500000), ""},
	{"character(5)", "ab   ", ""},
	{"character varying(10)", "NULL", ""},
	{"\"char\"", "x", ""},
	{"name", "Name", ""},
	{"bytea", `\x00ff0a0d5c27`, ""},
	{"bytea", `\x`, ""},
	{"date", "4713-01-01 BC", ""},
	{"date", "5874897-12-31", ""},
	{"date", "infinity", ""},
	{"time without time zone", "24:00:00", ""},
	{"time with time zone", "23:59:59.999999-15:59:59", ""},
	{"timestamp without time zone", "294276-12-31 23:59:59.999999", ""},
	{"timestamp with time zone", "4714-11-24 00:00:00+00 BC", ""},
	{"timestamp with time zone", "-infinity", ""},
	{"interval", "-178000000 years", ""},
	{"interval", "1 year 2 mons -3 days +04:05:06.000007", ""},
	{"uuid", "ffffffff-ffff-ffff-ffff-ffffffffffff", ""},
	{"json", "{\"a\": [1, 2.0,\n null], \"a\": \"\\u0041\"}", "{\"a\": [1, 2.0,\n null], \"a\": \"\\u0041\"}"},
	{"jsonb", `"just a string"`, `"just a string"`},
	{"jsonb", `null`, `null`},
	{"xml", "<a b=\"c\">&amp;</a>", ""},
	{"money", "-$92,233,720,368,547,758.08", ""},
	{"inet", "::ffff:1.2.3.4/128", ""},
	{"macaddr8", "08:00:2b:01:02:03:04:05", ""},
	{"bit(3)", "101", ""},
	{"bit varying", "", ""},
	{"point", "(1e+300,-0)", ""},
	{"polygon", "((0,0),(1,1),(1,0))", ""},
	{"int4range", "[1,2147483647)", ""},
	{"tstzmultirange", `{["2000-01-01 00:00:00+00",infinity)}`, ""},
	{"tsvector", "'a':1A 'it''s':2", ""},
	{"mood", "so-so", ""},
	{"pair", `(1,"a ""b""")`, ""},
	{"hstore", `"a"=>NULL`, ""},
	{"integer[]", "{{1,NULL},{3,4}}", ""},
	{"text[]", `{"",NULL,"NULL","a,b","\"","\\"}`, ""},
	{"boolean[]", "{t,f,NULL}", ""},
	{"jsonb[]", `{"{\"a\": 1}"}`, ""},
}

// all is a table with a column of each type, and its one row.
func all() (*apply.StoreTable, apply.Row) {
	t, r := table("every", 1, "id integer"), row("1")
	for _, v := range values {
		t.Columns = append(t.Columns, apply.StoreColumn{Name: v.kind + " " + v.text[:min(len(v.text), 20)], Type: apply.ParseType(v.kind), Nullable: true})
		r.Values = append(r.Values, &v.text)
	}
	return t, r
}

func TestTypesInAHash(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	store := open(t, config(server, nil))
	every, only := all()
	write(t, store, every, only)
	found := look(t, server).HGetAll(t.Context(), "every:1").Val()
	for i, column := range every.Columns {
		same(t, column.Name, found[column.Name], *only.Values[i])
		same(t, "what is lost of "+column.Name, store.Loses(column), "")
	}
}

func TestTypesInJSON(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	store := open(t, config(server, map[string]string{"value": "json"}))
	every, only := all()
	every.Columns = append(every.Columns, apply.StoreColumn{Name: "nothing", Type: apply.ParseType("text")})
	only.Values = append(only.Values, nil)
	write(t, store, every, only)
	text, err := look(t, server).Get(t.Context(), "every:1").Bytes()
	ok(t, err)
	var found map[string]json.RawMessage
	ok(t, json.Unmarshal(text, &found))
	same(t, "number of members", len(found), len(every.Columns))
	same(t, "NULL", string(found["nothing"]), "null")
	for i, v := range values {
		member := found[every.Columns[i+1].Name]
		if v.json != "" {
			same(t, v.kind, string(member), v.json)
			continue
		}
		var text string
		ok(t, json.Unmarshal(member, &text))
		same(t, v.kind, text, v.text)
	}
}

func TestJSONRows(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	client, store := look(t, server), open(t, config(server, map[string]string{"value": "json"}))
	people := table("people", 1, "id integer", "name text")
	write(t, store, people, row("1", "Ada"), row("2", "Bob"), row("3", null))
	write(t, store, people, row("1", `"Ada"`), gone(1, "2"))
	same(t, "keys", keys(t, client), []string{"people:1", "people:3"})
	same(t, "row 1", client.Get(t.Context(), "people:1").Val(), `{"id":1,"name":"\"Ada\""}`)
	same(t, "row 3", client.Get(t.Context(), "people:3").Val(), `{"id":3,"name":null}`)

	ok(t, store.Begin(t.Context(), 1, []byte("xx")))
	problem(t, store.Write(t.Context(), people, []apply.Row{row("4", "\xe4")}), "UTF-8", "value => hash")
	store.Rollback(t.Context())

	within(t, store, func() error { return store.Clear(t.Context(), people) })
	same(t, "keys after Clear", keys(t, client), []string{})
}

func TestBytesThatAreNoText(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	write(t, open(t, config(server, nil)), table("latin", 1, "id text"), row("\xe4"))
	same(t, "row", look(t, server).HGet(t.Context(), "latin:\xe4", "id").Val(), "\xe4")
}

func TestKeysThatAreEqual(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	client, store := look(t, server), open(t, config(server, nil))
	prices := table("prices", 3, "a numeric", "b numeric(5,2)", "c boolean")
	write(t, store, prices, row("1.50", "1.50", "true"), row("10", "0.00", "t"), row("0.00", "1.00", "f"), row("NaN", "NaN", "f"))
	same(t, "keys", keys(t, client), []string{"prices:0:1.00:f", "prices:1.5:1.50:t", "prices:10:0.00:t", "prices:NaN:NaN:f"})
	same(t, "row", client.HGetAll(t.Context(), "prices:1.5:1.50:t").Val(), map[string]string{"a": "1.50", "b": "1.50", "c": "t"})
	write(t, store, prices, gone(0, "1.5", "1.50", "t"), row("0", "1.00", "f"))
	same(t, "keys after changes", keys(t, client), []string{"prices:0:1.00:f", "prices:10:0.00:t", "prices:NaN:NaN:f"})
}

func TestLongValues(t *testing.T) {
	t.Parallel()
	server := servers.StartRedis(t)
	client := look(t, server)
	for _, value := range []string{"hash", "json"} {
		store := open(t, config(server, map[string]string{"value": value, "prefix": value}))
		files := table("files", 1, "id integer", "content text")
		ok(t, store.Begin(t.Context(), 1, nil))
		problem(t, store.Write(t.Context(), files, []apply.Row{row("1", strings.Repeat("x", 512<<20+1))}), `files:1" cannot be written`, "add_customcols")
		rows := make([]apply.Row, 40)
		for i := range rows {
			rows[i] = row(strconv.Itoa(i), strings.Repeat("x", 1<<20))
		}
		ok(t, store.Write(t.Context(), files, rows))
		if n := len(keys(t, client)); n == 0 || n >= len(rows) {
			t.Errorf("%d keys before the commit, want a part of the rows", n)
		}
		ok(t, store.Commit(t.Context(), []byte("x")))
		same(t, "keys", len(keys(t, client)), len(rows))
		within(t, store, func() error { return store.Clear(t.Context(), files) })
	}
}
