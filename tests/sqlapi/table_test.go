package sqlapi_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tableText is what is set for a table, as one string.
const tableText = `SELECT concat_ws(' ', schema_name, table_name, state, conflict_strategy, source_order::text, row_filter, db_filters, options) FROM bucardo.`

func TestTables(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1:source,s2:source,s3', 'public.work,drama.*')`)
	for _, test := range []struct {
		call, want string
		version    int
	}{
		{`add_table('bard', 'public.play')`, `public play pending {}`, 2},
		{`add_table('bard', 'public.play', if_not_exists => true)`, `public play pending {}`, 2},
		{`add_table('bard', 'chapter')`, `chapter pending {}`, 3},
		{`add_table('bard', '"My Schema"."a,b"', 's2,s1', row_filter => 'id > 7', makedelta => true)`, `My Schema a,b pending source order {s2,s1} id > 7 {"makedelta": "true"}`, 4},
		{`add_table('bard', '"My Schema"."a,b"', 's2,s1', row_filter => 'id > 7', makedelta => true, if_not_exists => true)`, `My Schema a,b pending source order {s2,s1} id > 7 {"makedelta": "true"}`, 4},
		{`update_table('bard', '"My Schema"."a,b"', row_filter => 'id > 8', db => 's3')`, `My Schema a,b pending source order {s2,s1} id > 7 {"s3": "id > 8"} {"makedelta": "true"}`, 5},
		{`update_table('bard', '"My Schema"."a,b"')`, `My Schema a,b pending source order {s2,s1} id > 7 {"s3": "id > 8"} {"makedelta": "true"}`, 5},
		{`update_table('bard', '"My Schema"."a,b"', row_filter => '', conflict_strategy => 'latest', deletemethod => 'truncate')`, `My Schema a,b pending latest {"s3": "id > 8"} {"makedelta": "true", "deletemethod": "truncate"}`, 6},
		{`update_table('bard', '"My Schema"."a,b"', reset => 'conflict_strategy,makedelta')`, `My Schema a,b pending {"s3": "id > 8"} {"deletemethod": "truncate"}`, 7},
		{`update_table('bard', '"My Schema"."a,b"', reset => 'row_filter', db => 's3')`, `My Schema a,b pending {"deletemethod": "truncate"}`, 8},
		{`update_table('bard', '"My Schema"."a,b"', reset => 'all')`, `My Schema a,b pending {}`, 9},
		{`update_table('bard', '"My Schema"."a,b"', row_filter => 'true', db => 's1')`, `My Schema a,b pending {"s1": "true"} {}`, 10},
		{`update_table('bard', '"My Schema"."a,b"', row_filter => 'false')`, `My Schema a,b pending false {"s1": "true"} {}`, 11},
		{`update_table('bard', '"My Schema"."a,b"', reset => 'row_filter')`, `My Schema a,b pending {}`, 12},
		{`update_table('bard', '"My Schema"."a,b"', reset => 'row_filter')`, `My Schema a,b pending {}`, 12},
		{`update_table('bard', 'drama.act', row_filter => 'id > 1')`, `drama act pending id > 1 {}`, 13},
		{`update_table('bard', 'act', row_filter => 'id > 2')`, ``, 0}, // no schema is known to have it
		{`update_table('bard', 'work', row_filter => 'id > 2')`, `public work pending id > 2 {}`, 14},
		{`remove_table('bard', 'public.work')`, `public work pending id > 2 {}`, 15},
		{`remove_table('bard', 'chapter')`, `chapter pending {}`, 16},
	} {
		if test.version == 0 {
			if refused := fails(t, b.conn, `SELECT bucardo.`+test.call); refused.Code != "22023" {
				t.Errorf("%s: %s", test.call, describe(refused))
			}
			continue
		}
		if got := one[string](t, b.conn, tableText+test.call); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.call, got, test.want)
		}
		if got := one[int](t, b.conn, `SELECT version::integer FROM bucardo.sync`); got != test.version {
			t.Errorf("%s: version is %d, want %d", test.call, got, test.version)
		}
		checkGroups(t, b)
	}
	want := []string{"My Schema a,b pending {}", "drama act pending id > 1 {}", "public play pending {}"}
	if diff := cmp.Diff(want, all[string](t, b.conn, tableText+`list_tables('bard')`)); diff != "" {
		t.Errorf("list_tables (-want +got):\n%s", diff)
	}
	if got := one[string](t, b.conn, `SELECT tables::text FROM bucardo.list_syncs()`); got != `{drama.*,public.play,"\"My Schema\".\"a,b\""}` {
		t.Errorf("the list is %s", got)
	}
	if got := one[int](t, b.conn, `SELECT count(*)::integer FROM bucardo.table_option`); got != 0 {
		t.Errorf("%d rows without an option are left", got)
	}
}

func TestAddTableIfNotExists(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1:source,s2', 'all')`)
	const declaration = `bucardo.add_table('bard', 'public.work', row_filter => 'id > 7', db => 's2', makedelta => true, if_not_exists => true`
	for range 2 {
		b.must(t, `SELECT `+declaration+`)`)
	}
	for call, want := range map[string]string{
		declaration + `, conflict_strategy => 'latest')`:              `It differs: conflict_strategy is not set, asked for latest.`,
		strings.Replace(declaration, `id > 7`, `id > 8`, 1) + `)`:     `It differs: row_filter is id > 7, asked for id > 8.`,
		strings.Replace(declaration, `'s2'`, `'s1'`, 1) + `)`:         `It differs: row_filter is not set, asked for id > 7.`,
		`bucardo.add_table('bard', 'public.work', makedelta => true)`: `It is the same as the one asked for.`,
	} {
		if refused := fails(t, b.conn, `SELECT `+call); refused.Code != "42710" || refused.Detail != want {
			t.Errorf("%s: %s\nwant DETAIL: %s", call, describe(refused), want)
		}
	}
}

// TestTableSettingsFollow has what is set for tables go with the table, and follow the sources and their names.
func TestTableSettingsFollow(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_sync('bard', 's1:source,s2:source', 'public.work,drama.*', conflict_strategy => 'latest');
SELECT bucardo.update_table('bard', 'public.work', 's2,s1', makedelta => true);
SELECT bucardo.update_table('bard', 'drama.act', 'source order', row_filter => 'true');
SELECT bucardo.update_table('bard', 'public.work', row_filter => 'id > 3', db => 's3')`)
	const text = tableText + `list_tables('bard')`
	for _, test := range []struct {
		call string
		want []string
	}{
		{`rename_db('s2', 's0')`, []string{`drama act pending source order {s1,s0} true {}`, `public work pending source order {s0,s1} {"s3": "id > 3"} {"makedelta": "true"}`}},
		{`update_sync('bard', 's3:source,s1:source,s0:source')`, []string{`drama act pending source order {s3,s1,s0} true {}`, `public work pending source order {s0,s1,s3} {"s3": "id > 3"} {"makedelta": "true"}`}},
		{`update_dbgroup('bard', remove => 's3')`, []string{`drama act pending source order {s1,s0} true {}`, `public work pending source order {s0,s1} {"s3": "id > 3"} {"makedelta": "true"}`}},
		{`remove_db('s3', force => true)`, []string{`drama act pending source order {s1,s0} true {}`, `public work pending source order {s0,s1} {"makedelta": "true"}`}},
		{`update_sync('bard', tables => 'public.work')`, []string{`public work pending source order {s0,s1} {"makedelta": "true"}`}},
		{`update_sync('bard', tables => 'work')`, []string{`work pending {}`, `public work pending source order {s0,s1} {"makedelta": "true"}`}},
		{`update_sync('bard', tables => 'drama.*')`, []string{}},
	} {
		b.must(t, `SELECT bucardo.`+test.call)
		got := all[string](t, b.conn, text)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.call, diff)
		}
	}
	b.must(t, `SELECT bucardo.update_table('bard', 'drama.act', makedelta => true), bucardo.remove_sync('bard')`)
	if got := one[int](t, b.conn, `SELECT count(*)::integer FROM bucardo.table_option`); got != 0 {
		t.Errorf("%d are left of a removed sync", got)
	}
}

// TestTablesOfSharedGroup has a list that several syncs use changed for all of them only, and settings for each alone.
func TestTablesOfSharedGroup(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_relgroup('plays', 'public.work,drama.*');
SELECT bucardo.add_sync('bard', 's1,s2', 'plays'), bucardo.add_sync('other', 's1,s3', 'plays')`)
	for _, call := range []string{
		`add_table('bard', 'public.play')`, `remove_table('bard', 'public.work')`, `add_sequence('bard', 'public.work_id_seq')`,
		`update_sync('bard', sequences => 'all')`, `add_sync('third', 's1,s2', 'plays', sequences => 'all')`,
	} {
		if refused := fails(t, b.conn, `SELECT bucardo.`+call); refused.Code != "55000" {
			t.Errorf("%s: %s", call, describe(refused))
		}
	}
	b.must(t, `SELECT bucardo.update_table('bard', 'public.work', makedelta => true), bucardo.update_table('other', 'drama.act', makedelta => false)`)
	b.must(t, `SELECT bucardo.update_relgroup('plays', remove => 'public.work')`)
	if got := all[string](t, b.conn, tableText+`list_tables()`); !cmp.Equal(got, []string{`drama act pending {"makedelta": "false"}`}) {
		t.Errorf("left is %q", got)
	}
}

// TestFoundTables has what the sidecar found in the list, and names without a schema meant by it.
func TestFoundTables(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_sync('bard', 's1,s2', 'all,work,play', sequences => 'all');
INSERT INTO bucardo.sync_table (sync_id, schema_name, table_name, included, key_columns, reason, kind, held)
SELECT s.id, v.*
FROM bucardo.sync s,
     (VALUES ('public', 'work', true, '{id}'::text[], NULL, 'table', false), ('drama', 'act', false, '{id}', 'its columns differ', 'table', true),
             ('public', 'log', false, NULL, 'it has no key', 'table', false), ('a', 'twice', true, '{id}', NULL, 'table', false), ('b', 'twice', true, '{id}', NULL, 'table', false),
             ('public', 'work_id_seq', true, NULL, NULL, 'sequence', false)) v`)
	const text = `SELECT concat_ws(' ', schema_name, table_name, state, reason, key_columns::text) FROM bucardo.list_tables('b*', '*')`
	want := []string{"play pending", "a twice replicated {id}", "b twice replicated {id}", "drama act held its columns differ {id}", "public log left out it has no key", "public work replicated {id}"}
	if diff := cmp.Diff(want, all[string](t, b.conn, text)); diff != "" {
		t.Errorf("list_tables (-want +got):\n%s", diff)
	}
	if got := all[string](t, b.conn, `SELECT concat_ws(' ', schema_name, sequence_name, state) FROM bucardo.list_sequences()`); !cmp.Equal(got, []string{"public work_id_seq replicated"}) {
		t.Errorf("list_sequences: %q", got)
	}
	if got := all[string](t, b.conn, `SELECT table_name FROM bucardo.list_tables(relation => 'public.*')`); !cmp.Equal(got, []string{"log", "work"}) {
		t.Errorf("list_tables(relation => 'public.*'): %q", got)
	}
	if got := one[string](t, b.conn, tableText+`update_table('bard', 'act', makedelta => true)`); got != `drama act held {"makedelta": "true"}` {
		t.Errorf("update_table('act'): %s", got)
	}
	if refused := fails(t, b.conn, `SELECT bucardo.update_table('bard', 'twice', makedelta => true)`); refused.Code != "22023" {
		t.Errorf("a name in two schemas: %s", describe(refused))
	}
}

func TestSequences(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2', 'public.work_id_seq,public.work')`)
	for _, test := range []struct {
		call, want string
		version    int
	}{
		{`add_sequence('bard', 'public.work_id_seq')`, `{public.work_id_seq}`, 2},
		{`add_sequence('bard', 'public.work_id_seq', if_not_exists => true)`, `{public.work_id_seq}`, 2},
		{`add_sequence('bard', 'other_seq')`, `{public.work_id_seq,other_seq}`, 3},
		{`remove_sequence('bard', 'public.work_id_seq')`, `{other_seq}`, 4},
		{`remove_sequence('bard', 'other_seq')`, `{}`, 5},
	} {
		b.must(t, `SELECT bucardo.`+test.call)
		if got := one[string](t, b.conn, `SELECT concat(tables, sequences) FROM bucardo.list_syncs()`); got != `{public.work_id_seq,public.work}`+test.want {
			t.Errorf("%s: %s", test.call, got)
		}
		if got := one[int](t, b.conn, `SELECT version::integer FROM bucardo.sync`); got != test.version {
			t.Errorf("%s: version is %d, want %d", test.call, got, test.version)
		}
		checkGroups(t, b)
	}
}
