package oracle

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/tests/stores"
)

// opener connects once more to the database of a test, with options.
type opener func(t *testing.T, installation string, chosen map[string]string) *store

// contract is what holds on every server.
var contract = map[string]func(t *testing.T, open opener){
	"types":            testTypes,
	"keys of any type": testKeys,
	"rows":             testRows,
	"hostile":          testHostile,
	"long values":      testLong,
	"empty is null":    testEmptyIsNull,
	"empty is text":    testEmptyIsText,
	"refused":          testRefused,
	"find":             testFind,
	"clear":            testClear,
	"progress":         testProgress,
	"rollback":         testRollback,
	"two at once":      testTwoAtOnce,
	"one in between":   testOneInBetween,
	"many rows":        testManyRows,
}

func TestOnH2(t *testing.T) {
	t.Parallel()
	server := stores.StartH2(t)
	for name, test := range contract {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, onH2(server))
		})
	}
}

// TestOnOracle needs oracle://user:password@host:port/service of a schema that may make tables.
func TestOnOracle(t *testing.T) {
	t.Parallel()
	dsn := os.Getenv("BUCARDO_TEST_ORACLE_DSN")
	if dsn == "" {
		t.Skip("BUCARDO_TEST_ORACLE_DSN is not set")
	}
	target, err := url.Parse(dsn)
	if err != nil {
		t.Fatal("BUCARDO_TEST_ORACLE_DSN is no URL")
	}
	password, _ := target.User.Password()
	target.User = url.User(target.User.Username())
	run := strconv.FormatInt(time.Now().UnixNano(), 36)
	open := func(t *testing.T, installation string, chosen map[string]string) *store {
		t.Helper()
		opened, err := Open(t.Context(), apply.StoreConfig{
			Installation: run + t.Name() + installation, Sync: "feed", Password: password,
			DB: catalog.DB{Name: "wh", Type: "oracle", ConnInfo: target.String(), Options: chosen},
		})
		if err != nil {
			t.Fatal(err)
		}
		s, ok := opened.(*store)
		if !ok {
			t.Fatalf("Open returned a %T", opened)
		}
		t.Cleanup(func() { _ = s.Close(context.WithoutCancel(t.Context())) })
		return s
	}
	for name, test := range contract {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open)
		})
	}
}

func column(name, typeName string, nullable bool) apply.StoreColumn {
	return apply.StoreColumn{Name: name, Type: apply.ParseType(typeName), Nullable: nullable}
}

// made makes a table anew.
func made(t *testing.T, s *store, definition apply.StoreTable) *apply.StoreTable {
	t.Helper()
	err := s.session.execute(t.Context(), "DROP TABLE "+s.options.mustQuote(definition.Name))
	if err != nil && !isCode(err, 942) {
		t.Fatal(err)
	}
	for range 2 { // what is there stays
		if err := s.Create(t.Context(), []apply.StoreTable{definition}); err != nil {
			t.Fatal(err)
		}
	}
	found, err := s.Find(t.Context(), []apply.StoreTable{definition})
	if err != nil {
		t.Fatal(err)
	}
	if found[0] == nil || len(found[0].Columns) != len(definition.Columns) || !cmp.Equal(found[0].Key, definition.Key) {
		t.Fatalf("made %+v, found %+v", definition, found[0])
	}
	return found[0]
}

// null is NULL in the rows of a test.
const null = "\x00null"

func present(values ...string) apply.Row { return row(true, values) }
func gone(values ...string) apply.Row    { return row(false, values) }

func row(present bool, values []string) apply.Row {
	r := apply.Row{Present: present}
	for _, value := range values {
		if value == null {
			r.Values = append(r.Values, nil)
		} else {
			r.Values = append(r.Values, &value)
		}
	}
	return r
}

// run writes rows in a transaction of its own.
func run(t *testing.T, s *store, table *apply.StoreTable, rows ...apply.Row) {
	t.Helper()
	const syncID = 1
	before, err := s.Progress(t.Context(), syncID)
	if err == nil {
		err = s.Begin(t.Context(), syncID, before)
	}
	if err == nil {
		err = s.Write(t.Context(), table, rows)
	}
	if err == nil {
		err = s.Commit(t.Context(), append(before, '.'))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// same compares what a query returns, with columns separated by | and rows by line ends.
func same(t *testing.T, s *store, query, want string) {
	t.Helper()
	if got := read(t, s, query); got != want {
		t.Errorf("%s:\n got %s\nwant %s", query, got, want)
	}
}

func read(t *testing.T, s *store, query string) string {
	t.Helper()
	rows, err := s.session.query(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	var lines []string
	for _, row := range rows {
		var values []string
		for _, value := range row {
			if value == nil {
				values = append(values, "NULL")
			} else {
				values = append(values, string(value))
			}
		}
		lines = append(lines, strings.Join(values, "|"))
	}
	return strings.Join(lines, "\n")
}

// wantProblem fails when an error is not a node.Problem about this database that says something.
func wantProblem(t *testing.T, err error, says string) {
	t.Helper()
	var problem node.Problem
	if !errors.As(err, &problem) || problem.DB != "wh" || problem.NextStep == "" || !strings.Contains(problem.Reason, says) {
		t.Errorf("%#v is no problem of database wh that says %q", err, says)
	}
}

const (
	zoned = `TO_CHAR(%s, 'YYYY-MM-DD HH24:MI:SS.FF6')`
	day   = `TO_CHAR(%s, 'YYYY-MM-DD')`
	text  = `%s`
	num   = `TO_CHAR(%s)`
	float = `CAST(%s AS VARCHAR2(40))`
)

// typeCases are PostgreSQL's types at their extremes: how they are read back, values, and how these come back where not the same.
var typeCases = []struct {
	typeName, read string
	values         []string
	returned       []string
}{
	{"boolean", num, []string{"t", "f", "true", "false"}, []string{"1", "0", "1", "0"}},
	{"smallint", num, []string{"-32768", "0", "32767"}, nil},
	{"integer", num, []string{"-2147483648", "2147483647"}, nil},
	{"bigint", num, []string{"-9223372036854775808", "9223372036854775807"}, nil},
	{"oid", num, []string{"4294967295"}, nil},
	{"xid8", num, []string{"18446744073709551615"}, nil},
	{"numeric", num, []string{
		"0", "-0.00000000000000000001", "12345678901234567890123456789012345678", "1.50", "1" + strings.Repeat("0", 37),
		"1234567890123456789.1234567890123456789",
	}, nil},
	{"numeric(38,10)", num, []string{"-1234567890123456789012345678.0123456789", "0.0000000001"}, nil},
	{"numeric(5,2)", num, []string{"999.99", "-0.01"}, nil},
	{"real", float, []string{"3.4028235e+38", "-1.1754944e-38", "0.1", "NaN", "Infinity", "-Infinity"}, nil},
	{"double precision", float, []string{"1.7976931348623157e+308", "2.2250738585072014e-308", "0.1", "-3.141592653589793", "NaN", "Infinity", "-Infinity"}, nil},
	{"text", text, []string{"a", "quote ' double \" back \\ line\nreturn\r tab\t", "ünïcödé 🎉 \u200b", " ", strings.Repeat("ü", 2000), strings.Repeat("€", 1334)}, nil},
	{"character varying(10)", text, []string{"0123456789", "€€€€€€€€€€"}, nil},
	{"character varying(2000)", text, []string{strings.Repeat("€", 2000)}, nil},
	{"character varying", text, []string{strings.Repeat("x", 4001)}, nil},
	{"character(4)", text, []string{"ab  ", "    "}, nil},
	{"name", text, []string{strings.Repeat("n", 63)}, nil},
	{`"char"`, text, []string{"a", `\377`}, nil},
	{"bytea", "%s", []string{`\x00`, `\x00ff0d0a27`, `\x` + strings.Repeat("00", 2001), `\x` + strings.Repeat("ab", 2000)}, nil},
	{"date", day, []string{"0001-01-01", "9999-12-31", "1582-10-04", "1582-10-15", "2024-02-29"}, nil},
	{
		"timestamp without time zone", zoned,
		[]string{"0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "2024-02-29 12:00:00.000001"},
		[]string{"0001-01-01 00:00:00.000000", "9999-12-31 23:59:59.999999", "2024-02-29 12:00:00.000001"},
	},
	{"timestamp(3) without time zone", zoned, []string{"2024-02-29 12:00:00.123"}, []string{"2024-02-29 12:00:00.123000"}},
	{
		"timestamp with time zone", zoned,
		[]string{"0001-01-02 00:00:00+00", "9999-12-30 23:59:59.999999+00"},
		[]string{"0001-01-02 00:00:00.000000", "9999-12-30 23:59:59.999999"},
	},
	{"time without time zone", text, []string{"00:00:00", "24:00:00", "23:59:59.999999"}, nil},
	{"time with time zone", text, []string{"00:00:00+15:59:59", "23:59:59.999999-15:59:59"}, nil},
	{"interval", text, []string{"-178000000 years", "178956970 years 7 mons 2147483647 days 2562047788:00:54.775807", "00:00:00.000001"}, nil},
	{"uuid", text, []string{"ffffffff-ffff-ffff-ffff-ffffffffffff"}, nil},
	{"money", text, []string{"-$92,233,720,368,547,758.08"}, nil},
	{"inet", text, []string{"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/64", "10.0.0.1"}, nil},
	{"cidr", text, []string{"10.0.0.0/8"}, nil},
	{"macaddr", text, []string{"08:00:2b:01:02:03"}, nil},
	{"macaddr8", text, []string{"08:00:2b:01:02:03:04:05"}, nil},
	{"pg_lsn", text, []string{"FFFFFFFF/FFFFFFFF"}, nil},
	{"bit(3)", text, []string{"101"}, nil},
	{"bit varying", text, []string{"1"}, nil},
	{"json", text, []string{`{"a": [1, null, "ü"]}`, `""`}, nil},
	{"jsonb", text, []string{`{"a": "` + strings.Repeat("x", 5000) + `"}`}, nil},
	{"xml", text, []string{"<a/>"}, nil},
	{"int4range", text, []string{"[1,5)", "empty"}, nil},
	{"tsvector", text, []string{"'a':1"}, nil},
	{"mood", text, []string{"sad"}, nil},
	{"integer[]", text, []string{"{}", "{{1,2},{3,NULL}}", "[0:1]={1,2}"}, nil},
	{"text[]", text, []string{`{"",NULL,"NULL","a\"b"}`}, nil},
	{"bytea[]", text, []string{`{"\\x00"}`}, nil},
}

// testTypes has a table for each type, so that a failure names it.
func testTypes(t *testing.T, open opener) {
	t.Helper()
	s := open(t, "types", nil)
	for i, c := range typeCases {
		table := made(t, s, apply.StoreTable{
			Name: fmt.Sprintf("type_%d", i), Columns: []apply.StoreColumn{column("id", "integer", false), column("v", c.typeName, true)}, Key: []int{0},
		})
		rows := []apply.Row{present("0", null)}
		for n, value := range c.values {
			rows = append(rows, present(strconv.Itoa(n+1), value))
		}
		for range 2 { // inserted, then updated
			run(t, s, table, rows...)
		}
		query := fmt.Sprintf("SELECT %s FROM %s ORDER BY %s", fmt.Sprintf(c.read, s.options.mustQuote("v")), s.options.mustQuote(table.Name), s.options.mustQuote("id"))
		got, err := s.session.query(t.Context(), query)
		if err != nil {
			t.Fatalf("%s: %v", c.typeName, err)
		}
		if len(got) != len(c.values)+1 || got[0][0] != nil {
			t.Fatalf("%s: %d rows came back of %d, the first %q", c.typeName, len(got), len(rows), got[0][0])
		}
		for n, value := range c.values {
			if c.returned != nil {
				value = c.returned[n]
			}
			back := string(got[n+1][0])
			if c.typeName == "bytea" {
				back = `\x` + hex.EncodeToString(got[n+1][0])
			}
			if !alike(c.typeName, value, back) {
				t.Errorf("%s: wrote %.100s, read %.100s", c.typeName, value, back)
			}
		}
	}
}

// alike compares texts, and numbers by their value.
func alike(typeName, wrote, read string) bool {
	bits := 64
	switch typeName, _, _ := strings.Cut(typeName, "("); typeName {
	case "real":
		bits = 32
	case "double precision":
	case "numeric":
		a, aOk := new(big.Rat).SetString(wrote)
		b, bOk := new(big.Rat).SetString(strings.TrimSpace(read))
		return aOk && bOk && a.Cmp(b) == 0
	default:
		return wrote == read
	}
	a, aErr := strconv.ParseFloat(wrote, bits)
	b, bErr := strconv.ParseFloat(strings.Replace(strings.TrimSpace(read), "Nan", "NaN", 1), bits)
	return aErr == nil && bErr == nil && (a == b || a != a && b != b)
}

func testKeys(t *testing.T, open opener) {
	t.Helper()
	s := open(t, "keys", nil)
	for i, c := range typeCases {
		long := false
		for _, value := range c.values {
			long = long || len(value) > maxText || strings.HasPrefix(value, `\x`) && len(value) > 2+2*maxRaw
		}
		if long {
			continue
		}
		table := made(t, s, apply.StoreTable{
			Name: fmt.Sprintf("key_%d", i), Columns: []apply.StoreColumn{column("v", "text", true), column("k", c.typeName, false)}, Key: []int{1},
		})
		distinct := c.values
		if c.typeName == "boolean" {
			distinct = distinct[:2]
		}
		var first, second, third []apply.Row
		for _, value := range distinct {
			first = append(first, present("first", value))
			second = append(second, present("second", value))
			third = append(third, gone(null, value))
		}
		run(t, s, table, first...)
		run(t, s, table, second...)
		count := "SELECT TO_CHAR(COUNT(*)) FROM " + s.options.mustQuote(table.Name)
		if got := read(t, s, count); got != strconv.Itoa(len(distinct)) {
			t.Errorf("%s: %s rows for %d keys", c.typeName, got, len(distinct))
		}
		same(t, s, fmt.Sprintf("SELECT DISTINCT TO_CHAR(%s) FROM %s", s.options.mustQuote("v"), s.options.mustQuote(table.Name)), "second")
		run(t, s, table, third...)
		if got := read(t, s, count); got != "0" {
			t.Errorf("%s: %s rows are left", c.typeName, got)
		}
	}
}

func testRows(t *testing.T, open opener) {
	t.Helper()
	s := open(t, "rows", nil)
	table := made(t, s, apply.StoreTable{
		Name: "orders", Key: []int{2, 0},
		Columns: []apply.StoreColumn{column("code", "text", false), column("qty", "integer", true), column("region", "character varying(20)", false), column("note", "text", true)},
	})
	all := `SELECT "REGION", "CODE", TO_CHAR("QTY"), "NOTE" FROM "ORDERS" ORDER BY 1, 2`
	run(t, s, table, present("1", "10", "eu", "a"), present("01", "20", "eu", null), present("1", null, "us", "c"))
	same(t, s, all, "eu|01|20|NULL\neu|1|10|a\nus|1|NULL|c")
	run(t, s, table, present("1", "11", "eu", null), gone("1", null, "us", null), gone("9", null, "us", null), present("2", "5", "us", "new"))
	same(t, s, all, "eu|01|20|NULL\neu|1|11|NULL\nus|2|5|new")
	run(t, s, table) // nothing
	same(t, s, all, "eu|01|20|NULL\neu|1|11|NULL\nus|2|5|new")

	pairs := made(t, s, apply.StoreTable{Name: "pairs", Key: []int{0, 1}, Columns: []apply.StoreColumn{column("a", "integer", false), column("b", "integer", false)}})
	for range 2 { // a table that is all key
		run(t, s, pairs, present("1", "2"), present("2", "1"))
	}
	run(t, s, pairs, gone("2", "1"))
	same(t, s, `SELECT TO_CHAR("A"), TO_CHAR("B") FROM "PAIRS"`, "1|2")

	loose := made(t, s, apply.StoreTable{Name: "loose", Columns: []apply.StoreColumn{column("a", "integer", true)}})
	run(t, s, loose, present("1"), present("1"), present(null))
	same(t, s, `SELECT TO_CHAR("A") FROM "LOOSE" ORDER BY 1 NULLS FIRST`, "NULL\n1\n1")
}

func testHostile(t *testing.T, open opener) {
	t.Helper()
	s := open(t, "hostile", map[string]string{"identifier_case": "keep"})
	const evil = `'; DROP TABLE x; -- \ :1 $1 ? "` + "\n\t🎉"
	table := made(t, s, apply.StoreTable{
		Name: `Sel'ect \ :1 🎉`, Key: []int{0},
		Columns: []apply.StoreColumn{column("table", "text", false), column("Größe :2", "text", true), column("größe :2", "integer", true), column("A'b", "bytea", true)},
	})
	run(t, s, table, present(evil, evil, "1", `\x27`), present("1", "007", "2", null))
	run(t, s, table, present(evil, evil+"2", "3", `\x27`))
	same(t, s, `SELECT "table", "Größe :2", "A'b" FROM `+s.options.mustQuote(table.Name)+` ORDER BY "größe :2"`, "1|007|NULL\n"+evil+"|"+evil+"2|'")
	run(t, s, table, gone(evil, null, null, null))
	same(t, s, `SELECT "table" FROM `+s.options.mustQuote(table.Name), "1")

	upper := open(t, "hostile", nil)
	wantProblem(t, upper.Create(t.Context(), []apply.StoreTable{{Name: "twins", Columns: table.Columns}}), "would both be")
	wantProblem(t, upper.Create(t.Context(), []apply.StoreTable{{Name: `a"b`, Columns: table.Columns}}), "quotation marks")
}

// testLong has rows whose values are bound in different ways in one call.
func testLong(t *testing.T, open opener) {
	t.Helper()
	s := open(t, "long", nil)
	table := made(t, s, apply.StoreTable{
		Name: "documents", Key: []int{0},
		Columns: []apply.StoreColumn{column("id", "integer", false), column("body", "text", true), column("data", "bytea", true)},
	})
	text, data := strings.Repeat("ü🎉", 100_000), `\x`+strings.Repeat("00ff", 100_000)
	run(t, s, table, present("1", text, data), present("2", "short", data), present("3", text, `\x00`), present("4", null, null), present("5", text, null), present("6", null, data))
	lengths := `SELECT TO_CHAR("ID"), TO_CHAR(LENGTH("BODY")), "DATA" FROM "DOCUMENTS" ORDER BY "ID"`
	rows, err := s.session.query(t.Context(), lengths)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range rows {
		got = append(got, fmt.Sprintf("%s %s %d", row[0], row[1], len(row[2])))
	}
	characters := strings.TrimSpace(read(t, s, `SELECT TO_CHAR(LENGTH("BODY")) FROM "DOCUMENTS" WHERE "ID" = 1`)) // as Oracle counts those beyond the basic plane
	want := []string{"1 " + characters + " 200000", "2 5 200000", "3 " + characters + " 1", "4  0", "5 " + characters + " 0", "6  200000"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	same(t, s, `SELECT "BODY" FROM "DOCUMENTS" WHERE "ID" = 5`, text)
}

func testEmptyIsNull(t *testing.T, open opener) {
	t.Helper()
	s := open(t, "empty", nil)
	table := made(t, s, apply.StoreTable{
		Name: "empties", Key: []int{0}, Columns: []apply.StoreColumn{
			column("id", "integer", false), column("t", "text", true), column("n", "text", false), column("v", "character varying(5)", false), column("b", "bytea", false),
		},
	})
	run(t, s, table, present("1", "", "", "", `\x`), present("2", null, "x", "y", `\x7a`))
	same(t, s, `SELECT "T", "N", "V", "B" FROM "EMPTIES" ORDER BY "ID"`, "NULL|NULL|NULL|NULL\nNULL|x|y|z")

	keyed := made(t, s, apply.StoreTable{Name: "empty_keys", Key: []int{0}, Columns: []apply.StoreColumn{column("k", "text", false)}})
	wantProblem(t, s.Write(t.Context(), keyed, []apply.Row{present("")}), "column k of table empty_keys cannot be kept: it is empty")
	wantProblem(t, s.Write(t.Context(), keyed, []apply.Row{gone("")}), "it is empty")
}

func testEmptyIsText(t *testing.T, open opener) {
	t.Helper()
	s := open(t, "emptytext", map[string]string{"empty_string": "<none>"})
	table := made(t, s, apply.StoreTable{
		Name: "replaced", Key: []int{0}, Columns: []apply.StoreColumn{column("k", "text", false), column("t", "text", false), column("b", "bytea", false)},
	})
	run(t, s, table, present("", "", `\x`), present("a", "b", `\x63`))
	run(t, s, table, present("", "", `\x64`))
	same(t, s, `SELECT "K", "T", "B" FROM "REPLACED" ORDER BY 1`, "<none>|<none>|d\na|b|c")
	wantProblem(t, s.Write(t.Context(), table, []apply.Row{present("a", "<none>", `\x63`)}), "stands for the empty string")
	run(t, s, table, gone("", null, null))
	same(t, s, `SELECT "K" FROM "REPLACED"`, "a")
	err := s.session.execute(t.Context(), `INSERT INTO "REPLACED" ("K") VALUES ('x')`)
	if !isCode(err, 1400) {
		t.Errorf("the column with a text for the empty string is nullable: %v", err)
	}
}

func testRefused(t *testing.T, open opener) {
	t.Helper()
	s := open(t, "refused", nil)
	table := made(t, s, apply.StoreTable{
		Name: "refused", Key: []int{0}, Columns: []apply.StoreColumn{
			column("id", "integer", false), column("n", "numeric", true), column("p", "numeric(5,2)", true),
			column("d", "date", true), column("z", "timestamp with time zone", true), column("v", "character varying(3)", true), column("k", "text", true),
		},
	})
	for at, values := range map[int][]string{
		1: {"NaN", "Infinity", strings.Repeat("1", 39), "1e200"[:1] + strings.Repeat("0", 126), "0." + strings.Repeat("0", 130) + "1"},
		2: {"NaN", "1.234"},
		3: {"infinity", "-infinity", "0044-03-15 BC", "10000-01-01", "1582-10-10"},
		4: {"infinity", "294276-12-31 23:59:59.999999+00"},
		5: {"four"},
	} {
		for _, value := range values {
			r := present("1", null, null, null, null, null, null)
			r.Values[at] = &value
			err := s.Begin(t.Context(), 2, nil)
			if err == nil {
				err = s.Write(t.Context(), table, []apply.Row{r})
			}
			wantProblem(t, err, "")
			s.Rollback(t.Context())
		}
	}
	same(t, s, `SELECT TO_CHAR(COUNT(*)) FROM "REFUSED"`, "0")
}

func testFind(t *testing.T, open opener) {
	t.Helper()
	s := open(t, "find", nil)
	there := made(t, s, apply.StoreTable{Name: "Found", Key: []int{1}, Columns: []apply.StoreColumn{column("note", "text", true), column("ID", "integer", false)}})
	asked := []apply.StoreTable{
		{Name: "missing_one", Columns: there.Columns, Key: []int{0}},
		{Name: "found", Key: []int{2, 0}, Columns: []apply.StoreColumn{column("more", "text", false), column("note", "text", false), column("id", "bigint", true)}},
	}
	found, err := s.Find(t.Context(), asked)
	if err != nil {
		t.Fatal(err)
	}
	want := []*apply.StoreTable{nil, {Name: "found", Key: []int{1}, Columns: []apply.StoreColumn{column("note", "text", true), column("id", "bigint", false)}}}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Error(diff)
	}
	wantProblem(t, s.Write(t.Context(), &asked[0], []apply.Row{present("1", "2")}), "there is no table MISSING_ONE")
	wantProblem(t, s.Write(t.Context(), &asked[1], []apply.Row{present("1", "2", "3")}), "table found has no column MORE")
	_, err = s.IsEmpty(t.Context(), &asked[0])
	wantProblem(t, err, "ORA-00942")
}

func testClear(t *testing.T, open opener) {
	t.Helper()
	s := open(t, "clear", nil)
	table := made(t, s, apply.StoreTable{Name: "cleared", Key: []int{0}, Columns: []apply.StoreColumn{column("id", "integer", false)}})
	empty := func(want bool) {
		t.Helper()
		if got, err := s.IsEmpty(t.Context(), table); err != nil || got != want {
			t.Errorf("empty is %t (%v), not %t", got, err, want)
		}
	}
	empty(true)
	run(t, s, table, present("1"), present("2"))
	empty(false)
	progress, err := s.Progress(t.Context(), 1)
	if err == nil {
		err = s.Begin(t.Context(), 1, progress)
	}
	if err == nil {
		err = s.Clear(t.Context(), table)
	}
	if err != nil {
		t.Fatal(err)
	}
	empty(true)
	s.Rollback(t.Context()) // it has not committed
	empty(false)
}

func testProgress(t *testing.T, open opener) {
	t.Helper()
	one, other := open(t, "one", nil), open(t, "other", nil)
	set := func(s *store, syncID int64, expected, progress []byte) error {
		t.Helper()
		if err := s.Begin(t.Context(), syncID, expected); err != nil {
			return err
		}
		return s.Commit(t.Context(), progress)
	}
	has := func(s *store, syncID int64, want []byte) {
		t.Helper()
		if got, err := s.Progress(t.Context(), syncID); err != nil || string(got) != string(want) || (got == nil) != (want == nil) {
			t.Errorf("progress of %d of %s is %q (%v), not %q", syncID, s.installation, got, err, want)
		}
	}
	first, second := []byte(`{"é": 1}`+"\x00\xff"), []byte(strings.Repeat("long", 10_000))
	has(one, 1, nil)
	for _, err := range []error{set(one, 1, nil, first), set(one, 2, nil, second), set(other, 1, nil, []byte("{}"))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	has(one, 1, first)
	has(one, 2, second)
	has(other, 1, []byte("{}"))
	for _, stale := range [][]byte{nil, second} {
		if err := set(one, 1, stale, second); !errors.Is(err, apply.ErrMoved) {
			t.Errorf("expecting %.20q: %v", stale, err)
		}
	}
	if err := set(one, 3, first, second); !errors.Is(err, apply.ErrMoved) {
		t.Errorf("expecting what is not there: %v", err)
	}
	if err := set(one, 1, first, nil); err != nil {
		t.Fatal(err)
	}
	has(one, 1, nil)
	has(one, 2, second)
	has(other, 1, []byte("{}"))
	if err := one.Commit(t.Context(), first); !errors.Is(err, errNoTransaction) {
		t.Errorf("commit without a transaction: %v", err)
	}
}

func testRollback(t *testing.T, open opener) {
	t.Helper()
	s := open(t, "rollback", nil)
	table := made(t, s, apply.StoreTable{Name: "undone", Key: []int{0}, Columns: []apply.StoreColumn{column("id", "integer", false), column("v", "text", true)}})
	run(t, s, table, present("1", "kept"))
	if err := s.Begin(t.Context(), 1, []byte(".")); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(t.Context(), table, []apply.Row{present("1", "lost"), present("2", "lost")}); err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	s.Rollback(ended) // as a sidecar that ends does
	s.Rollback(t.Context())
	same(t, s, `SELECT TO_CHAR("ID"), "V" FROM "UNDONE"`, "1|kept")
	run(t, s, table, present("2", "after"))
	same(t, s, `SELECT TO_CHAR("ID"), "V" FROM "UNDONE" ORDER BY 1`, "1|kept\n2|after")
}

// testTwoAtOnce has two sidecars begin with the same expectation: the second waits, and has lost.
func testTwoAtOnce(t *testing.T, open opener) {
	t.Helper()
	for _, expected := range [][]byte{nil, []byte("first")} {
		first, second := open(t, "two", nil), open(t, "two", nil)
		if err := first.Begin(t.Context(), 1, expected); err != nil {
			t.Fatal(err)
		}
		lost := make(chan error)
		go func() { lost <- second.Begin(t.Context(), 1, expected) }()
		if err := first.Commit(t.Context(), append(expected, "first"...)); err != nil {
			t.Fatal(err)
		}
		if err := <-lost; !errors.Is(err, apply.ErrMoved) {
			t.Errorf("the second, expecting %q: %v", expected, err)
		}
		if err := second.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// interrupted lets something happen before each statement with binds.
type interrupted struct {
	session
	before func()
}

func (s interrupted) execute(ctx context.Context, statement string, binds ...bind) error {
	if len(binds) > 0 {
		s.before()
	}
	return s.session.execute(ctx, statement, binds...)
}

// testOneInBetween has another sidecar commit the first batch of a sync after this one has seen that there is none.
func testOneInBetween(t *testing.T, open opener) {
	t.Helper()
	first, second := open(t, "between", nil), open(t, "between", nil)
	second.session = interrupted{second.session, func() {
		if err := first.Begin(t.Context(), 1, nil); err != nil {
			t.Error(err)
		}
		if err := first.Commit(t.Context(), []byte("first")); err != nil {
			t.Error(err)
		}
	}}
	if err := second.Begin(t.Context(), 1, nil); !errors.Is(err, apply.ErrMoved) {
		t.Errorf("the second: %v", err)
	}
	if progress, err := first.Progress(t.Context(), 1); err != nil || string(progress) != "first" {
		t.Errorf("progress is %q (%v)", progress, err)
	}
}

func testManyRows(t *testing.T, open opener) {
	t.Helper()
	s := open(t, "many", nil)
	table := made(t, s, apply.StoreTable{
		Name: "many", Key: []int{0}, Columns: []apply.StoreColumn{column("id", "bigint", false), column("v", "text", true), column("at", "timestamp with time zone", true)},
	})
	const all, chunk = 100_000, 1000
	if err := s.Begin(t.Context(), 1, nil); err != nil {
		t.Fatal(err)
	}
	for from := 0; from < all; from += chunk {
		rows := make([]apply.Row, 0, chunk)
		for id := from; id < from+chunk; id++ {
			rows = append(rows, present(strconv.Itoa(id), fmt.Sprintf("row %d", id), "2024-01-01 00:00:00+00"))
		}
		if err := s.Write(t.Context(), table, rows); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Commit(t.Context(), []byte("all")); err != nil {
		t.Fatal(err)
	}
	same(t, s, `SELECT TO_CHAR(COUNT(*)), TO_CHAR(SUM("ID")) FROM "MANY"`, "100000|4999950000")
}

// TestKilledServer has the server die in the middle of a transaction, and come back.
func TestKilledServer(t *testing.T) {
	t.Parallel()
	server := stores.StartH2(t)
	open := onH2(server)
	s := open(t, "killed", nil)
	table := made(t, s, apply.StoreTable{Name: "items", Key: []int{0}, Columns: []apply.StoreColumn{column("id", "integer", false)}})
	run(t, s, table, present("1"))
	if err := s.Begin(t.Context(), 1, []byte(".")); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(t.Context(), table, []apply.Row{present("2")}); err != nil {
		t.Fatal(err)
	}
	server.Kill()
	if err := s.Commit(t.Context(), []byte("..")); err == nil {
		t.Error("committed without a server")
	}
	s.Rollback(t.Context())
	server.Start()
	again := open(t, "killed", nil)
	same(t, again, `SELECT TO_CHAR("ID") FROM "ITEMS"`, "1")
	if progress, err := again.Progress(t.Context(), 1); err != nil || string(progress) != "." {
		t.Errorf("progress is %q (%v)", progress, err)
	}
	run(t, again, table, present("2"))
	same(t, again, `SELECT TO_CHAR("ID") FROM "ITEMS" ORDER BY 1`, "1\n2")
}
