package oracle

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

func TestStatements(t *testing.T) {
	t.Parallel()
	definition := apply.StoreTable{
		Name: "stock", Key: []int{1, 0},
		Columns: []apply.StoreColumn{
			column("at", "timestamp(3) with time zone", false), column("code", "text", false), column("qty", "numeric(12,2)", true),
			column("note", "text", false), column("photo", "bytea", true), column("weight", "double precision", true), column("due", "date", true),
		},
	}
	wantTable := `CREATE TABLE "STOCK" (
    "AT" TIMESTAMP(3) WITH LOCAL TIME ZONE NOT NULL,
    "CODE" VARCHAR2(4000 BYTE) NOT NULL,
    "QTY" NUMBER(12,2),
    "NOTE" CLOB,
    "PHOTO" BLOB,
    "WEIGHT" BINARY_DOUBLE,
    "DUE" DATE,
    PRIMARY KEY ("CODE", "AT")
)`
	got, err := createTable(&definition, options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantTable, got); diff != "" {
		t.Error(diff)
	}

	kinds := []kind{zonedKind, textKind, numberKind, clobKind, blobKind, doubleKind, dateKind}
	stock := table{StoreTable: &definition, name: `"STOCK"`}
	for i, c := range definition.Columns {
		stock.columns = append(stock.columns, tableColumn{dbColumn{kind: kinds[i], scale: -1, nullable: true}, options{}.mustQuote(c.Name)})
	}
	at, long := "2024-01-01 00:00:00.5+00", strings.Repeat("x", 4001)
	batches, err := stock.batches([]apply.Row{
		present(at, "a", "1", "short", null, "Infinity", "2024-01-01"), gone(at, "b", null, null, null, null, null), present(at, "c", "1", long, null, null, null), present(at, "d", null, null, null, null, null),
	})
	if err != nil {
		t.Fatal(err)
	}
	const zonedBind, rest = `TO_TIMESTAMP_TZ(:1, 'YYYY-MM-DD HH24:MI:SS.FF6 TZH:TZM')`,
		` AS "NOTE", HEXTORAW(:5) AS "PHOTO", TO_BINARY_DOUBLE(:6) AS "WEIGHT", TO_DATE(:7, 'YYYY-MM-DD HH24:MI:SS') AS "DUE" FROM DUAL) s` +
			` ON (t."CODE" = s."CODE" AND t."AT" = s."AT") WHEN MATCHED THEN UPDATE SET t."QTY" = s."QTY", t."NOTE" = s."NOTE", t."PHOTO" = s."PHOTO",` +
			` t."WEIGHT" = s."WEIGHT", t."DUE" = s."DUE" WHEN NOT MATCHED THEN INSERT ("AT", "CODE", "QTY", "NOTE", "PHOTO", "WEIGHT", "DUE")` +
			` VALUES (s."AT", s."CODE", s."QTY", s."NOTE", s."PHOTO", s."WEIGHT", s."DUE")`
	merge := `MERGE INTO "STOCK" t USING (SELECT ` + zonedBind + ` AS "AT", CAST(:2 AS VARCHAR2(4000 BYTE)) AS "CODE", CAST(:3 AS NUMBER) AS "QTY", `
	want := []struct {
		statement string
		rows      int
	}{
		{`DELETE FROM "STOCK" WHERE "CODE" = CAST(:1 AS VARCHAR2(4000 BYTE)) AND "AT" = ` + strings.ReplaceAll(zonedBind, ":1", ":2"), 1},
		{merge + `CAST(:4 AS VARCHAR2(4000 BYTE))` + rest, 2},
		{merge + `:4` + rest, 1},
	}
	if len(batches) != len(want) {
		t.Fatalf("%d statements, not %d", len(batches), len(want))
	}
	for i, w := range want {
		if diff := cmp.Diff(w.statement, batches[i].statement); diff != "" || len(batches[i].binds[0].values) != w.rows {
			t.Errorf("statement %d, for %d rows: %s", i, len(batches[i].binds[0].values), diff)
		}
	}
	if got := *batches[1].binds[5].values[0]; got != "INF" {
		t.Errorf("infinity is %s", got)
	}
}

// TestBounds has more in one call than one statement takes.
func TestBounds(t *testing.T) {
	t.Parallel()
	loose := table{
		StoreTable: &apply.StoreTable{Name: "loose", Columns: []apply.StoreColumn{column("v", "text", true)}}, name: `"LOOSE"`,
		columns: []tableColumn{{dbColumn{kind: clobKind, scale: -1, nullable: true}, `"V"`}},
	}
	for value, want := range map[string][]int{
		"x":                                {maxRows, maxRows, 1},
		strings.Repeat("x", maxBytes/1000): {1000, 1000, 1},
		strings.Repeat("x", maxBytes/500):  {500, 500, 500, 500, 1},
	} {
		rows := make([]apply.Row, 2001)
		for i := range rows {
			rows[i] = present(value)
		}
		batches, err := loose.batches(rows)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, b := range batches {
			got = append(got, len(b.binds[0].values))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("values of %d bytes: %s", len(value), diff)
		}
	}
}

func TestLoses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typeName string
		nullable bool
		empty    string
		want     string
	}{
		{"integer", true, "", ""},
		{"boolean", false, "", ""},
		{"uuid", true, "", ""},
		{"jsonb", true, "", ""},
		{"character(5)", true, "", ""},
		{"text[]", true, "", ""},
		{"numeric(10,2)", true, "", "NaN"},
		{"numeric", true, "", "numbers of more than 38 digits, infinity; NaN"},
		{"numeric(50,2)", true, "", "numbers of more than 38 digits, infinity; NaN"},
		{"real", true, "", "negative zero, which becomes zero"},
		{"timestamp with time zone", true, "", "infinity, years before 1 and after 9999"},
		{"text", true, "", "the empty string, which becomes NULL"},
		{"text", false, "", "in a key, empty values, which are NULL there; in a key, values of more than 4000 bytes"},
		{"character varying(10)", false, "", "in a key, empty values, which are NULL there"},
		{"text", true, "<none>", `the text "<none>", which stands for the empty string`},
		{"bytea", true, "<none>", "values of no bytes, which become NULL"},
	} {
		if got := loses(column("c", c.typeName, c.nullable), options{empty: c.empty}); got != c.want {
			t.Errorf("%s, nullable %t, %q: %q, not %q", c.typeName, c.nullable, c.empty, got, c.want)
		}
	}
}

// TestMomentsAndNumbers has values meant for columns that are narrower than what create would have made.
func TestMomentsAndNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind           kind
		scale          int
		typeName, text string
		want           string // empty: refused
	}{
		{numberKind, 2, "numeric", "1.500", "1.500"},
		{numberKind, 0, "numeric", "1.5", ""},
		{numberKind, 0, "numeric", "-12.00", "-12.00"},
		{numberKind, -1, "double precision", "1e-07", "1e-07"},
		{numberKind, -1, "double precision", "-Infinity", ""},
		{dateKind, -1, "timestamp without time zone", "2024-01-01 12:00:00", "2024-01-01 12:00:00"},
		{dateKind, -1, "timestamp without time zone", "2024-01-01 12:00:00.1", ""},
		{timestampKind, 3, "timestamp without time zone", "2024-01-01 12:00:00.123", "2024-01-01 12:00:00.123000"},
		{timestampKind, 3, "timestamp without time zone", "2024-01-01 12:00:00.1234", ""},
		{timestampKind, 6, "timestamp with time zone", "2024-01-01 12:00:00+00", "2024-01-01 12:00:00.000000"},
		{timestampKind, 6, "timestamp with time zone", "2024-01-01 12:00:00+02", ""},
		{zonedKind, 6, "date", "2024-01-01", "2024-01-01 00:00:00.000000 +00:00"},
		{blobKind, -1, "text", "ü", "c3bc"},
		{textKind, -1, "bytea", `\x00`, `\x00`},
	} {
		got, err := options{}.encode(tableColumn{dbColumn: dbColumn{kind: c.kind, scale: c.scale}}, apply.ParseType(c.typeName), c.text)
		if c.want == "" {
			var refused refusal
			if !errors.As(err, &refused) || refused.nextStep == "" {
				t.Errorf("%s %s: %v", c.typeName, c.text, err)
			}
			continue
		}
		if err != nil || *got != c.want {
			t.Errorf("%s %s: %v (%v), not %s", c.typeName, c.text, got, err, c.want)
		}
	}
}
