package importbucardo5_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// TestSwitchWithoutLoss plays docs/from-bucardo5.md: changes made before, while and after Bucardo hands over arrive.
func TestSwitchWithoutLoss(t *testing.T) {
	t.Parallel()
	databases := []string{"shop_east", "shop_west", "shop_archive"}
	b := newBucardo5(t, databases, "CREATE TABLE work (id int PRIMARY KEY, title text, author text)")
	b.addDB("east", "shop_east")
	b.addDB("west", "shop_west")
	b.addDB("archive", "shop_archive")
	b.run("add", "sync", "bard", "tables=public.work", "dbs=east:source,west:source,archive:target")
	b.run("add", "customcols", "public.work", "SELECT id, upper(title) AS title", "db=archive")

	// Bucardo has its triggers on the sources, and all databases are in step.
	triggers := "SELECT count(*) > 0 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.pronamespace = 'bucardo'::regnamespace AND t.tgrelid = 'work'::regclass"
	if b.Value("shop_east", triggers) != "true" {
		t.Fatal("Bucardo has no triggers on the table")
	}
	for _, name := range databases {
		b.Exec(name, "SET session_replication_role = replica; INSERT INTO work (id, title) VALUES (1, 'HAMLET'); RESET session_replication_role")
	}

	// Its schema is not mixed with ours.
	for _, name := range []string{"bucardo", "shop_east"} {
		output, err := exec.CommandContext(t.Context(), bed.Binary(t), "install", "--control-db", b.ConnStrings[name]).CombinedOutput()
		if err == nil || !strings.Contains(string(output), "is that of a Bucardo 5; choose another control database") {
			t.Errorf("installed into %s: %s", name, output)
		}
	}

	// Paused from the start, the sync captures changes and carries none.
	script := b.imported()
	b.golden("bard.sql", script)
	b.apply(strings.Replace(script, "\nCOMMIT;\n", "\nSELECT bucardo.pause('bard');\n\nCOMMIT;\n", 1))
	b.Start()
	b.State("bard", "paused")
	b.Exec("shop_east", "INSERT INTO work VALUES (2, 'Lear', 'WS'); UPDATE work SET author = 'WS' WHERE id = 1")
	// Bucardo carries the one of the two while both capture, as the daemon writes it.
	b.Exec("shop_west", "SET session_replication_role = replica; INSERT INTO work VALUES (2, 'Lear', 'WS'); RESET session_replication_role")

	// Bucardo has stopped.
	b.Exec("control", "SELECT bucardo.resume('bard')")
	b.WaitActive("bard")
	b.Settle("bard")
	for _, name := range databases {
		b.Exec(name, "DROP SCHEMA IF EXISTS bucardo CASCADE")
	}
	b.Exec("shop_west", "INSERT INTO work VALUES (3, 'Othello', 'WS')")
	b.Settle("bard")
	b.Same("work", "shop_east", "shop_west")
	if got, want := b.Dump("shop_archive", "work"), "(1,HAMLET,)\n(2,LEAR,)\n(3,OTHELLO,)"; got != want {
		t.Errorf("in the archive is:\n%s", got)
	}
	if b.Value("shop_east", "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'work'::regclass AND tgname LIKE 'bucardo\\_delta%'") != "0" {
		t.Error("triggers of Bucardo are left")
	}
}

// TestDocs compares what docs/from-bucardo5.md shows with what the command prints.
func TestDocs(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile("testdata/bard.sql")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../docs/from-bucardo5.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), "```sql\n"+string(script)+"```\n") {
		t.Error("docs/from-bucardo5.md does not show testdata/bard.sql")
	}
}

// TestRefusesOtherDatabases names what a database is when it is not one of Bucardo 5.
func TestRefusesOtherDatabases(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"empty"}, "")
	for name, want := range map[string]string{
		"empty":   "not a control database of Bucardo 5: it has no table bucardo.goat",
		"control": "not a control database of Bucardo 5: it is one of bucardo-sidecar already",
	} {
		output, err := exec.CommandContext(t.Context(), bed.Binary(t), "import-bucardo5", "--from", b.ConnStrings[name]).CombinedOutput()
		if err == nil || !strings.Contains(string(output), want) {
			t.Errorf("%s: %v: %s", name, err, output)
		}
	}
}

// TestHostileNames carries names over that want to be something else, and replicates what they name.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	const schemaName, group = `My "Sch.ema"`, `all's "well"; --`
	tables := []string{`a,b"c`, "O'Brien\\'s {x}", "line\none; SELECT 1/0; --", "*", "all", "x:10", "-minus", "ünï $$"}
	ddl := "CREATE SCHEMA " + pgx.Identifier{schemaName}.Sanitize() + ";"
	for _, name := range tables {
		ddl += fmt.Sprintf("CREATE TABLE %s (id int PRIMARY KEY, v text);", pgx.Identifier{schemaName, name}.Sanitize())
	}
	ddl += fmt.Sprintf("CREATE SEQUENCE %s;", pgx.Identifier{schemaName, "s'e\"q"}.Sanitize())
	b := newBucardo5(t, []string{"shop_east", "shop_west"}, ddl)
	b.addDB("East1", "shop_east")
	b.addDB("west", "shop_west")
	// The command of Bucardo cannot name these; its tables can hold them.
	b.Exec("bucardo", "ALTER TABLE bucardo.goat DISABLE TRIGGER USER; ALTER TABLE bucardo.sync DISABLE TRIGGER USER")
	for _, herd := range []string{group, "ALL"} {
		b.Exec("bucardo", "INSERT INTO bucardo.herd (name, about) VALUES ($1, $1 || E'\\r\\n\\\\! touch /tmp/x\\n; DROP SCHEMA bucardo')", herd)
	}
	for i, name := range append(tables, "s'e\"q") {
		kind := "table"
		if i == len(tables) {
			kind = "sequence"
		}
		b.Exec("bucardo", "INSERT INTO bucardo.goat (id, db, schemaname, tablename, reltype, pkeytype, strict_checking) VALUES ($1, 'East1', $2, $3, $4, 'int4', $1 <> 2)", i+1, schemaName, name, kind)
		b.Exec("bucardo", "INSERT INTO bucardo.herdmap (herd, goat, priority) VALUES ($1, $2, $3)", group, i+1, i%2)
		b.Exec("bucardo", "INSERT INTO bucardo.herdmap (herd, goat) VALUES ('ALL', $1)", i+1)
	}
	b.run("add", "dbgroup", "pair", "East1:source", "west:target")
	long := "s" + strings.Repeat("ü", 40)
	b.Exec("bucardo", "INSERT INTO bucardo.sync (name, herd, dbs) VALUES ('quaint', $1, 'pair'), ($2, 'ALL', 'pair')", group, long)
	b.Exec("bucardo", "INSERT INTO bucardo.customcols (goat, clause, db) VALUES (1, $1, 'west')", `select id, 'it''s, ' || upper(v) AS "v"`)
	b.Exec("bucardo", "INSERT INTO bucardo.customname (goat, newname) VALUES (5, $1)", `"no" such`)

	script := b.imported()
	b.golden("hostile.sql", script)
	b.apply(script)
	// The one with the long name would do the same; the other is held back for its customname.
	b.Exec("control", "SELECT bucardo.deactivate(name) FROM bucardo.sync WHERE name <> 'quaint'; SELECT bucardo.activate('quaint')")
	b.Start()
	b.WaitActive("quaint")
	for _, name := range tables {
		b.Exec("shop_east", fmt.Sprintf("INSERT INTO %s VALUES (1, 'x')", pgx.Identifier{schemaName, name}.Sanitize()))
	}
	b.Settle("quaint")
	for i, name := range tables {
		want := "(1,x)"
		if i == 0 {
			want = `(1,"it's, X")`
		}
		if got := b.Dump("shop_west", pgx.Identifier{schemaName, name}.Sanitize()); got != want {
			t.Errorf("in %q is %s", name, got)
		}
	}
}
