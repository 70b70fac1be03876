package sqlapi_test

import (
	"io/fs"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/sqlapi"
)

// sqlFiles are the files with functions.
func sqlFiles(t *testing.T) []string {
	t.Helper()
	files, err := fs.Glob(sqlapi.FS, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var functions []string
	for _, file := range files {
		if file != "grants.sql" {
			functions = append(functions, file)
		}
	}
	return functions
}

// TestCatalogue has the house rules that the catalogue knows: each query returns what breaks one.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for rule, query := range map[string]string{
		"every function has a comment": `
SELECT p.oid::regprocedure::text
FROM pg_proc p
WHERE p.pronamespace = 'bucardo'::regnamespace
AND obj_description(p.oid, 'pg_proc') IS NULL`,

		"every function pins its search_path; a procedure that commits cannot": `
SELECT p.oid::regprocedure::text
FROM pg_proc p
WHERE p.pronamespace = 'bucardo'::regnamespace
AND (p.prokind = 'p' AND p.prosrc ~ '\mCOMMIT\M') <> (p.proconfig IS NULL)
OR p.pronamespace = 'bucardo'::regnamespace
AND p.proconfig <> ARRAY['search_path=pg_catalog, pg_temp']`,

		"a procedure qualifies every name": `
SELECT p.oid::regprocedure::text || ': ' || m.name[1]
FROM pg_proc p,
     regexp_matches(regexp_replace(p.prosrc, '--[^\n]*', '', 'g'), '(?<![.\w])([a-z_]+)\(', 'g') AS m(name)
WHERE p.pronamespace = 'bucardo'::regnamespace
AND p.prokind = 'p'
AND upper(m.name[1]) <> 'OPERATOR'`,

		"what users call has the rights of the owner, but not where a cast of the caller's may run": `
SELECT p.oid::regprocedure::text
FROM pg_proc p
WHERE p.pronamespace = 'bucardo'::regnamespace
AND p.prokind = 'f'
AND p.proname !~ '^_'
AND p.prosecdef = EXISTS (
    SELECT
    FROM unnest(p.proargtypes) t
    JOIN pg_type y ON y.oid = t
    WHERE y.typtype = 'p')`,

		"what has the rights of the owner takes no type of the caller's": `
SELECT p.oid::regprocedure::text
FROM pg_proc p,
     unnest(p.proargtypes) t
WHERE p.pronamespace = 'bucardo'::regnamespace
AND p.prosecdef
AND t NOT IN ('text'::regtype, 'boolean'::regtype, 'integer'::regtype, 'bigint'::regtype, 'interval'::regtype, 'timestamptz'::regtype, 'jsonb'::regtype)`,

		"no overloads but the array form of add_sync": `
SELECT p.proname
FROM pg_proc p
WHERE p.pronamespace = 'bucardo'::regnamespace
GROUP BY p.proname
HAVING count(*) > CASE WHEN p.proname = 'add_sync' THEN 2 ELSE 1 END`,

		"every parameter has a name": `
SELECT p.oid::regprocedure::text
FROM pg_proc p
WHERE p.pronamespace = 'bucardo'::regnamespace
AND (cardinality(p.proargnames) IS DISTINCT FROM nullif(p.pronargs, 0) OR '' = ANY (p.proargnames))`,

		"nothing is granted to PUBLIC": `
SELECT o.name
FROM (SELECT p.oid::regprocedure::text, p.proacl, acldefault('f', p.proowner)
      FROM pg_proc p
      WHERE p.pronamespace = 'bucardo'::regnamespace
      UNION ALL
      SELECT c.oid::regclass::text, c.relacl, acldefault(CASE WHEN c.relkind = 'S' THEN 's' ELSE 'r' END::"char", c.relowner)
      FROM pg_class c
      WHERE c.relnamespace = 'bucardo'::regnamespace
      AND c.relkind IN ('r', 'p', 'v', 'S')
      UNION ALL
      SELECT n.nspname, n.nspacl, acldefault('n', n.nspowner)
      FROM pg_namespace n
      WHERE n.nspname = 'bucardo'
      UNION ALL
      SELECT t.typname, t.typacl, acldefault('T', t.typowner)
      FROM pg_type t
      WHERE t.typnamespace = 'bucardo'::regnamespace AND t.typname ~ '_info$' AND t.typname !~ '^_') AS o(name, acl, acl_default),
     aclexplode(coalesce(o.acl, o.acl_default)) a
WHERE a.grantee = 0`,

		"every view, type, and table has a comment": `
SELECT c.oid::regclass::text
FROM pg_class c
WHERE c.relnamespace = 'bucardo'::regnamespace
AND c.relkind IN ('r', 'p', 'v', 'c')
AND c.relname <> 'schema_migrations'
AND coalesce(obj_description(c.oid, 'pg_class'), obj_description(c.reltype, 'pg_type')) IS NULL`,

		"every column of a view or type has a comment": `
SELECT c.oid::regclass || '.' || a.attname
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'bucardo'::regnamespace
AND c.relkind IN ('v', 'c')
AND col_description(c.oid, a.attnum) IS NULL`,

		"a name that is an array type's reads as a cast": `
SELECT p.oid::regprocedure::text
FROM pg_proc p
JOIN pg_type t ON t.typname = p.proname AND t.typnamespace = p.pronamespace
WHERE p.pronamespace = 'bucardo'::regnamespace`,
	} {
		for _, offender := range all[string](t, b.conn, query) {
			t.Errorf("%s: %s", rule, offender)
		}
	}
}

// TestPLpgSQLCheck has the static checker look at every function.
func TestPLpgSQLCheck(t *testing.T) {
	t.Parallel()
	b := setup(t)
	admin := b.connectAs(t, pgcluster.User)
	if _, err := admin.Exec(t.Context(), `CREATE EXTENSION plpgsql_check`); err != nil {
		t.Fatalf("%v; install it with: apt-get install postgresql-15-plpgsql-check", err)
	}
	rows, err := admin.Query(t.Context(), `
SELECT p.oid::regprocedure || ' line ' || coalesce(c.lineno::text, '?') || ': ' || c.level || ' ' || coalesce(c.sqlstate, '') || ' ' || c.message
FROM pg_proc p
JOIN pg_language l ON l.oid = p.prolang,
LATERAL plpgsql_check_function_tb(
    p.oid, coalesce((SELECT g.tgrelid FROM pg_trigger g WHERE g.tgfoid = p.oid LIMIT 1), 0), anycompatibletype => 'text', fatal_errors => false, extra_warnings => true, performance_warnings => false,
    security_warnings => true, compatibility_warnings => true) c
WHERE p.pronamespace = 'bucardo'::regnamespace
AND l.lanname = 'plpgsql'`)
	if err != nil {
		t.Fatal(err)
	}
	findings, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range findings {
		t.Error(finding)
	}
	if got := one[int](t, b.conn, `SELECT count(*)::integer FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = 'bucardo'::regnamespace AND l.lanname <> 'plpgsql'`); got != 0 {
		t.Errorf("%d functions are in another language, which the checker does not see", got)
	}
}
