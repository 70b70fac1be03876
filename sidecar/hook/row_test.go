package hook

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
)

func TestMain(m *testing.M) { clustertest.Main(m) }

// Values look as to_jsonb writes them, and come back as they were, for every kind of type.
func TestValuesAsPostgreSQLHasThem(t *testing.T) {
	t.Parallel()
	conn, err := pgx.Connect(t.Context(), clustertest.DB(t, clustertest.Shared(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // the test is over
	for _, setting := range []string{"TimeZone = 'UTC'", "DateStyle = 'ISO, MDY'", "IntervalStyle = 'postgres'"} {
		if _, err := conn.Exec(t.Context(), "SET "+setting); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ typ, value string }{
		{"integer", "-7"},
		{"bigint", "9223372036854775807"},
		{"numeric(20,4)", "1.5000"},
		{"numeric", "123456789012345678901234567890.10"},
		{"numeric", "NaN"},
		{"double precision", "1e+300"},
		{"double precision", "-Infinity"},
		{"real", "0.1"},
		{"boolean", "t"},
		{"text", "a \"quoted\" \\ <b>\n\té"},
		{"text", ""},
		{"character varying(10)", "NULL"},
		{"bytea", `\x00ff`},
		{"uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"},
		{"date", "infinity"},
		{"timestamp without time zone", "2026-01-02 03:04:05.678"},
		{"timestamp with time zone", "2026-01-02 03:04:05+00"},
		{"timestamp with time zone", "infinity"},
		{"interval", "1 mon -2 days"},
		{"jsonb", `{"a": [1, null, "x"]}`},
		{"jsonb", `"text"`},
		{"json", `[1,  2]`},
		{"integer[]", "{1,NULL,3}"},
		{"integer[]", "{{1,2},{3,4}}"},
		{"integer[]", "{}"},
		{"integer[]", "[0:1]={1,2}"},
		{"text[]", `{a,"b,c","\"\\",NULL,"NULL",""}`},
		{"text[]", `{{"x y",b},{c,d}}`},
		{"numeric(5,2)[]", "{1.50}"},
		{"boolean[]", "{t,f}"},
		{"jsonb[]", `{"{\"a\": [1]}"}`},
		{"timestamp with time zone[]", `{"2026-01-02 03:04:05+00"}`},
		{"int4range", "[1,5)"},
		{"inet", "10.0.0.1/8"},
		{"point", "(1,2)"},
	} {
		same, again := false, ""
		raw := encode(test.typ, &test.value)
		if err := conn.QueryRow(t.Context(), "SELECT to_jsonb($1::text::"+test.typ+") = $2::text::jsonb", test.value, string(raw)).Scan(&same); err != nil {
			t.Fatal(err)
		}
		if !same && !strings.HasPrefix(test.value, "[0:") {
			t.Errorf("%s %s is %s", test.typ, test.value, raw)
		}
		text, err := decode(test.typ, raw)
		if err != nil {
			t.Errorf("%s %s: %v", test.typ, raw, err)
			continue
		}
		if text == nil {
			t.Errorf("%s %s is read as NULL", test.typ, raw)
			continue
		}
		if err := conn.QueryRow(t.Context(), "SELECT ($1::text::"+test.typ+")::text", *text).Scan(&again); err != nil {
			t.Errorf("%s %s: %v", test.typ, *text, err)
		}
		if again != test.value && test.typ != "boolean" {
			t.Errorf("%s %s comes back as %s", test.typ, test.value, again)
		}
	}
}

// What does not fit a column is refused, and NULL is NULL.
func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ typ, raw, want string }{
		{"integer", `{"a": 1}`, "an object is no integer"},
		{"text", `[1]`, "an array is no text"},
		{"text[]", `[{"a": 1}]`, "an object is no text"},
		{"text", `"a\u0000"`, "it has a NUL"},
	} {
		if _, err := decode(test.typ, json.RawMessage(test.raw)); err == nil || err.Error() != test.want {
			t.Errorf("%s %s: %v, want %s", test.typ, test.raw, err, test.want)
		}
	}
	if text, err := decode("text", json.RawMessage(" null ")); text != nil || err != nil {
		t.Errorf("null is %v, %v", text, err)
	}
}

// One answer may be for several rows, several for one, and none for some; what an answer leaves out stays.
func TestReadTransformed(t *testing.T) {
	t.Parallel()
	one, x := "1", "x"
	table := Table{Schema: "public", Name: "item", Columns: []Column{{"id", "integer"}, {"v", "text"}}, Key: []int{0}}
	changes := []Change{{From: 4, Values: []*string{&one, &x}}, {From: 5, Gone: true, Values: []*string{&one, nil}}}
	var answers []json.RawMessage
	for _, answer := range []string{`{"id": 0}`, `{"id": 0, "row": {"id": 2, "v": "y"}}`, `{"id": 0, "op": "delete", "row": {"id": 3}}`, `{"id": 1}`} {
		answers = append(answers, json.RawMessage(answer))
	}
	made, err := readTransformed(table, changes, answers)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range made {
		got = append(got, strings.Join([]string{operation(c.Gone), string(table.row(c.Values)), string(rune('0' + c.From))}, " "))
	}
	want := []string{`upsert {"id":1,"v":"x"} 4`, `upsert {"id":2,"v":"y"} 4`, `delete {"id":3,"v":"x"} 4`, `delete {"id":1,"v":null} 5`}
	if !slices.Equal(got, want) {
		t.Errorf("made are %q, want %q", got, want)
	}
	if _, err := readTransformed(table, changes, []json.RawMessage{json.RawMessage(`{"id": 1, "op": "upsert"}`)}); err == nil {
		t.Error("a row that is gone comes back without a row")
	}
}
