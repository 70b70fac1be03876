package sqlapi_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// declared is all that users can declare, as text without ids and times.
func declared(t *testing.T, b *testBundle) string {
	t.Helper()
	return one[string](t, b.conn, `
SELECT concat_ws(E'\n',
    (SELECT string_agg((to_jsonb(d) - '{id,created_at,updated_at}'::text[])::text, E'\n' ORDER BY d.name) FROM bucardo.db d WHERE NOT d.removing),
    (SELECT string_agg(concat_ws(' ', g.name, g.own, m.position, d.name, m.role, m.priority), E'\n' ORDER BY g.name, m.position)
     FROM bucardo.dbgroup g LEFT JOIN bucardo.dbgroup_member m ON m.dbgroup_id = g.id LEFT JOIN bucardo.db d ON d.id = m.db_id),
    (SELECT string_agg(concat_ws(' ', g.name, g.own, m.position, m.schema_name, m.table_name, m.kind, m.excluded, m.patterns, m.priority), E'\n' ORDER BY g.name, m.position)
     FROM bucardo.relgroup g LEFT JOIN bucardo.relgroup_member m ON m.relgroup_id = g.id),
    (SELECT string_agg(concat_ws(' ', to_jsonb(s) - '{id,created_at,updated_at,version,dbgroup_id,relgroup_id}'::text[], i.dbs, i.tables, i.sequences, i.row_filter, i.options, i.dbgroup, i.relgroup), E'\n' ORDER BY s.name)
     FROM bucardo.sync s JOIN bucardo.list_syncs() i ON i.name = s.name),
    (SELECT string_agg(c.name || ' ' || c.value, E'\n' ORDER BY c.name) FROM bucardo.setting c WHERE c.value IS NOT NULL),
    (SELECT string_agg(i::text, E'\n') FROM bucardo.list_tables() i),
    (SELECT string_agg(i::text, E'\n') FROM bucardo.list_sequences() i),
    (SELECT string_agg(i::text, E'\n') FROM bucardo.list_column_policies() i),
    (SELECT string_agg(i::text, E'\n') FROM bucardo.list_unique_policies() i),
    (SELECT string_agg(i::text, E'\n' ORDER BY i::text) FROM bucardo.list_customnames() i WHERE i.db IS DISTINCT FROM 'gone'),
    (SELECT string_agg(i::text, E'\n' ORDER BY i::text) FROM bucardo.list_customcols() i WHERE i.db IS DISTINCT FROM 'gone'),
    (SELECT string_agg(i::text, E'\n' ORDER BY i::text) FROM bucardo.list_customcodes() i))`)
}

// TestExport makes in an empty database what another has.
func TestExport(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	if got := one[string](t, setup(t).conn, `SELECT bucardo.export()`); got != "" {
		t.Errorf("nothing exports as %q", got)
	}
	b.must(t, `
SELECT bucardo.add_db('here'), bucardo.add_db('with everything', host => 'db1', port => 5433, dbname => 'x', username => 'app', passfile => '/p');
SELECT bucardo.add_db('service', service => 'shop', password_env => 'PW'), bucardo.add_db('uri', 'postgresql://app@db1/shop?sslmode=require');
SELECT bucardo.add_db('wh', type => 'mariadb', host => 'db7', dbname => 'wh', username => 'app', password_env => 'PW', options => E'{"it''s": "\\\\ \\"x\\"", "n": 5}'), bucardo.add_db('feed', type => 'files', dbname => '/feed');
SELECT bucardo.add_sync('stored', 's1:source,wh:target,feed:target:3');
SELECT bucardo.add_db(E'it''s \\ "a,b":source\n{x}', dbname => E'it''s \\');
SELECT bucardo.add_dbgroup('none'), bucardo.add_relgroup('nothing');
SELECT bucardo.add_dbgroup('all', 's1:source,s2:target:-3,s3:source:7,"it''s \ ""a,b"":source
{x}"');
SELECT bucardo.add_relgroup('"the" one, and all.', '"My Schema".*,public.work,"a,b"."c""d"');
SELECT bucardo.add_db('away', dbname => 'away', status => 'inactive', makedelta => false), bucardo.add_db('chained', dbname => 'chained', makedelta => true);
SELECT bucardo.add_relgroup('patterns', 'all,-*.log_*,-"My Schema"."a*b",shop_*."It''s \*":-3,"*".*,"x".y*:10', sequences => 'public.*_seq,-public."a:1"');
SELECT bucardo.add_relgroup('numbers', sequences => 'all');
SELECT bucardo.add_sync('whole', 's1:source,away:fullcopy', 'patterns');
SELECT bucardo.add_sync('bard', 's1:source,s2:source,s3:source:5', conflict_strategy => 's2,s1,s3', autokick => false, onetimecopy => 2, copy_workers => 5, status => 'inactive');
SELECT bucardo.pause('bard');
SELECT bucardo.add_sync('latest', 's3:source,s1:source', 'all', conflict_strategy => 'source order');
SELECT bucardo.add_sync(E'shared '' \\ "', 'all', '"""the"" one, and all."', conflict_strategy => 'source order');
SELECT bucardo.add_sync('half', 'all', 'public.work,drama.*');
SELECT bucardo.add_customname('public.work', '"My Schema"."w.o''rk"'), bucardo.add_customname('public.work', 'works', 'with everything', E'shared '' \\ "');
SELECT bucardo.add_customcols('"My Schema"."a.b"', '"It''s", ''a, b'' AS "c,d", id', db => 's2'), bucardo.add_customcols('public.work', 'id', sync => 'half');
SELECT bucardo.update_config('keep_rows', 500), bucardo.update_config('checktime', interval '90 s'), bucardo.update_config('makedelta', false);
SELECT bucardo.add_sync('options', 's1:source,s2:source', 'public.work,"My Schema"."a,b",play', sequences => 'public.work_id_seq,drama.*', row_filter => 'region = ''eu''',
    isolation_level => 'serializable', lock_timeout => '1500 ms', max_runs => 7, priority => -2, track_rates => true, strict_checking => false);
SELECT bucardo.update_table('options', 'public.work', conflict_strategy => 's2,s1', row_filter => E'note <> ''it''''s \\ "x"''', makedelta => true, deletemethod => 'truncate');
SELECT bucardo.update_table('options', 'public.work', row_filter => 'region = ''us''', db => 's2');
SELECT bucardo.update_table('options', '"My Schema"."a,b"', conflict_strategy => 'latest');
SELECT bucardo.add_sync('merged', 's1:source,s2:source', conflict_strategy => 'merge', update_delete => 'update', record_conflicts => 'keys', dangling_fk => 'restore', max_clock_skew => '2 s');
SELECT bucardo.update_table('merged', 'public.work', conflict_strategy => 'bucardo_latest_all_tables', update_delete => 'delete', record_conflicts => 'off', dangling_fk => 'delete');
SELECT bucardo.add_column_policy('merged', 'drama.act', '"It''s \ ""a,b"', 'source order', 's2,s1'), bucardo.add_column_policy('merged', 'drama.act', 'no', 'expression', expression => E'CASE WHEN a > b THEN a ELSE ''\\x'' END');
SELECT bucardo.update_table('merged', '"My Schema"."a,b"', conflict_strategy => 'merge'), bucardo.add_column_policy('merged', '"My Schema"."a,b"', 'id', 'jsonb_merge');
SELECT bucardo.add_unique_policy('merged', 'public.work', 'b,"It''s \ ""a,b"', 'newer', 'expression', '"Other"', '''x'' || b'), bucardo.add_unique_policy('merged', 'public.work', 'b'), bucardo.add_unique_policy('merged', 'public.work', 'c', loser => 'null');
SELECT bucardo.update_table('half', 'drama.act', rebuild_index => true), bucardo.update_table('half', 'drama.scene', row_filter => 'true', db => 'with everything');
SELECT bucardo.add_customcode(E'it''s \\ "', 'bard', conflict => E'CASE WHEN a.v = ''it''''s'' THEN a ELSE b END', relation => '"My Schema"."a,b"', priority => -7, status => 'inactive');
SELECT bucardo.add_customcode('there', E'shared '' \\ "', 'exception', 'app."mend it"', relation => 'public.work', db => 's2', role => 'a "b"', timeout => '90 s');
SELECT bucardo.add_db('gone', dbname => 'g');
SELECT bucardo.add_customname('public.work', 'works', 'gone'), bucardo.add_customcols('public.work', 'id', 'gone');
SELECT bucardo.update_sync('half', 'all');
SELECT bucardo.add_sync('three', 's1,s2,gone');
SELECT bucardo.remove_db('gone', cascade => true)`)

	script := one[string](t, b.conn, `SELECT bucardo.export()`)
	other := setup(t)
	other.must(t, `BEGIN;`+script+`;COMMIT`)
	if diff := cmp.Diff(declared(t, b), declared(t, other)); diff != "" {
		t.Errorf("the copy (-first +second):\n%s\nmade by:\n%s", diff, script)
	}
	if diff := cmp.Diff(script, one[string](t, other.conn, `SELECT bucardo.export()`)); diff != "" {
		t.Errorf("exported again (-first +second):\n%s", diff)
	}
	checkGroups(t, other)

	b.must(t, `SELECT bucardo.grant_access('pg_monitor', 'monitor')`)
	if got := one[string](t, b.conn, `SELECT bucardo.export(with_access => true)`); got != script+"\nSELECT bucardo.grant_access('pg_monitor', 'monitor');" {
		t.Errorf("with access: %s", strings.TrimPrefix(got, script))
	}
	if refused := fails(t, b.conn, `SELECT bucardo.export(NULL)`); refused.Code != "22004" {
		t.Errorf("export(NULL): %s", describe(refused))
	}
}

// TestExportIsWhole has every column that a user can set in the export, so that a new one is not forgotten.
func TestExportIsWhole(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, column := range all[string](t, b.conn, `
SELECT c.relname || '.' || a.attname
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
WHERE c.oid IN ('bucardo.db'::regclass, 'bucardo.sync'::regclass)
AND a.attnum > 0
AND NOT a.attisdropped
AND a.attname NOT IN ('id', 'created_at', 'updated_at', 'version', 'generation')
AND NOT EXISTS (SELECT FROM pg_proc p WHERE p.proname = 'export' AND p.prosrc ~ ('\m' || left(c.relname, 1) || '[.]' || a.attname || '\M'))`) {
		t.Errorf("export leaves out %s", column)
	}
	for _, column := range all[string](t, b.conn, `
SELECT c.relname || '.' || a.attname
FROM (VALUES ('setting', 'c', '{value}'::text[]), ('table_option', 'o', NULL), ('row_filter', 'f', NULL), ('column_policy', 'cp', NULL), ('unique_policy', 'up', NULL)) AS w(name, alias, columns)
JOIN pg_class c ON c.relname = w.name AND c.relnamespace = 'bucardo'::regnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE a.attname NOT IN ('id')
AND (w.columns IS NULL OR a.attname = ANY (w.columns))
AND NOT EXISTS (SELECT FROM pg_proc p WHERE p.proname ~ '^_?export' AND p.prosrc ~ ('\m' || w.alias || '[.]' || a.attname || '\M'))`) {
		t.Errorf("export leaves out %s", column)
	}
}
