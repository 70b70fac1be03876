package sqlapi_test

import (
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
)

// TestPermissions logs in as each kind of role: a stranger, a watcher, and an operator.
func TestPermissions(t *testing.T) {
	t.Parallel()
	cluster := clustertest.New(t, pgcluster.Options{})
	b := &testBundle{connString: clustertest.DB(t, cluster)}
	b.conn = b.connect(t)
	b.must(t, `
CREATE ROLE owner LOGIN;
CREATE ROLE stranger LOGIN;
CREATE ROLE watcher LOGIN;
CREATE ROLE operator LOGIN IN ROLE owner;
GRANT CREATE ON DATABASE `+b.database(t)+` TO owner`)
	asOwner := &testBundle{connString: strings.Replace(b.connString, "postgres@", "owner@", 1)}
	asOwner.conn = asOwner.connect(t)
	mustInstall(t, asOwner)
	asOwner.withDBs(t)
	asOwner.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)

	stranger := asOwner.connectAs(t, "stranger")
	for _, statement := range []string{
		`SELECT * FROM bucardo.status`,
		`SELECT * FROM bucardo.db`,
		`SELECT * FROM bucardo.list_dbs()`,
		`SELECT bucardo.pause('bard')`,
		`CALL bucardo.wait_until_active('bard', '0s')`,
	} {
		if refused := fails(t, stranger, statement); refused.Code != "42501" {
			t.Errorf("a stranger: %s: %s", statement, describe(refused))
		}
	}

	asOwner.must(t, `GRANT USAGE ON SCHEMA bucardo TO watcher; GRANT SELECT ON bucardo.status TO watcher`)
	watcher := asOwner.connectAs(t, "watcher")
	if got := one[string](t, watcher, `SELECT name FROM bucardo.status`); got != "bard" {
		t.Errorf("a watcher sees %q", got)
	}
	for _, statement := range []string{
		`SELECT * FROM bucardo.db_status`,
		`SELECT * FROM bucardo.sync`,
		`SELECT * FROM bucardo.list_syncs()`,
		`SELECT bucardo.pause('bard')`,
	} {
		if refused := fails(t, watcher, statement); refused.Code != "42501" {
			t.Errorf("a watcher: %s: %s", statement, describe(refused))
		}
	}

	operator := asOwner.connectAs(t, "operator")
	if got := one[string](t, operator, `SELECT name FROM bucardo.pause('bard')`); got != "bard" {
		t.Errorf("an operator pauses %q", got)
	}
}

// levels has what each access level may call beside the level below it, written down a second time.
var levels = []struct {
	name  string
	calls string
}{
	{"stranger", ``},
	{"monitor", `list_dbs list_syncs list_dbgroups list_relgroups list_tables list_sequences list_config list_customnames list_customcols list_customcodes list_column_policies list_unique_policies inspect delta dangling_fks export what_if`},
	{"operator", `kick pause resume validate ping message check_fks check_fks_and_wait kick_and_wait validate_and_wait wait_for_sync wait_until_active wait_until_removed
		choose undo_conflict choose_and_wait undo_conflict_and_wait`},
	{"admin", `add_db add_dbs update_db rename_db remove_db add_sync update_sync rename_sync remove_sync reload clone drop_deltas activate deactivate
		spread_sequences spread_sequences_and_wait create_target_tables create_target_tables_and_wait purge grant_access revoke_access list_access
		add_customname update_customname remove_customname add_customcols update_customcols remove_customcols
		add_customcode update_customcode rename_customcode remove_customcode test_customcode
		add_column_policy update_column_policy remove_column_policy add_unique_policy update_unique_policy remove_unique_policy
		add_dbgroup update_dbgroup rename_dbgroup remove_dbgroup add_relgroup update_relgroup rename_relgroup remove_relgroup
		add_table update_table remove_table add_sequence remove_sequence update_config reset_config`},
}

// TestAccess logs in as a role of each level and calls every function of the schema with NULLs: those it may not call
// refuse it, and no other does. Then it tries every table and view.
func TestAccess(t *testing.T) {
	t.Parallel()
	b := setupAccess(t)
	allowed := map[string]bool{}
	for _, level := range levels {
		conn := b.connectAs(t, level.name)
		for name := range strings.FieldsSeq(level.calls) {
			allowed[name] = true
		}
		for _, call := range all[string](t, b.conn, `
SELECT p.proname || ' ' || CASE p.prokind WHEN 'p' THEN 'CALL' ELSE 'SELECT' END || ' bucardo.' || p.proname || '('
       || coalesce((SELECT string_agg('NULL::' || CASE WHEN y.typtype = 'p' THEN 'text' ELSE format_type(t, NULL) END, ', ' ORDER BY n)
                    FROM unnest(p.proargtypes) WITH ORDINALITY a(t, n)
                    JOIN pg_type y ON y.oid = t), '') || ')'
FROM pg_proc p
WHERE p.pronamespace = 'bucardo'::regnamespace
ORDER BY p.proname`) {
			name, statement, _ := strings.Cut(call, " ")
			_, err := conn.Exec(t.Context(), statement)
			refused := err != nil && strings.HasPrefix(describe(err), "42501")
			// The private parts of what may be called are an affair of _access_routines.
			if part := strings.HasPrefix(name, "_") && level.name != "stranger"; part && one[bool](t, b.conn,
				`SELECT EXISTS (SELECT FROM bucardo._access_routines($1) r JOIN pg_proc p ON p.oid = r WHERE p.proname = $2 AND p.prosecdef)`, level.name, name) {
				continue
			}
			if refused == allowed[name] {
				t.Errorf("%s: %s: %v", level.name, statement, err)
			}
		}

		for _, relation := range all[string](t, b.conn, `
SELECT c.relkind::text || c.oid::regclass FROM pg_class c WHERE c.relnamespace = 'bucardo'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S')`) {
			kind, name := relation[:1], relation[1:]
			for _, statement := range []string{`TABLE ` + name, `DELETE FROM ` + name, `INSERT INTO ` + name + ` DEFAULT VALUES`} {
				_, err := conn.Exec(t.Context(), statement)
				refused := err != nil && strings.HasPrefix(describe(err), "42501")
				if mayRead := kind == "v" && level.name != "stranger" && strings.HasPrefix(statement, "TABLE"); kind == "v" && !mayRead && err != nil {
					continue // views that cannot be written to say that first
				} else if refused == mayRead {
					t.Errorf("%s: %s: %v", level.name, statement, err)
				}
			}
		}
	}
}

// setupAccess gives a cluster of its own, since roles belong to one: an owner's installation, the sync bard, and a role
// named after each level.
func setupAccess(t *testing.T) *testBundle {
	t.Helper()
	cluster := clustertest.New(t, pgcluster.Options{})
	b := &testBundle{connString: clustertest.DB(t, cluster)}
	b.conn = b.connect(t)
	b.must(t, `
CREATE ROLE owner LOGIN;
CREATE ROLE stranger LOGIN;
CREATE ROLE monitor LOGIN;
CREATE ROLE operator LOGIN;
CREATE ROLE admin LOGIN;
GRANT CREATE ON DATABASE `+b.database(t)+` TO owner, admin`)
	b.connString = strings.Replace(b.connString, "postgres@", "owner@", 1)
	b.conn = b.connect(t)
	mustInstall(t, b)
	b.withDBs(t)
	b.must(t, `
SELECT bucardo.add_sync('bard', 's1,s2');
UPDATE bucardo.sync_state SET state = 'active', observed_version = 1;
SELECT bucardo._part_for_conflicts(1000000);
INSERT INTO bucardo.conflict (part, sync_id, at, schema_name, table_name, key, kind, versions, decision, winner)
SELECT 1, s.id, now(), 'public', 'work', '{"id": 1}', 'update/update', '[{"db": "s1", "row": {"id": 1}}, {"db": "s2", "row": {"id": 1}}]', 'winner', 's1'
FROM bucardo.sync s;
SELECT bucardo.grant_access('monitor', 'monitor');
SELECT bucardo.grant_access('operator', 'operator');
SELECT bucardo.grant_access('admin', 'admin')`)
	return b
}

// TestAccessIsEnough has each level do its work.
func TestAccessIsEnough(t *testing.T) {
	t.Parallel()
	b := setupAccess(t)
	for role, statements := range map[string][]string{
		"monitor": {
			`SELECT * FROM bucardo.status`,
			`SELECT * FROM bucardo.list_dbs('s*', 'bard')`,
			`SELECT * FROM bucardo.list_syncs(state => 'active')`,
			`SELECT * FROM bucardo.inspect('s1')`,
			`SELECT * FROM bucardo.delta('bard')`,
			`SELECT * FROM bucardo.what_if('bard', 'first')`,
			`SELECT * FROM bucardo.conflicts, bucardo.conflict_summary`,
			`SELECT * FROM bucardo.list_config('*'), bucardo.list_tables('bard'), bucardo.list_sequences('bard')`,
		},
		"operator": {
			`SELECT * FROM bucardo.status`,
			`CALL bucardo.wait_until_active('bard', '0s')`,
			`CALL bucardo.wait_until_removed('gone', '0s')`,
			`SELECT bucardo.kick('bard')`,
			`SELECT bucardo.validate('bard')`,
			`SELECT bucardo.message('hello')`,
			`SELECT bucardo.choose(1, 's1'), bucardo.undo_conflict(1)`,
			`SELECT bucardo.pause('bard')`,
			`SELECT bucardo.resume('bard')`,
		},
		"admin": {
			`SELECT bucardo.add_dbs(ARRAY['x1', 'x2'], dbname => ARRAY['x', 'y'])`,
			`SELECT bucardo.update_db('x1', port => 5433)`,
			`SELECT bucardo.add_sync('new', ARRAY['x1', 'x2'], ARRAY['public.work'])`,
			`SELECT bucardo.update_sync('new', tables => 'chapter', checktime => '1 min', reset => 'max_runs')`,
			`SELECT bucardo.add_table('new', 'public.work', row_filter => 'true', db => 'x2', makedelta => true)`,
			`SELECT bucardo.add_sequence('new', 'public.work_id_seq')`,
			`SELECT bucardo.update_config('keep_rows', 500)`,
			`SELECT bucardo.rename_sync('new', 'newer')`,
			`SELECT bucardo.deactivate('newer')`,
			`SELECT bucardo.activate('newer')`,
			`SELECT bucardo.remove_sync('newer')`,
			`SELECT bucardo.remove_db('x1', force => true)`,
			`SELECT bucardo.purge('1 day')`,
			`SELECT bucardo.grant_access('stranger', 'monitor')`,
			`SELECT bucardo.revoke_access('stranger')`,
		},
	} {
		conn := b.connectAs(t, role)
		for _, statement := range statements {
			if _, err := conn.Exec(t.Context(), statement); err != nil {
				t.Errorf("%s: %s: %s", role, statement, describe(err))
			}
		}
	}
	for _, test := range []struct{ role, code, call string }{
		{"operator", "55000", `CALL bucardo.kick_and_wait('bard', '0s')`},
		{"operator", "55000", `CALL bucardo.wait_for_sync('bard', timeout => '0s')`},
		{"operator", "55000", `CALL bucardo.ping('0s')`},
		{"operator", "55000", `CALL bucardo.choose_and_wait(1, 's2', timeout => '0s')`},
		{"operator", "55000", `CALL bucardo.undo_conflict_and_wait(1, timeout => '0s')`},
		{"operator", "55000", `CALL bucardo.wait_until_active('bard', '0s')`},
		{"admin", "25001", `SELECT bucardo.pause('bard'); CALL bucardo.ping('0s')`},
	} {
		if refused := fails(t, b.connectAs(t, test.role), test.call); refused.Code != test.code {
			t.Errorf("%s: %s: %s", test.role, test.call, describe(refused))
		}
	}
	if got := one[string](t, b.conn, `SELECT requested_by FROM bucardo.command WHERE verb = 'validate'`); got != "operator" {
		t.Errorf("validate was requested by %q", got)
	}
}

// TestAccessLevels follows a role from level to level, through a renaming and an upgrade.
func TestAccessLevels(t *testing.T) {
	t.Parallel()
	b := setupAccess(t)
	super := b.connectAs(t, pgcluster.User)
	const text = `SELECT string_agg(role_name || ':' || access, ' ' ORDER BY role_name) FROM bucardo.`
	b.must(t, `SELECT bucardo.grant_access('admin', 'monitor')`)
	if got := one[string](t, b.conn, text+`list_access()`); got != "admin:monitor monitor:monitor operator:operator" {
		t.Errorf("there are %s", got)
	}
	if got := one[string](t, b.conn, text+`list_access('*or', 'operator')`); got != "operator:operator" {
		t.Errorf("filtered: %s", got)
	}
	if refused := fails(t, b.connectAs(t, "admin"), `SELECT bucardo.pause('bard')`); refused.Code != "42501" {
		t.Errorf("admin that is monitor now: %s", describe(refused))
	}

	// An upgrade drops a function and makes it anew.
	if _, err := super.Exec(t.Context(), `ALTER ROLE operator RENAME TO "the ""operator"""`); err != nil {
		t.Fatal(err)
	}
	b.must(t, `DROP FUNCTION bucardo.pause(text)`)
	mustInstall(t, b)
	if _, err := b.connectAs(t, `the "operator"`).Exec(t.Context(), `SELECT bucardo.pause('bard')`); err != nil {
		t.Errorf("after an upgrade: %s", describe(err))
	}

	b.must(t, `SELECT bucardo.revoke_access('the "operator"')`)
	for _, statement := range []string{`DROP ROLE "the ""operator"""`, `DROP OWNED BY monitor`, `DROP ROLE monitor`} {
		if _, err := super.Exec(t.Context(), statement); err != nil {
			t.Errorf("%s: %s", statement, describe(err))
		}
	}
	if got := one[string](t, b.conn, text+`list_access()`); got != "admin:monitor" {
		t.Errorf("at the end there are %s", got)
	}
	mustInstall(t, b)
}

// TestNoRightsByACast has an admin try to run code as the owner.
func TestNoRightsByACast(t *testing.T) {
	t.Parallel()
	b := setupAccess(t)
	admin := b.connectAs(t, "admin")
	if _, err := admin.Exec(t.Context(), `
CREATE SCHEMA mine;
CREATE TABLE mine.seen (who text);
CREATE TYPE mine.list AS ENUM ('s1,s2');
CREATE FUNCTION mine.evil(mine.list) RETURNS text LANGUAGE plpgsql AS $$ BEGIN INSERT INTO mine.seen VALUES (CURRENT_USER); RETURN 's1,s2'; END $$;
CREATE CAST (mine.list AS text) WITH FUNCTION mine.evil(mine.list);
SELECT bucardo.add_sync('cast', 's1,s2'::mine.list);
SELECT bucardo.update_sync('cast', 's1,s2'::mine.list)`); err != nil {
		t.Fatal(describe(err))
	}
	for _, who := range all[string](t, admin, `SELECT DISTINCT who FROM mine.seen`) {
		if who != "admin" {
			t.Errorf("the cast ran as %s", who)
		}
	}
}
