package mongodb

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

func TestMain(m *testing.M) { clustertest.Main(m) }

// sample is a value of PostgreSQL. What is asked of it is that it can be told from the BSON what it was.
type sample struct {
	sql  string // an expression
	bson string // as extended JSON
	// lacking says that FerretDB does not take it.
	lacking bool
}

var samples = []sample{
	{"true", "true", false},
	{"false", "false", false},
	{"'-32768'::smallint", `{"$numberInt":"-32768"}`, false},
	{"'-2147483648'::int", `{"$numberInt":"-2147483648"}`, false},
	{"'-9223372036854775808'::bigint", `{"$numberLong":"-9223372036854775808"}`, false},
	{"'9223372036854775807'::bigint", `{"$numberLong":"9223372036854775807"}`, false},
	{"'4294967295'::oid", `{"$numberLong":"4294967295"}`, false},
	{"'0.1'::real", `{"$numberDouble":"0.1"}`, false},
	{"'3.4028235e+38'::real", `{"$numberDouble":"3.4028235E+38"}`, false},
	{"'1e-45'::real", `{"$numberDouble":"1E-45"}`, false},
	{"'1.7976931348623157e+308'::float8", `{"$numberDouble":"1.7976931348623157E+308"}`, false},
	{"'5e-324'::float8", `{"$numberDouble":"5E-324"}`, false},
	{"'-0'::float8", `{"$numberDouble":"-0.0"}`, true},
	{"'NaN'::float8", `{"$numberDouble":"NaN"}`, true},
	{"'-Infinity'::real", `{"$numberDouble":"-Infinity"}`, true},
	{"1.50::numeric(10,2)", `{"$numberDecimal":"1.50"}`, true},
	{"0.00::numeric(10,2)", `{"$numberDecimal":"0.00"}`, true},
	{"'-12300'::numeric(3,-2)", `{"$numberDecimal":"-12300"}`, true},
	{"'9999999999999999999999999999999999'::numeric", `{"$numberDecimal":"9999999999999999999999999999999999"}`, true},
	{"'0.0000000000000000000000000000000000000001'::numeric", `{"$numberDecimal":"1E-40"}`, true},
	{"'99999999999999999999999999999999999'::numeric", `"99999999999999999999999999999999999"`, false},
	{"'1e34'::numeric", `"10000000000000000000000000000000000"`, false},
	{"'NaN'::numeric", `{"$numberDecimal":"NaN"}`, true},
	{"''::text", `""`, false},
	{"' x '::char(5)", `" x   "`, false},
	{`E'tab\tline\r\nquote''"back\\slash ü 😀'::varchar(50)`, `"tab\tline\r\nquote'\"back\\slash ü 😀"`, false},
	{"'NULL'::name", `"NULL"`, false},
	{`'\x00ff0a'::bytea`, `{"$binary":{"base64":"AP8K","subType":"00"}}`, false},
	{`''::bytea`, `{"$binary":{"base64":"","subType":"00"}}`, false},
	{"'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", `{"$binary":{"base64":"oO68mZwLTvi7bWu5vTgKEQ==","subType":"04"}}`, false},
	{"'2024-02-29'::date", `{"$date":{"$numberLong":"1709164800000"}}`, false},
	{"'4713-01-01 BC'::date", `{"$date":{"$numberLong":"-210863520000000"}}`, false},
	{"'5874897-12-31'::date", `{"$date":{"$numberLong":"185331706992000000"}}`, false},
	{"'infinity'::date", `"infinity"`, false},
	{"'2024-02-29 23:59:59.999'::timestamp(3)", `{"$date":{"$numberLong":"1709251199999"}}`, false},
	{"'294276-12-31 23:59:59.999+00'::timestamptz(3)", `{"$date":{"$numberLong":"9224318015999999"}}`, false},
	{"'0044-03-15 12:00:00.5+00 BC'::timestamptz(1)", `{"$date":{"$numberLong":"-63517780799500"}}`, false},
	{"'1969-12-31 23:59:59.999'::timestamp(3)", `{"$date":{"$numberLong":"-1"}}`, false},
	{"'-infinity'::timestamptz", `"-infinity"`, false},
	{"'24:00:00'::time", `"24:00:00"`, false},
	{"'23:59:59.999999-15:59'::timetz", `"23:59:59.999999-15:59"`, false},
	{"'-178000000 years -1 mons +1 day -00:00:00.000001'::interval", `"-178000000 years -1 mons +1 day -00:00:00.000001"`, false},
	{"'2001:db8::/32'::inet", `"2001:db8::/32"`, false},
	{"B'0101'::bit varying", `"0101"`, false},
	{"'[1,3)'::int4range", `"[1,3)"`, false},
	{"'<a>ü</a>'::xml", `"<a>ü</a>"`, false},
	{"'(1,2)'::point", `"(1,2)"`, false},
	// Arrays.
	{"'{}'::int[]", `[]`, false},
	{"'{1,NULL,-3}'::int[]", `[{"$numberInt":"1"},null,{"$numberInt":"-3"}]`, false},
	{"'{{1,2},{3,NULL}}'::bigint[]", `[[{"$numberLong":"1"},{"$numberLong":"2"}],[{"$numberLong":"3"},null]]`, true},
	{"'[2:3]={1,2}'::int[]", `"[2:3]={1,2}"`, false},
	{`ARRAY['a,b', '', 'NULL', NULL, E'q"\\{}', ' ']`, `["a,b","","NULL",null,"q\"\\{}"," "]`, false},
	{"'{1.5,2.50}'::numeric(5,2)[]", `[{"$numberDecimal":"1.50"},{"$numberDecimal":"2.50"}]`, true},
	{"'{t,f}'::boolean[]", `[true,false]`, false},
	{`ARRAY['\x00'::bytea]`, `[{"$binary":{"base64":"AA==","subType":"00"}}]`, false},
	{"ARRAY['2024-02-29 12:00:00+00'::timestamptz(0)]", `[{"$date":{"$numberLong":"1709208000000"}}]`, false},
	{"'{(1,1),(0,0);(3,3),(2,2)}'::box[]", `["(1,1),(0,0)","(3,3),(2,2)"]`, false},
	{`ARRAY['{"a": 1}', '[1, 2]', 'null', NULL]::jsonb[]`, `[{"a":{"$numberInt":"1"}},[{"$numberInt":"1"},{"$numberInt":"2"}],"null",null]`, true},
	{`ARRAY[['1', '[2]']]::jsonb[]`, `"{{1,[2]}}"`, false},
	// Documents.
	{`'{"b": 1, "aa": {"c": [true, null, "x"]}}'::jsonb`, `{"b":{"$numberInt":"1"},"aa":{"c":[true,null,"x"]}}`, false},
	{`'{}'::jsonb`, `{}`, false},
	{`'null'::jsonb`, `"null"`, false},
	{`'"text"'::jsonb`, `"text"`, false},
	{`'"null"'::jsonb`, `"\"null\""`, false},
	{`'"1"'::jsonb`, `"\"1\""`, false},
	{`'2147483648'::jsonb`, `{"$numberLong":"2147483648"}`, false},
	{`'0.1'::jsonb`, `{"$numberDouble":"0.1"}`, false},
	{`'[1.10]'::jsonb`, `[{"$numberDecimal":"1.10"}]`, true},
	{`'[9223372036854775808]'::jsonb`, `[{"$numberDecimal":"9223372036854775808"}]`, true},
	{`'[12345678901234567890123456789012345]'::jsonb`, `"[12345678901234567890123456789012345]"`, false},
	{`'{"a.b": 1}'::jsonb`, `"{\"a.b\": 1}"`, false},
	{`'{"$a": 1}'::jsonb`, `"{\"$a\": 1}"`, false},
	{`'{"": 1}'::jsonb`, `"{\"\": 1}"`, false},
	{`'{"a": 1, "a": 2}'::json`, `"{\"a\": 1, \"a\": 2}"`, false},
	{`'{"a": 1e2}'::json`, `"{\"a\": 1e2}"`, false},
	{`'["\ud83d\ude00"]'::json`, `["😀"]`, false},
	{`'["\ud83d\\\ude00"]'::json`, `"[\"\\ud83d\\\\\\ude00\"]"`, false},
	{`'["\u0000"]'::json`, `["\u0000"]`, false},
	{`(repeat('[', 200) || repeat(']', 200))::json`, `"` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `"`, false},
}

// read asks PostgreSQL for the samples, as the sidecar does.
func read(t *testing.T) (types []apply.Type, texts []string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), clustertest.DB(t, clustertest.Shared(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // it was only read from
	if _, err := conn.Exec(t.Context(), "SET datestyle TO iso; SET intervalstyle TO postgres; SET timezone TO utc; SET bytea_output TO hex; SET extra_float_digits TO 3"); err != nil {
		t.Fatal(err)
	}
	for i, s := range samples {
		// A table keeps the modifier.
		if _, err := conn.Exec(t.Context(), fmt.Sprintf("CREATE TEMP TABLE v%d AS SELECT %s AS v", i, s.sql)); err != nil {
			t.Fatalf("%s: %v", s.sql, err)
		}
		var name, text string
		sql := fmt.Sprintf("SELECT format_type(a.atttypid, a.atttypmod), format('%%s', v.v) FROM pg_temp.v%[1]d v JOIN pg_attribute a ON a.attrelid = 'pg_temp.v%[1]d'::regclass AND a.attnum = 1", i)
		if err := conn.QueryRow(t.Context(), sql).Scan(&name, &text); err != nil {
			t.Fatalf("%s: %v", s.sql, err)
		}
		types, texts = append(types, apply.ParseType(name)), append(texts, text)
	}
	return types, texts
}

// Every type is kept as documented, and can be read back.
func TestTypes(t *testing.T) {
	t.Parallel()
	types, texts := read(t)
	s := settings{decimals: true, dates: true}
	for i, sample := range samples {
		value, err := s.value(types[i], texts[i])
		if err != nil {
			t.Errorf("%s: %v", sample.sql, err)
			continue
		}
		data, err := bson.Marshal(bson.D{{Key: "v", Value: value}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := bson.MarshalExtJSON(bson.Raw(data), true, false)
		if err != nil {
			t.Fatal(err)
		}
		if want := `{"v":` + sample.bson + `}`; string(got) != want {
			t.Errorf("%s is kept as\n%s, want\n%s", sample.sql, got, want)
		}
		var back bson.D
		if err := bson.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		if got := textOf(t, types[i], back[0].Value); got != original(types[i], texts[i]) {
			t.Errorf("%s is read back as %s", sample.sql, got)
		}
	}
}

// original is a text as far as it is kept: how characters are escaped in JSON is not.
func original(t apply.Type, text string) string {
	if t.Name != "json" {
		return text
	}
	return strings.ReplaceAll(text, `\ud83d\ude00`, "😀")
}

// All of it goes through a server.
func TestTypesOnServer(t *testing.T) {
	t.Parallel()
	types, texts := read(t)
	b := start(t)
	all := table("types", 1, "id integer")
	values := []any{1}
	var kept []int
	for i := range samples {
		if samples[i].lacking && b.server.Own {
			continue
		}
		kept = append(kept, i)
		all.Columns = append(all.Columns, apply.StoreColumn{Name: fmt.Sprintf("v%d", i), Type: types[i], Nullable: true})
		values = append(values, texts[i])
	}
	nulls := make([]any, len(values))
	nulls[0] = 2
	b.run(b.store, "", "1", all, row(values...), row(nulls...))
	for round := range 2 {
		var back, none bson.D
		b.do(b.server.Database().Collection("types").FindOne(t.Context(), byID(1)).Decode(&back))
		b.do(b.server.Database().Collection("types").FindOne(t.Context(), byID(2)).Decode(&none))
		for n, i := range kept {
			if got := textOf(t, types[i], back[n+2].Value); got != original(types[i], texts[i]) {
				t.Errorf("%s is read back as %s", samples[i].sql, got)
			}
			if none[n+2].Value != nil {
				t.Errorf("NULL of %s is read back as %v", samples[i].sql, none[n+2].Value)
			}
		}
		if round == 0 { // by replacement as well
			b.run(b.store, "1", "2", all, row(values...), row(nulls...))
		}
	}
}

// What cannot be kept is said before, and cut only where that was said.
func TestLoses(t *testing.T) {
	t.Parallel()
	kept, cut := settings{decimals: true}, settings{decimals: true, dates: true}
	column := func(name string) apply.StoreColumn { return apply.StoreColumn{Name: "v", Type: apply.ParseType(name)} }
	for name, words := range map[string]string{
		"timestamp with time zone": "microseconds", "timestamp(4) without time zone": "microseconds", "timestamp with time zone[]": "microseconds",
		"timestamp(3) with time zone": "", "date": "", "numeric": "", "jsonb": "", "json": "white space", "text": "", "integer[]": "",
	} {
		got := (&store{settings: cut}).Loses(column(name))
		if (got == "") != (words == "") || !strings.Contains(got, words) {
			t.Errorf("of %s is said to be lost: %q", name, got)
		}
	}
	fine, text := apply.ParseType("timestamp with time zone"), "2024-02-29 12:00:00.123456+00"
	for _, c := range []struct {
		s    settings
		want any
	}{{cut, bson.DateTime(1709208000123)}, {kept, text}} {
		if got, err := c.s.value(fine, text); err != nil || got != c.want {
			t.Errorf("%s is kept as %v, %v", text, got, err)
		}
	}
	if got := (&store{settings: kept}).Loses(column(fine.String())); got != "" {
		t.Errorf("of a text is said to be lost: %s", got)
	}
	if got, err := cut.keyValue(fine, text); err != nil || got != text {
		t.Errorf("a key is cut to %v, %v", got, err)
	}
}

// Values that are none of their type are refused.
func TestNoValues(t *testing.T) {
	t.Parallel()
	s := settings{decimals: true, dates: true}
	for _, c := range [][2]string{
		{"integer", "2147483648"},
		{"boolean", "maybe"},
		{"bytea", `\000`},
		{"bytea", `\xg`},
		{"date", "yesterday"},
		{"timestamp without time zone", "2024-02-30 00:00:00"},
		{"integer[]", "{1"},
		{"integer[]", "{1}}"},
		{"text[]", `{"a`},
		{"integer[]", "{x}"},
		{"double precision", "1e400"},
	} {
		if got, err := s.value(apply.ParseType(c[0]), c[1]); err == nil {
			t.Errorf("%s of type %s is kept as %v", c[1], c[0], got)
		}
	}
}

// textOf writes a value as PostgreSQL did.
func textOf(t *testing.T, typ apply.Type, value any) string {
	t.Helper()
	if array, isArray := value.(bson.A); isArray && typ.Array {
		return arrayText(t, typ, array)
	}
	if text, isText := value.(string); isText && (typ.Array || typ.Name != "json" && typ.Name != "jsonb") {
		return text
	}
	switch typ.Name {
	case "json", "jsonb":
		return jsonText(t, value, true)
	case "real", "double precision":
		return doubleText(value.(float64))
	}
	switch value := value.(type) {
	case bool:
		return strconv.FormatBool(value)[:1]
	case bson.Decimal128:
		return decimalText(t, value)
	case bson.DateTime:
		return dateText(typ, value)
	case bson.Binary:
		text := hex.EncodeToString(value.Data)
		if value.Subtype == bson.TypeBinaryUUID {
			return strings.Join([]string{text[:8], text[8:12], text[12:16], text[16:20], text[20:]}, "-")
		}
		return `\x` + text
	}
	return fmt.Sprint(value)
}

func arrayText(t *testing.T, typ apply.Type, array bson.A) string {
	t.Helper()
	element := typ
	element.Array = false
	var parts []string
	for _, v := range array {
		inner, isArray := v.(bson.A)
		switch {
		case v == nil:
			parts = append(parts, "NULL")
		case isArray && typ.Name != "jsonb":
			parts = append(parts, arrayText(t, typ, inner))
		default:
			text := textOf(t, element, v)
			if text == "" || strings.EqualFold(text, "NULL") || strings.ContainsAny(text, "{}\"\\ \t\n") || typ.Name != "box" && strings.Contains(text, ",") {
				text = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
			}
			parts = append(parts, text)
		}
	}
	delimiter := ","
	if typ.Name == "box" {
		delimiter = ";"
	}
	return "{" + strings.Join(parts, delimiter) + "}"
}

func doubleText(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

func decimalText(t *testing.T, d bson.Decimal128) string {
	t.Helper()
	if d.IsNaN() {
		return "NaN"
	}
	digits, exponent, err := d.BigInt()
	if err != nil {
		t.Fatal(err)
	}
	ten := big.NewInt(10)
	if exponent >= 0 {
		return digits.Mul(digits, ten.Exp(ten, big.NewInt(int64(exponent)), nil)).String()
	}
	return new(big.Rat).SetFrac(digits, ten.Exp(ten, big.NewInt(int64(-exponent)), nil)).FloatString(-exponent)
}

func dateText(typ apply.Type, d bson.DateTime) string {
	at := time.UnixMilli(int64(d)).UTC()
	year, era := at.Year(), ""
	if year <= 0 {
		year, era = 1-year, " BC"
	}
	text := fmt.Sprintf("%04d", year) + at.Format("-01-02")
	if typ.Name != "date" {
		text += at.Format(" 15:04:05.999")
	}
	if typ.Name == "timestamp with time zone" {
		text += "+00"
	}
	return text + era
}

// jsonText writes a document with PostgreSQL's spaces.
func jsonText(t *testing.T, value any, outermost bool) string {
	t.Helper()
	switch value := value.(type) {
	case nil:
		return "null"
	case bson.D:
		var parts []string
		for _, e := range value {
			parts = append(parts, jsonText(t, e.Key, false)+": "+jsonText(t, e.Value, false))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case bson.A:
		var parts []string
		for _, v := range value {
			parts = append(parts, jsonText(t, v, false))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		if outermost && json.Valid([]byte(value)) {
			return value
		}
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(value); err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(text.String())
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	case bson.Decimal128:
		return decimalText(t, value)
	}
	return fmt.Sprint(value)
}

func TestNames(t *testing.T) {
	t.Parallel()
	names := []string{"a", "_id", "%5Fid", "a.b", "a%2Eb", "$a", "%24a", "a$", "%", "%25", "100%", "%2", "Ü \"'", "bucardo_progress", "%62ucardo_progress", "system.x", "%73ystem.x", "systems", ".x", "a%b"}
	for _, f := range []func(string) string{fieldName, collectionName} {
		var got []string
		for _, name := range names {
			got = append(got, f(name))
		}
		if all := slices.Clone(got); len(slices.Compact(slices.Sorted(slices.Values(all)))) != len(names) {
			t.Errorf("some of %q are the same", got)
		}
	}
	for _, c := range [][3]string{
		{"a.b", "a%2Eb", "a.b"},
		{"$a", "%24a", "%24a"},
		{"a$", "a$", "a%24"},
		{"_id", "%5Fid", "_id"},
		{"100%", "100%", "100%"},
		{"a%2Eb", "a%252Eb", "a%252Eb"},
		{"bucardo_progress", "bucardo_progress", "%62ucardo_progress"},
		{"system.x", "system%2Ex", "%73ystem.x"},
	} {
		if fieldName(c[0]) != c[1] || collectionName(c[0]) != c[2] {
			t.Errorf("%s is the field %s and the collection %s", c[0], fieldName(c[0]), collectionName(c[0]))
		}
	}
}
