package sqlapi_test

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/golang-migrate/migrate/v4"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/stdlib"
	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/migrations"
	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/sidecar/schema"
)

// versions are the numbers of the migrations in their order, which may have gaps.
func versions(t *testing.T) []int {
	t.Helper()
	files, err := fs.Glob(migrations.FS, "*.up.sql")
	if err != nil {
		t.Fatal(err)
	}
	numbers := make([]int, len(files))
	for i, file := range files {
		number, _, _ := strings.Cut(file, "_")
		if numbers[i], err = strconv.Atoi(number); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(numbers)
	return numbers
}

// latest is the number of the newest migration.
func latest(t *testing.T) int {
	t.Helper()
	return slices.Max(versions(t))
}

func install(t *testing.T, b *testBundle) (schema.Result, error) {
	t.Helper()
	return schema.Install(t.Context(), b.config(t), slog.New(slog.DiscardHandler))
}

func mustInstall(t *testing.T, b *testBundle) schema.Result {
	t.Helper()
	result, err := install(t, b)
	if err != nil {
		t.Fatal(describe(err))
	}
	return result
}

// objects is what is in the schema bucardo, without what identifies the installation.
func objects(t *testing.T, b *testBundle) []string {
	t.Helper()
	return all[string](t, b.conn, `
SELECT c.relkind::text || ' ' || c.relname || ' ' || coalesce(c.relacl::text, '')
FROM pg_class c
WHERE c.relnamespace = to_regnamespace('bucardo')
UNION ALL
SELECT p.oid::regprocedure || ' ' || md5(p.prosrc) || ' ' || coalesce(p.proacl::text, '')
FROM pg_proc p
WHERE p.pronamespace = to_regnamespace('bucardo')
UNION ALL
SELECT t.typname || ' ' || coalesce(t.typacl::text, '')
FROM pg_type t
WHERE t.typnamespace = to_regnamespace('bucardo')
ORDER BY 1`)
}

func TestInstallUpDownUp(t *testing.T) {
	t.Parallel()
	b := setupEmpty(t)
	first := mustInstall(t, b)
	if first.From != 0 || first.To != uint(latest(t)) || first.Stamp != schema.Stamp() || len(first.Dropped) != 0 {
		t.Errorf("the first installation: %+v", first)
	}
	installed := objects(t, b)
	b.must(t, `SELECT bucardo.add_dbs('s1,s2', dbname => 'a,b'); SELECT bucardo.add_sync('bard', 's1,s2')`)

	if err := schema.Down(t.Context(), b.config(t)); err != nil {
		t.Fatal(describe(err))
	}
	if left := objects(t, b); len(left) != 0 || one[bool](t, b.conn, `SELECT to_regnamespace('bucardo') IS NOT NULL`) {
		t.Errorf("after down there are: %v", left)
	}
	if err := schema.Verify(t.Context(), b.conn); !errors.Is(err, schema.ErrNotInstalled) {
		t.Errorf("verify after down: %v", err)
	}

	mustInstall(t, b)
	if diff := cmp.Diff(installed, objects(t, b)); diff != "" {
		t.Errorf("up, down, up (-first +second):\n%s", diff)
	}
	if err := schema.Verify(t.Context(), b.conn); err != nil {
		t.Errorf("verify: %v", err)
	}
}

// TestMigrationsOneByOne has each migration taken back and made again alone.
func TestMigrationsOneByOne(t *testing.T) {
	t.Parallel()
	b := setupEmpty(t)
	mustInstall(t, b)
	installed := objects(t, b)
	migrator := newMigrator(t, b, migrations.FS, &migratepgx.Config{SchemaName: "bucardo"})
	for range versions(t) {
		if err := migrator.Steps(-1); err != nil {
			t.Fatal(err)
		}
	}
	for range versions(t) {
		if err := migrator.Steps(1); err != nil {
			t.Fatal(err)
		}
	}
	mustInstall(t, b)
	if diff := cmp.Diff(installed, objects(t, b)); diff != "" {
		t.Errorf("step by step (-first +second):\n%s", diff)
	}
}

func TestInstallAgainKeepsEverything(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)
	b.must(t, `GRANT EXECUTE ON FUNCTION bucardo.pause(text) TO pg_monitor`)
	before := configuration(t, b.conn) + one[string](t, b.conn, `SELECT i::text FROM bucardo.installation i`)
	was := objects(t, b)

	if result := mustInstall(t, b); result.From != uint(latest(t)) || result.To != uint(latest(t)) {
		t.Errorf("the second installation: %+v", result)
	}
	after := configuration(t, b.conn) + one[string](t, b.conn, `SELECT i::text FROM bucardo.installation i`)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("configuration (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(was, objects(t, b)); diff != "" {
		t.Errorf("objects and grants (-before +after):\n%s", diff)
	}
}

func TestInstallAtOnce(t *testing.T) {
	t.Parallel()
	b := setupEmpty(t)
	var group errgroup.Group
	for range 6 {
		group.Go(func() error {
			_, err := schema.Install(t.Context(), b.config(t), slog.New(slog.DiscardHandler))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Error(describe(err))
	}
	if err := schema.Verify(t.Context(), b.conn); err != nil {
		t.Error(err)
	}
}

// TestInstallRepairs has functions of another version, with other signatures, and one that is no more.
func TestInstallRepairs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	want := objects(t, b)
	b.must(t, `
CREATE FUNCTION bucardo.fly(sync text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION bucardo.pause(sync text, seconds integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
DROP FUNCTION bucardo.resume(text);
CREATE FUNCTION bucardo.resume(name text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
DROP PROCEDURE bucardo.kick_and_wait(text, interval);
CREATE FUNCTION bucardo.kick_and_wait(sync text, timeout interval) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE OR REPLACE FUNCTION bucardo.list_dbs(name text DEFAULT NULL, sync text DEFAULT NULL) RETURNS SETOF bucardo.db_info LANGUAGE sql AS 'SELECT NULL::bucardo.db_info';
DROP FUNCTION bucardo.kick(text);
UPDATE bucardo.installation SET version = 'other'`)
	if err := schema.Verify(t.Context(), b.conn); !errors.Is(err, schema.ErrOtherVersion) {
		t.Errorf("verify: %v", err)
	}

	result := mustInstall(t, b)
	dropped := []string{"bucardo.fly(text)", "bucardo.pause(text,integer)"}
	if diff := cmp.Diff(dropped, result.Dropped); diff != "" {
		t.Errorf("dropped (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, objects(t, b)); diff != "" {
		t.Errorf("objects (-want +got):\n%s", diff)
	}
}

// TestInstallRefusesAFunctionInUse has a view of the user's depend on a function that has to go.
func TestInstallRefusesAFunctionInUse(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, `
CREATE FUNCTION bucardo.fly() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE VIEW mine AS SELECT bucardo.fly()`)
	was := objects(t, b)
	if _, err := install(t, b); err == nil || !strings.Contains(err.Error(), "drop function bucardo.fly() of an earlier version") {
		t.Errorf("install: %v", err)
	}
	if diff := cmp.Diff(was, objects(t, b)); diff != "" {
		t.Errorf("the failed installation changed (-before +after):\n%s", diff)
	}
}

func TestInstallRefusesANewerDatabase(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, `UPDATE bucardo.schema_migrations SET version = 99`)
	was := objects(t, b)
	_, err := install(t, b)
	if !errors.Is(err, schema.ErrNewer) {
		t.Errorf("install: %v", err)
	}
	if err := schema.Verify(t.Context(), b.conn); !errors.Is(err, schema.ErrNewer) {
		t.Errorf("verify: %v", err)
	}
	if diff := cmp.Diff(was, objects(t, b)); diff != "" {
		t.Errorf("the refused installation changed (-before +after):\n%s", diff)
	}
}

// TestInstallGoesOnAfterAKill has what an installer leaves that was killed before a migration's commit.
func TestInstallGoesOnAfterAKill(t *testing.T) {
	t.Parallel()
	for i, migration := range versions(t) {
		t.Run(strconv.Itoa(migration), func(t *testing.T) {
			t.Parallel()
			b := setupEmpty(t)
			mustInstall(t, b)
			want := objects(t, b)
			migrator := newMigrator(t, b, migrations.FS, &migratepgx.Config{SchemaName: "bucardo"})
			if err := migrator.Steps(i - len(versions(t))); err != nil {
				t.Fatal(err)
			}
			b.must(t, `DELETE FROM bucardo.schema_migrations; INSERT INTO bucardo.schema_migrations VALUES (`+strconv.Itoa(migration)+`, true)`)

			mustInstall(t, b)
			if diff := cmp.Diff(want, objects(t, b)); diff != "" {
				t.Errorf("objects (-want +got):\n%s", diff)
			}
			if one[bool](t, b.conn, `SELECT dirty FROM bucardo.schema_migrations`) {
				t.Error("the database is dirty still")
			}
		})
	}
}

// TestInstallIntoAnOwnedSchema has a role that may not create schemas, but owns this one.
func TestInstallIntoAnOwnedSchema(t *testing.T) {
	t.Parallel()
	b := setupEmpty(t)
	admin := b.connectAs(t, pgcluster.User)
	for _, statement := range []string{
		`CREATE SCHEMA bucardo AUTHORIZATION bucardo_owner`,
		`ALTER DATABASE ` + b.database(t) + ` OWNER TO postgres`,
		`REVOKE CREATE ON DATABASE ` + b.database(t) + ` FROM PUBLIC`,
	} {
		if _, err := admin.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	mustInstall(t, b)
}

// TestInstallUnderForeignSettings has settings of the database that would break what is not qualified.
func TestInstallUnderForeignSettings(t *testing.T) {
	t.Parallel()
	b := setupEmpty(t)
	b.must(t, `
CREATE SCHEMA trap;
CREATE FUNCTION trap.now() RETURNS timestamptz LANGUAGE plpgsql AS $$ BEGIN RAISE 'trapped'; END $$;
ALTER DATABASE `+b.database(t)+` SET search_path = trap, pg_catalog;
ALTER DATABASE `+b.database(t)+` SET default_transaction_isolation = 'serializable';
ALTER DATABASE `+b.database(t)+` SET statement_timeout = '1ms'`)
	mustInstall(t, b)
}

func TestInstallStopsWhenCancelled(t *testing.T) {
	t.Parallel()
	b := setupEmpty(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := schema.Install(ctx, b.config(t), slog.New(slog.DiscardHandler)); !errors.Is(err, context.Canceled) {
		t.Errorf("install: %v", err)
	}
}

// TestInstallOnAnOldServer needs the builds that tools/prepare fetches.
func TestInstallOnOtherVersions(t *testing.T) {
	t.Parallel()
	for version, want := range map[int]error{12: schema.ErrServerTooOld, 13: nil, 18: nil} {
		cluster := clustertest.New(t, pgcluster.Options{Version: version})
		b := &testBundle{connString: clustertest.DB(t, cluster)}
		b.conn = b.connect(t)
		if _, err := install(t, b); !errors.Is(err, want) {
			t.Fatalf("PostgreSQL %d: %v", version, err)
		}
		if want != nil {
			continue
		}
		b.withDBs(t)
		b.must(t, `SELECT bucardo.add_sync('bard', ARRAY['s1', 's2'], 'public.work', 's1')`)
		b.must(t, `SELECT bucardo.add_sync('arrays', 's1,s2', ARRAY['public.work'])`)
		b.must(t, `UPDATE bucardo.sync_state SET state = 'active', observed_version = 1`)
		b.must(t, `CALL bucardo.wait_until_active('bard', '1s')`)
		b.must(t, `BEGIN; SELECT bucardo.pause('bard')`)
		if refused := fails(t, b.conn, `CALL bucardo.wait_until_active('bard')`); refused.Code != "25001" {
			t.Errorf("PostgreSQL %d, in a transaction: %s", version, describe(refused))
		}
		b.must(t, `ROLLBACK`)
	}
}

// TestDeclaredByAMigration has an application declare its sync in its own migrations, by golang-migrate.
func TestDeclaredByAMigration(t *testing.T) {
	t.Parallel()
	b := setup(t)
	files := fstest.MapFS{
		"1_work.up.sql": {Data: []byte(`CREATE TABLE work (workid text PRIMARY KEY)`)},
		"2_sync.up.sql": {Data: []byte(`
SELECT bucardo.add_db('here', if_not_exists => true);
SELECT bucardo.add_db('there', host => 'db2', dbname => 'shop', if_not_exists => true);
SELECT bucardo.add_sync('works', dbs => 'here:source,there:source', tables => 'public.work', if_not_exists => true);`)},
		"2_sync.down.sql": {Data: []byte(`
SELECT bucardo.remove_sync('works');
SELECT bucardo.remove_db('there', force => true);
SELECT bucardo.remove_db('here', force => true);`)},
		"1_work.down.sql": {Data: []byte(`DROP TABLE work`)},
	}
	migrator := newMigrator(t, b, files, &migratepgx.Config{SchemaName: "public", MigrationsTable: "shop_migrations"})
	for _, direction := range []func() error{migrator.Up, migrator.Down, migrator.Up} {
		if err := direction(); err != nil {
			t.Fatal(err)
		}
	}
	if got := one[string](t, b.conn, syncText+`bucardo.list_syncs()`); got != `works {here:source,there:source} {public.work} latest autokick active pending` {
		t.Errorf("the sync is %s", got)
	}
	if err := migrator.Force(1); err != nil {
		t.Fatal(err)
	}
	if err := migrator.Up(); err != nil {
		t.Errorf("the same declaration again: %v", err)
	}
}

func newMigrator(t *testing.T, b *testBundle, files fs.FS, config *migratepgx.Config) *migrate.Migrate {
	t.Helper()
	source, err := iofs.New(files, ".")
	if err != nil {
		t.Fatal(err)
	}
	driver, err := migratepgx.WithInstance(stdlib.OpenDB(*b.config(t)), config)
	if err != nil {
		t.Fatal(err)
	}
	migrator, err := migrate.NewWithInstance("iofs", source, "pgx5", driver)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		sourceErr, databaseErr := migrator.Close()
		if err := errors.Join(sourceErr, databaseErr); err != nil {
			t.Error(err)
		}
	})
	return migrator
}

// TestFilesAreNamedAfterFunctions has each file of functions create the functions of its name and nothing else.
func TestFilesAreNamedAfterFunctions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var files []string
	for _, name := range sqlFiles(t) {
		files = append(files, strings.TrimSuffix(name, ".sql"))
	}
	slices.Sort(files)
	names := all[string](t, b.conn, `SELECT DISTINCT proname::text COLLATE "C" FROM pg_proc WHERE pronamespace = 'bucardo'::regnamespace ORDER BY 1`)
	if diff := cmp.Diff(files, names); diff != "" {
		t.Errorf("files and functions (-files +functions):\n%s", diff)
	}
}
