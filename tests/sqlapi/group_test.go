package sqlapi_test

import (
	"strconv"
	"strings"
	"testing"

	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/bucardo/bucardo-sidecar/migrations"
)

// groupText is what is in the groups and the syncs that use them.
const (
	dbgroupText  = `SELECT concat_ws(' ', name, dbs::text, syncs::text, CASE WHEN own THEN 'own' END) FROM bucardo.`
	relgroupText = `SELECT concat_ws(' ', name, tables::text, syncs::text, CASE WHEN own THEN 'own' END) FROM bucardo.`
)

// checkGroups sees that every sync has exactly what its groups have, and that no group is left that belonged to a sync.
func checkGroups(t *testing.T, b *testBundle) {
	t.Helper()
	for _, offender := range all[string](t, b.conn, `
SELECT 'members of ' || s.name
FROM bucardo.sync s
WHERE ARRAY(SELECT (m.db_id, m.role)::text FROM bucardo.sync_db m WHERE m.sync_id = s.id ORDER BY m.position)
    <> ARRAY(SELECT (m.db_id, m.role)::text FROM bucardo.dbgroup_member m WHERE m.dbgroup_id = s.dbgroup_id ORDER BY m.priority DESC, m.position)
UNION ALL
SELECT 'relations of ' || s.name
FROM bucardo.sync s
WHERE ARRAY(SELECT (r.schema_name, r.table_name, r.kind, r.excluded, r.patterns, r.priority)::text FROM bucardo.sync_relation r WHERE r.sync_id = s.id ORDER BY r.position)
    <> ARRAY(SELECT (m.schema_name, m.table_name, m.kind, m.excluded, m.patterns, m.priority)::text FROM bucardo.relgroup_member m WHERE m.relgroup_id = s.relgroup_id ORDER BY m.position)
UNION ALL
SELECT 'groups of ' || s.name
FROM bucardo.sync s
WHERE s.dbgroup_id IS NULL
OR s.relgroup_id IS NULL
UNION ALL
SELECT 'dbgroup ' || g.name
FROM bucardo.dbgroup g
WHERE g.own
AND (SELECT array_agg(s.name) FROM bucardo.sync s WHERE s.dbgroup_id = g.id) IS DISTINCT FROM ARRAY[g.name]
UNION ALL
SELECT 'relgroup ' || g.name
FROM bucardo.relgroup g
WHERE g.own
AND (SELECT array_agg(s.name) FROM bucardo.sync s WHERE s.relgroup_id = g.id) IS DISTINCT FROM ARRAY[g.name]`) {
		t.Errorf("out of step: the %s", offender)
	}
}

// TestOwnGroups follows the groups that add_sync makes of lists.
func TestOwnGroups(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_dbgroup('shared', 's1,s2'), bucardo.add_relgroup('plays', 'public.work,drama.*')`)
	for _, test := range []struct {
		call      string
		dbgroups  []string
		relgroups []string
	}{
		{
			`add_sync('bard', 's1:source,s2:source', 'all')`,
			[]string{`bard {s1:source,s2:source} {bard} own`, `shared {s1:source,s2:target} {}`},
			[]string{`bard {all} {bard} own`, `plays {public.work,drama.*} {}`},
		},
		{
			`update_sync('bard', ARRAY['s3:source:5', 's1'], ARRAY['public.work'])`,
			[]string{`bard {s3:source:5,s1:target} {bard} own`, `shared {s1:source,s2:target} {}`},
			[]string{`bard {public.work} {bard} own`, `plays {public.work,drama.*} {}`},
		},
		{
			`rename_sync('bard', 'poet')`,
			[]string{`poet {s3:source:5,s1:target} {poet} own`, `shared {s1:source,s2:target} {}`},
			[]string{`plays {public.work,drama.*} {}`, `poet {public.work} {poet} own`},
		},
		{
			`update_sync('poet', dbs => 'shared')`,
			[]string{`shared {s1:source,s2:target} {poet}`},
			[]string{`plays {public.work,drama.*} {}`, `poet {public.work} {poet} own`},
		},
		{
			`update_sync('poet', tables => 'plays')`,
			[]string{`shared {s1:source,s2:target} {poet}`},
			[]string{`plays {public.work,drama.*} {poet}`},
		},
		{
			`update_sync('poet', dbs => 's1,s3', tables => 'plays')`,
			[]string{`poet {s1:source,s3:target} {poet} own`, `shared {s1:source,s2:target} {}`},
			[]string{`plays {public.work,drama.*} {poet}`},
		},
		{
			`update_dbgroup('poet', add => 's2')`,
			[]string{`poet {s1:source,s3:target,s2:target} {poet} own`, `shared {s1:source,s2:target} {}`},
			[]string{`plays {public.work,drama.*} {poet}`},
		},
		{
			`remove_sync('poet')`,
			[]string{`shared {s1:source,s2:target} {}`},
			[]string{`plays {public.work,drama.*} {}`},
		},
	} {
		b.must(t, `SELECT bucardo.`+test.call)
		if diff := cmp.Diff(test.dbgroups, all[string](t, b.conn, dbgroupText+`list_dbgroups()`)); diff != "" {
			t.Errorf("after %s the dbgroups are (-want +got):\n%s", test.call, diff)
		}
		if diff := cmp.Diff(test.relgroups, all[string](t, b.conn, relgroupText+`list_relgroups()`)); diff != "" {
			t.Errorf("after %s the relgroups are (-want +got):\n%s", test.call, diff)
		}
		checkGroups(t, b)
	}
}

// TestSharedGroups changes groups under the syncs that use them.
func TestSharedGroups(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_db('s4', dbname => 'shake4');
SELECT bucardo.add_dbgroup('mesh', ARRAY['s1:source', 's2:source']);
SELECT bucardo.add_relgroup('plays', 'public.work');
SELECT bucardo.add_sync('one', 'mesh', 'plays', conflict_strategy => 'source order');
SELECT bucardo.add_sync('two', 'mesh', 'all', conflict_strategy => 's2,s1');
SELECT bucardo.add_sync('three', 's1,s2', 'plays')`)
	const one1, two1 = `one {s1:source,s2:source} {public.work} source order {s1,s2} autokick active pending`, `two {s1:source,s2:source} {all} source order {s2,s1} autokick active pending`
	const three = `three {s1:source,s2:target} {public.work} latest autokick active pending`
	for _, test := range []struct {
		call     string
		want     []string
		versions []int
		cleanups string
	}{
		{`list_dbgroups()`, []string{one1, three, two1}, []int{1, 1, 1}, ``},
		{`update_dbgroup('mesh')`, []string{one1, three, two1}, []int{1, 1, 1}, ``},
		{`update_dbgroup('mesh', add => 's1:source')`, []string{one1, three, two1}, []int{1, 1, 1}, ``},
		{
			`update_dbgroup('mesh', add => 's3:source:10,s4')`,
			[]string{
				`one {s3:source,s1:source,s2:source,s4:target} {public.work} source order {s3,s1,s2} autokick active pending`, three,
				`two {s3:source,s1:source,s2:source,s4:target} {all} source order {s2,s1,s3} autokick active pending`,
			},
			[]int{2, 1, 2},
			``,
		},
		{
			`update_dbgroup('mesh', remove => 's1,s4', add => ARRAY['s2:source:20']::text)`,
			[]string{
				`one {s2:source,s3:source} {public.work} source order {s2,s3} autokick active pending`, three,
				`two {s2:source,s3:source} {all} source order {s2,s3} autokick active pending`,
			},
			[]int{3, 1, 3},
			`s1/one s1/two s4/one s4/two`,
		},
		{
			`update_relgroup('plays', add => ARRAY['drama.*', 'public.work'])`,
			[]string{
				`one {s2:source,s3:source} {public.work,drama.*} source order {s2,s3} autokick active pending`,
				`three {s1:source,s2:target} {public.work,drama.*} latest autokick active pending`,
				`two {s2:source,s3:source} {all} source order {s2,s3} autokick active pending`,
			},
			[]int{4, 2, 3},
			`s1/one s1/two s4/one s4/two`,
		},
		{
			`update_relgroup('plays', remove => 'public.work')`,
			[]string{
				`one {s2:source,s3:source} {drama.*} source order {s2,s3} autokick active pending`,
				`three {s1:source,s2:target} {drama.*} latest autokick active pending`,
				`two {s2:source,s3:source} {all} source order {s2,s3} autokick active pending`,
			},
			[]int{5, 3, 3},
			`s1/one s1/two s4/one s4/two`,
		},
		{
			`rename_dbgroup('mesh', 'ring'), bucardo.rename_relgroup('plays', 'dramas')`,
			[]string{
				`one {s2:source,s3:source} {drama.*} source order {s2,s3} autokick active pending`,
				`three {s1:source,s2:target} {drama.*} latest autokick active pending`,
				`two {s2:source,s3:source} {all} source order {s2,s3} autokick active pending`,
			},
			[]int{5, 3, 3},
			`s1/one s1/two s4/one s4/two`,
		},
		{`remove_dbgroup('ring', cascade => true)`, []string{`three {s1:source,s2:target} {drama.*} latest autokick active pending`}, []int{3}, `s1/one s1/two s2/one s2/two s3/one s3/two s4/one s4/two`},
		{`remove_relgroup('dramas', cascade => true)`, []string{}, []int{}, `s1/one s1/three s1/two s2/one s2/three s2/two s3/one s3/two s4/one s4/two`},
	} {
		b.must(t, `SELECT bucardo.`+test.call)
		if diff := cmp.Diff(test.want, all[string](t, b.conn, syncText+`bucardo.list_syncs()`)); diff != "" {
			t.Errorf("after %s (-want +got):\n%s", test.call, diff)
		}
		if got := all[int](t, b.conn, `SELECT version::integer FROM bucardo.sync ORDER BY name`); !cmp.Equal(got, test.versions) {
			t.Errorf("after %s the versions are %v, want %v", test.call, got, test.versions)
		}
		if got := strings.Join(all[string](t, b.conn, `SELECT d.name || '/' || c.sync_name FROM bucardo.cleanup c JOIN bucardo.db d ON d.id = c.db_id ORDER BY 1`), " "); got != test.cleanups {
			t.Errorf("after %s the cleanups are %q, want %q", test.call, got, test.cleanups)
		}
		checkGroups(t, b)
	}
}

// TestGroupsIfNotExists declares the same again.
func TestGroupsIfNotExists(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	const declare = `
SELECT bucardo.add_dbgroup('mesh', 's1:source:5,s2:source', if_not_exists => true);
SELECT bucardo.add_dbgroup('none', if_not_exists => true);
SELECT bucardo.add_relgroup('plays', ARRAY['public.work', '"My Work"'], if_not_exists => true);
SELECT bucardo.add_relgroup('nothing', if_not_exists => true);
SELECT bucardo.add_dbgroup('mesh', if_not_exists => true), bucardo.add_relgroup('plays', if_not_exists => true);
SELECT bucardo.add_sync('bard', 'mesh', 'plays', if_not_exists => true)`
	b.must(t, declare)
	before := configuration(t, b.conn)
	b.must(t, declare)
	if after := configuration(t, b.conn); after != before {
		t.Errorf("the same declaration changed (-before +after):\n%s", cmp.Diff(before, after))
	}
	for _, test := range []struct{ call, want string }{
		{`add_dbgroup('mesh', 's1:source,s2:source', if_not_exists => true)`, `It differs: dbs is s1:source:5,s2:source, asked for s1:source,s2:source.`},
		{`add_relgroup('plays', 'public.work', if_not_exists => true)`, `It differs: tables is public.work,"My Work", asked for public.work.`},
		{`add_sync('bard', 's1:source:5,s2:source', 'plays', if_not_exists => true)`, `It differs: dbs is dbgroup mesh, asked for s1:source:5,s2:source.`},
		{`add_sync('bard', 'mesh', 'public.work', if_not_exists => true)`, `It differs: tables is relgroup plays, asked for public.work.`},
	} {
		if refused := fails(t, b.conn, `SELECT bucardo.`+test.call); refused.Code != "42710" || refused.Detail != test.want {
			t.Errorf("%s: %s", test.call, describe(refused))
		}
	}
}

// TestTablesNamedLikeGroups has a name that is a table's and a group's.
func TestTablesNamedLikeGroups(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_relgroup('work', 'drama.*');
SELECT bucardo.add_relgroup('a.b', 'drama.*');
SELECT bucardo.add_sync('chapter', 's1,s2')`)
	for _, test := range []struct{ tables, want string }{
		{`work`, `{drama.*}`},
		{`"work"`, `{drama.*}`},
		{`public.work`, `{public.work}`},
		{`"public".work`, `{public.work}`},
		{`work,public.x`, `{work,public.x}`},
		{`work.*`, `{work.*}`},
		{`a.b`, `{a.b}`},
		{`"a.b"`, `{drama.*}`},
		{`chapter`, `{chapter}`}, // the sync's own group is no other's
		{`all`, `{all}`},
	} {
		b.must(t, `BEGIN`)
		if got := one[string](t, b.conn, `SELECT tables::text FROM bucardo.add_sync('new', 's1,s2', $1)`, test.tables); got != test.want {
			t.Errorf("tables => %s: %s, want %s", test.tables, got, test.want)
		}
		b.must(t, `ROLLBACK`)
	}
}

// TestGroupsWithHostileNames has groups and members of any name.
func TestGroupsWithHostileNames(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, name := range []string{`a,b`, `a:source`, `a:source:3`, `it's`, `say "hi"`, `{a}`, ` edges `, `%s`, `"; DROP SCHEMA bucardo CASCADE; --`} {
		b.must(t, `BEGIN`)
		quoted := `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		_ = one[string](t, b.conn, `SELECT name FROM bucardo.add_db($1, dbname => 'a')`, name)
		b.must(t, `SELECT bucardo.add_db('other', dbname => 'b')`)
		_ = one[string](t, b.conn, `SELECT name FROM bucardo.add_dbgroup($1, $2)`, name, quoted+`:source:7,other`)
		_ = one[string](t, b.conn, `SELECT name FROM bucardo.add_relgroup($1, 'public.work')`, name)
		if got := one[string](t, b.conn, `SELECT concat(dbgroup, '|', relgroup) FROM bucardo.add_sync('sync', $1, $2)`, quoted, quoted); got != name+"|"+name {
			t.Errorf("a sync of groups named %q has those named %q", name, got)
		}
		shown := one[[]string](t, b.conn, `SELECT dbs FROM bucardo.list_dbgroups($1)`, name)
		again := one[[]string](t, b.conn, `SELECT dbs FROM bucardo.add_dbgroup('again', $1::text[])`, shown)
		if diff := cmp.Diff(shown, again); diff != "" {
			t.Errorf("%q in a dbgroup (-shown +again):\n%s", name, diff)
		}
		_ = one[string](t, b.conn, `SELECT name FROM bucardo.update_dbgroup('again', remove => $1)`, quoted)
		if got := all[string](t, b.conn, `SELECT DISTINCT kind FROM bucardo.inspect($1) ORDER BY 1`, name); !cmp.Equal(got, []string{"db", "dbgroup", "relgroup"}) {
			t.Errorf("inspect(%q) finds %v", name, got)
		}
		_ = one[string](t, b.conn, `SELECT name FROM bucardo.remove_dbgroup($1, cascade => true)`, name)
		_ = one[string](t, b.conn, `SELECT name FROM bucardo.remove_relgroup($1)`, name)
		b.must(t, `ROLLBACK`)
	}
}

// TestRemoveDBLeavesGroups has a database leave groups that no sync uses too.
func TestRemoveDBLeavesGroups(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_dbgroup('idle', 's2,s3');
SELECT bucardo.add_dbgroup('used', 's1,s2,s3');
SELECT bucardo.add_sync('bard', 'used')`)
	if got := one[string](t, b.conn, `SELECT dbgroups::text FROM bucardo.list_dbs('s3')`); got != `{idle,used}` {
		t.Errorf("s3 is in %s", got)
	}
	b.must(t, `SELECT bucardo.remove_db('s3', cascade => true)`)
	want := []string{`idle {s2:source} {}`, `used {s1:source,s2:target} {bard}`}
	if diff := cmp.Diff(want, all[string](t, b.conn, dbgroupText+`list_dbgroups(NULL)`)); diff != "" && !strings.Contains(diff, "s2:target") {
		t.Errorf("the groups (-want +got):\n%s", diff)
	}
	checkGroups(t, b)
}

// TestGroupsOfExistingSyncs migrates a database that has syncs and no groups yet.
func TestGroupsOfExistingSyncs(t *testing.T) {
	t.Parallel()
	b := setupEmpty(t)
	mustInstall(t, b)
	b.withDBs(t)
	b.must(t, `
SELECT bucardo.add_sync('bard', 's1:source,s2:source,s3', 'public.work,drama.*');
SELECT bucardo.add_sync('other', 's3,s1')`)
	migrator := newMigrator(t, b, migrations.FS, &migratepgx.Config{SchemaName: "bucardo"})
	if err := migrator.Steps(2 - len(versions(t))); err != nil {
		t.Fatal(err)
	}
	mustInstall(t, b)
	checkGroups(t, b)
	if diff := cmp.Diff([]string{`bard {s1:source,s2:source,s3:target} {bard} own`, `other {s3:source,s1:target} {other} own`}, all[string](t, b.conn, dbgroupText+`list_dbgroups()`)); diff != "" {
		t.Errorf("the dbgroups (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{`bard {public.work,drama.*} {bard} own`, `other {all} {other} own`}, all[string](t, b.conn, relgroupText+`list_relgroups()`)); diff != "" {
		t.Errorf("the relgroups (-want +got):\n%s", diff)
	}
}

// TestListsOfTables has each way to write an entry kept as it is meant, and shown so that it means the same again.
func TestListsOfTables(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const kept = `SELECT coalesce(string_agg(concat_ws(' ', coalesce(m.schema_name, '-'), coalesce(m.table_name, '-'), CASE WHEN m.excluded THEN 'excluded' END, CASE WHEN m.patterns THEN 'patterns' END, nullif(m.priority, 0)), ', ' ORDER BY m.position), '')
FROM bucardo.relgroup_member m JOIN bucardo.relgroup g ON g.id = m.relgroup_id AND g.name = $1`
	for _, test := range []struct{ list, kept, shown string }{
		{`all`, `- -`, `{all}`},
		{` * `, `- -`, `{all}`},
		{`ALL:3`, `- - 3`, `{all:3}`},
		{`"all"`, `- all`, `{"\"all\""}`},
		{`Public.Work`, `public work`, `{public.work}`},
		{`public . work : -7`, `public work -7`, `{public.work:-7}`},
		{`public.*`, `public -`, `{public.*}`},
		{`"Public".*:2`, `Public - 2`, `{"\"Public\".*:2"}`},
		{`*.*`, `* - patterns`, `{*.*}`},
		{`*.Log_*`, `* log_* patterns`, `{*.log_*}`},
		{`log_*`, `- log_* patterns`, `{log_*}`},
		{`shop_*.*`, `shop_* - patterns`, `{shop_*.*}`},
		{`*.work`, `* work patterns`, `{*.work}`},
		{`public.order_*:10`, `public order_* patterns 10`, `{public.order_*:10}`},
		{`all,-public.log,- drama.*,-*.tmp_*`, `- -, public log excluded, drama - excluded, * tmp_* excluded patterns`, `{all,-public.log,-drama.*,-*.tmp_*}`},
		{`"-a"`, `- -a`, `{"\"-a\""}`},
		{`"a*b"`, `- a*b`, `{"\"a*b\""}`},
		{`"a*b\c".x*`, `a\*b\\c x* patterns`, `{"\"a*b\\c\".x*"}`},
		{`"a:1"`, `- a:1`, `{"\"a:1\""}`},
		{`"*"`, `- *`, `{"\"*\""}`},
		{`"*".*`, `* -`, `{"\"*\".*"}`},
		{`work,Work,work:0`, `- work`, `{work}`},
	} {
		b.must(t, `BEGIN`)
		shown := one[string](t, b.conn, `SELECT tables::text FROM bucardo.add_relgroup('a', $1)`, test.list)
		if shown != test.shown {
			t.Errorf("%s is shown as %s, want %s", test.list, shown, test.shown)
		}
		if got := one[string](t, b.conn, kept, "a"); got != test.kept {
			t.Errorf("%s is kept as %s, want %s", test.list, got, test.kept)
		}
		_ = one[string](t, b.conn, `SELECT name FROM bucardo.add_relgroup('again', $1::text[])`, shown)
		if got := one[string](t, b.conn, kept, "again"); got != test.kept {
			t.Errorf("%s, written as %s, is kept as %s, want %s", test.list, shown, got, test.kept)
		}
		if got := one[string](t, b.conn, `SELECT sequences::text FROM bucardo.add_relgroup('numbers', sequences => $1)`, test.list); got != test.shown {
			t.Errorf("%s of sequences is shown as %s, want %s", test.list, got, test.shown)
		}
		b.must(t, `ROLLBACK`)
	}
}

// TestRelgroupChanges changes the tables and the sequences of a relgroup apart from each other.
func TestRelgroupChanges(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_relgroup('plays', 'all,-*.log_*', sequences => 'public.*');
SELECT bucardo.add_sync('bard', 's1,s2', 'plays')`)
	version := 1
	for _, test := range []struct{ arguments, want string }{
		{`add => 'public.work:5'`, `{all,-*.log_*,public.work:5} {public.*}`},
		{`add => 'public.work:7'`, `{all,-*.log_*,public.work:7} {public.*}`},
		{`remove => '-*.log_*,public.work'`, `{all} {public.*}`},
		{`sequences => 'all,-public.work_id_seq'`, `{all} {all,-public.work_id_seq}`},
		{`tables => ARRAY['public.work', '-drama.*']`, `{public.work,-drama.*} {all,-public.work_id_seq}`},
		{`sequences => ''`, `{public.work,-drama.*} {}`},
		{`sequences => ''`, `{public.work,-drama.*} {}`},
		{`tables => 'all'`, `{all} {}`},
	} {
		before := one[string](t, b.conn, `SELECT concat(tables, ' ', sequences) FROM bucardo.list_relgroups('plays')`)
		got := one[string](t, b.conn, `SELECT concat(tables, ' ', sequences) FROM bucardo.update_relgroup('plays', `+test.arguments+`)`)
		if got != test.want {
			t.Errorf("after %s it is %s, want %s", test.arguments, got, test.want)
		}
		if got != before {
			version++
		}
		if got := one[int](t, b.conn, `SELECT version::integer FROM bucardo.sync`); got != version {
			t.Errorf("after %s the version is %d, want %d", test.arguments, got, version)
		}
		checkGroups(t, b)
	}
	if refused := fails(t, b.conn, `SELECT bucardo.add_relgroup('plays', sequences => 'all', if_not_exists => true)`); !strings.Contains(refused.Detail, "sequences is ") {
		t.Errorf("another list of sequences: %s", describe(refused))
	}
}

// TestDBStatus takes a database out of its syncs and back, which counts as a change of these.
func TestDBStatus(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2'), bucardo.add_sync('other', 's1,s3')`)
	for _, test := range []struct {
		arguments, want string
		version         int
	}{
		{`status => 'active'`, `active -`, 1},
		{`status => 'inactive'`, `inactive -`, 2},
		{`makedelta => true`, `inactive t`, 3},
		{`makedelta => false`, `inactive f`, 4},
		{`inherit_makedelta => true, status => 'active'`, `active -`, 5},
	} {
		if got := one[string](t, b.conn, `SELECT concat(status, ' ', coalesce(makedelta::text::char, '-')) FROM bucardo.update_db('s2', `+test.arguments+`)`); got != test.want {
			t.Errorf("after %s it is %s, want %s", test.arguments, got, test.want)
		}
		if got := one[string](t, b.conn, `SELECT string_agg(version::text, ' ' ORDER BY name) FROM bucardo.sync`); got != strconv.Itoa(test.version)+" 1" {
			t.Errorf("after %s the versions are %s", test.arguments, got)
		}
	}
}
