package sqlapi_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
)

const (
	migrationsGuide = "../../docs/guides/declaring-syncs-in-migrations.md"
	fromBucardo5    = "../../docs/from-bucardo5.md"
)

// TestMigrationsGuide runs the guide: its files by golang-migrate up, down and up again, the repeatable one twice, the one
// for every database with and without the schema, and its examples by psql. -update writes what those print.
func TestMigrationsGuide(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(migrationsGuide)
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	var repeatable, everywhere string
	for _, block := range regexp.MustCompile("(?s)```sql\n-- (file|repeatable|everywhere): ([^\n]+)\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		switch block[1] {
		case "file":
			files[block[2]] = &fstest.MapFile{Data: []byte(block[3])}
		case "repeatable":
			repeatable = block[3]
		case "everywhere":
			everywhere = block[3]
		}
	}
	if len(files) != 6 || repeatable == "" || everywhere == "" {
		t.Fatalf("the guide has %d files for golang-migrate, %d and %d bytes of others", len(files), len(repeatable), len(everywhere))
	}

	b := setup(t)
	before := declared(t, b)
	migrator := newMigrator(t, b, fs.FS(files), &migratepgx.Config{SchemaName: "public", MigrationsTable: "shop_migrations"})
	for _, direction := range []func() error{migrator.Up, migrator.Down, migrator.Up, migrator.Down} {
		if err := direction(); err != nil {
			t.Fatal(err)
		}
	}
	if after := declared(t, b); after != before {
		t.Errorf("after down there is:\n%s", after)
	}
	// The sidecar's part, as the guide says.
	b.must(t, `DELETE FROM bucardo.cleanup`)

	example := regexp.MustCompile("(?s)```sql\n([^`]*)\n```\n```text\n(.*?)```\n")
	first := true
	got := example.ReplaceAllStringFunc(string(text), func(block string) string {
		parts := example.FindStringSubmatch(block)
		output := psql(t, b, parts[1])
		if first {
			first = false
			if err := migrator.Up(); err != nil {
				t.Fatal(err)
			}
		}
		return strings.TrimSuffix(block, parts[2]+"```\n") + output + "```\n"
	})
	golden(t, migrationsGuide, got)

	version := one[int](t, b.conn, `SELECT version::integer FROM bucardo.sync`)
	for range 2 {
		b.must(t, `BEGIN;`+repeatable+`COMMIT`)
	}
	if again := one[int](t, b.conn, `SELECT version::integer FROM bucardo.sync`); again != version {
		t.Errorf("the repeatable migration changed the sync from version %d to %d", version, again)
	}
	setupEmpty(t).must(t, everywhere)
	b.must(t, everywhere)
	if got := one[string](t, b.conn, `SELECT tables::text FROM bucardo.list_relgroups('works')`); got != `{public.work,public.chapter,drama.*}` {
		t.Errorf("after the migration for every database the relgroup is %s", got)
	}
}

// TestDocsNameWhatThereIs has every function and view that the documents name in the catalogue, and every link lead somewhere.
func TestDocsNameWhatThereIs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	existing := map[string]bool{}
	for _, name := range all[string](t, b.conn, `
SELECT proname FROM pg_proc WHERE pronamespace = 'bucardo'::regnamespace AND proname !~ '^_'
UNION
SELECT relname FROM pg_class WHERE relnamespace = 'bucardo'::regnamespace AND relkind IN ('v', 'c')`) {
		existing[name] = true
	}
	files, err := filepath.Glob("../../docs/guides/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, fromBucardo5) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`\bbucardo\.([a-z_]+)\b`).FindAllStringSubmatch(string(text), -1) {
			if !existing[name[1]] {
				t.Errorf("%s names bucardo.%s", file, name[1])
			}
		}
		for _, link := range regexp.MustCompile(`\]\(([^)#]+)`).FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), link[1])); err != nil {
				t.Errorf("%s links to %s", file, link[1])
			}
		}
	}
}
