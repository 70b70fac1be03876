package sqlapi_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
)

// policyText is a policy of a column or of a unique index, as one string.
const policyText = `SELECT r::text FROM bucardo.`

// policyTest is a call, the row it returns, and the version of the sync after it.
type policyTest struct {
	call, want string
	version    int
}

func checkPolicies(t *testing.T, b *testBundle, tests []policyTest) {
	t.Helper()
	for _, test := range tests {
		if got := one[string](t, b.conn, policyText+test.call+` r`); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.call, got, test.want)
		}
		if got := one[int](t, b.conn, `SELECT version::integer FROM bucardo.sync WHERE name = 'bard'`); got != test.version {
			t.Errorf("%s: version is %d, want %d", test.call, got, test.version)
		}
	}
}

// TestColumnPolicies adds, changes, lists and removes how columns are decided.
func TestColumnPolicies(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1:source,s2:source,s3', 'public.work,drama.*', conflict_strategy => 'merge')`)
	checkPolicies(t, b, []policyTest{
		{`add_column_policy('bard', 'public.work', 'stock', 'sum')`, `(bard,public.work,stock,sum,,)`, 2},
		{`add_column_policy('bard', 'work', 'Stock', ' SUM ', if_not_exists => true)`, `(bard,public.work,stock,sum,,)`, 2},
		{`add_column_policy('bard', 'drama.act', '"a,b"', 'source order')`, `(bard,drama.act,"""a,b""","source order","{s1,s2}",)`, 3},
		{`add_column_policy('bard', 'drama.act', '"a,b"', 'source order', source_order => 's1,s2', if_not_exists => true)`, `(bard,drama.act,"""a,b""","source order","{s1,s2}",)`, 3},
		{`add_column_policy('bard', 'drama.act', 'price', 'source  order', 's2,s1')`, `(bard,drama.act,price,"source order","{s2,s1}",)`, 4},
		{`add_column_policy('bard', 'public.work', 'title', 'expression', expression => 'coalesce(a, b) || ''!''')`, `(bard,public.work,title,expression,,"coalesce(a, b) || '!'")`, 5},
		{`update_column_policy('bard', 'public.work', 'title')`, `(bard,public.work,title,expression,,"coalesce(a, b) || '!'")`, 5},
		{`update_column_policy('bard', 'public.work', 'title', expression => 'greatest(a, b)')`, `(bard,public.work,title,expression,,"greatest(a, b)")`, 6},
		{`update_column_policy('bard', 'public.work', 'title', 'max')`, `(bard,public.work,title,max,,)`, 7},
		{`update_column_policy('bard', 'public.work', 'title', 'max')`, `(bard,public.work,title,max,,)`, 7},
		{`update_column_policy('bard', 'drama.act', 'price', source_order => 's1,s2')`, `(bard,drama.act,price,"source order","{s1,s2}",)`, 8},
		{`update_column_policy('bard', 'drama.act', 'price', 'latest')`, `(bard,drama.act,price,latest,,)`, 9},
	})
	want := []string{`(bard,drama.act,"""a,b""","source order","{s1,s2}",)`, `(bard,drama.act,price,latest,,)`, `(bard,public.work,stock,sum,,)`, `(bard,public.work,title,max,,)`}
	for call, rows := range map[string][]string{
		`list_column_policies()`:                      want,
		`list_column_policies('b*')`:                  want,
		`list_column_policies('bard', 'work')`:        want[2:],
		`list_column_policies(relation => 'drama.*')`: want[:2],
		`list_column_policies('bard', 'public.play')`: {},
	} {
		if diff := cmp.Diff(rows, all[string](t, b.conn, policyText+call+` r`)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", call, diff)
		}
	}
	checkPolicies(t, b, []policyTest{
		{`remove_column_policy('bard', 'drama.act', '"a,b"')`, want[0], 10},
		{`remove_column_policy('bard', 'public.work', 'stock')`, want[2], 11},
	})
	for _, policy := range []string{"latest", "max", "min", "sum", "union", "jsonb_merge", "coalesce", "source order"} {
		if got := one[string](t, b.conn, `SELECT policy FROM bucardo.update_column_policy('bard', 'public.work', 'title', $1)`, policy); got != policy {
			t.Errorf("%s became %s", policy, got)
		}
	}
	// Tables that have nothing but a policy are listed too.
	if got := all[string](t, b.conn, `SELECT schema_name || '.' || table_name FROM bucardo.list_tables('bard')`); !cmp.Equal(got, []string{"drama.act", "public.work"}) {
		t.Errorf("the tables are %q", got)
	}
}

// TestUniquePolicies adds, changes, lists and removes what becomes of rows with the same unique values.
func TestUniquePolicies(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1:source,s2:source,s3', 'public.person,drama.*')`)
	checkPolicies(t, b, []policyTest{
		{`add_unique_policy('bard', 'public.person', 'email')`, `(bard,public.person,{email},older,park,,)`, 2},
		{`add_unique_policy('bard', 'person', ' EMAIL ', 'Older', 'PARK', if_not_exists => true)`, `(bard,public.person,{email},older,park,,)`, 2},
		{`add_unique_policy('bard', 'drama.act', 'play,"No",act', 'newer', 'delete')`, `(bard,drama.act,"{""\\""No\\"""",act,play}",newer,delete,,)`, 3},
		{`add_unique_policy('bard', 'drama.act', 'act,play,"No"', 'newer', 'delete', if_not_exists => true)`, `(bard,drama.act,"{""\\""No\\"""",act,play}",newer,delete,,)`, 3},
		{`update_unique_policy('bard', 'public.person', 'email')`, `(bard,public.person,{email},older,park,,)`, 3},
		{`update_unique_policy('bard', 'public.person', 'email', loser => 'null')`, `(bard,public.person,{email},older,null,email,)`, 4},
		{`update_unique_policy('bard', 'public.person', 'email', 'newer', 'expression', expression => 'email || ''-'' || id')`, `(bard,public.person,{email},newer,expression,email,"email || '-' || id")`, 5},
		{`update_unique_policy('bard', 'public.person', 'email', column_name => 'mail')`, `(bard,public.person,{email},newer,expression,mail,"email || '-' || id")`, 6},
		{`update_unique_policy('bard', 'public.person', 'email', expression => 'NULL')`, `(bard,public.person,{email},newer,expression,mail,NULL)`, 7},
		{`update_unique_policy('bard', 'public.person', 'email', loser => 'expression', winner => 'newer')`, `(bard,public.person,{email},newer,expression,mail,NULL)`, 7},
		{`update_unique_policy('bard', 'drama.act', 'act, play, "No"', 'older', 'null', column_name => '"No"')`, `(bard,drama.act,"{""\\""No\\"""",act,play}",older,null,"""No""",)`, 8},
	})
	want := []string{`(bard,drama.act,"{""\\""No\\"""",act,play}",older,null,"""No""",)`, `(bard,public.person,{email},newer,expression,mail,NULL)`}
	for call, rows := range map[string][]string{
		`list_unique_policies()`:                        want,
		`list_unique_policies('bard', 'public.person')`: want[1:],
		`list_unique_policies(relation => 'act')`:       want[:1],
	} {
		if diff := cmp.Diff(rows, all[string](t, b.conn, policyText+call+` r`)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", call, diff)
		}
	}
	checkPolicies(t, b, []policyTest{
		{`remove_unique_policy('bard', 'drama.act', '"No",act,play')`, want[0], 9},
		{`update_unique_policy('bard', 'public.person', 'email', loser => 'delete')`, `(bard,public.person,{email},newer,delete,,)`, 10},
		{`remove_unique_policy('bard', 'person', 'email')`, `(bard,public.person,{email},newer,delete,,)`, 11},
	})
}

func TestPoliciesIfNotExists(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1:source,s2:source', 'public.work', conflict_strategy => 'merge')`)
	const column = `bucardo.add_column_policy('bard', 'public.work', 'stock', 'source order', 's2,s1', if_not_exists => true`
	const unique = `bucardo.add_unique_policy('bard', 'public.work', 'isbn', 'newer', 'expression', expression => 'isbn || id', if_not_exists => true`
	for range 2 {
		b.must(t, `SELECT `+column+`), `+unique+`)`)
	}
	for call, want := range map[string]string{
		strings.Replace(column, `s2,s1`, `s1,s2`, 1) + `)`:                 `It differs: source_order is s2,s1, asked for s1,s2.`,
		`bucardo.add_column_policy('bard', 'public.work', 'stock', 'sum')`: `It differs: policy is source order, asked for sum; source_order is s2,s1, asked for not set.`,
		strings.Replace(column, `true`, `false`, 1) + `)`:                  `It is the same as the one asked for.`,
		strings.Replace(unique, `newer`, `older`, 1) + `)`:                 `It differs: winner is newer, asked for older.`,
		unique + `, column_name => 'code')`:                                `It differs: column_name is isbn, asked for code.`,
		`bucardo.add_unique_policy('bard', 'public.work', 'isbn')`:         `It differs: winner is newer, asked for older; loser is expression, asked for park; column_name is isbn, asked for not set; expression is isbn || id, asked for not set.`,
		strings.Replace(unique, `true`, `false`, 1) + `)`:                  `It is the same as the one asked for.`,
	} {
		if refused := fails(t, b.conn, `SELECT `+call); refused.Code != "42710" || refused.Detail != want || refused.Hint == "" {
			t.Errorf("%s: %s\nwant DETAIL: %s", call, describe(refused), want)
		}
	}
}

// TestPoliciesFollow has policies go with their table, and follow the sources and their names.
func TestPoliciesFollow(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_sync('bard', 's1:source,s2:source', 'public.work,drama.*', conflict_strategy => 'merge');
SELECT bucardo.add_column_policy('bard', 'public.work', 'price', 'source order', 's2,s1'), bucardo.add_column_policy('bard', 'drama.act', 'no', 'source order');
SELECT bucardo.add_unique_policy('bard', 'public.work', 'isbn'), bucardo.add_unique_policy('bard', 'drama.act', 'no')`)
	const text = `
SELECT concat_ws(' ', relation, column_name, source_order::text) FROM bucardo.list_column_policies() UNION ALL
SELECT concat_ws(' ', relation, columns::text) FROM bucardo.list_unique_policies()`
	for _, test := range []struct {
		call string
		want []string
	}{
		{`rename_db('s2', 's0')`, []string{`drama.act no {s1,s0}`, `public.work price {s0,s1}`, `drama.act {no}`, `public.work {isbn}`}},
		{`clone('bard', 's3', 'source')`, []string{`drama.act no {s1,s0,s3}`, `public.work price {s0,s1,s3}`, `drama.act {no}`, `public.work {isbn}`}},
		{`update_dbgroup('bard', remove => 's1')`, []string{`drama.act no {s0,s3}`, `public.work price {s0,s3}`, `drama.act {no}`, `public.work {isbn}`}},
		{`rename_sync('bard', 'poet')`, []string{`drama.act no {s0,s3}`, `public.work price {s0,s3}`, `drama.act {no}`, `public.work {isbn}`}},
		{`remove_table('poet', 'public.work')`, []string{`drama.act no {s0,s3}`, `drama.act {no}`}},
		{`update_sync('poet', tables => 'drama.*,public.work')`, []string{`drama.act no {s0,s3}`, `drama.act {no}`}},
		{`update_relgroup('poet', remove => 'drama.*')`, []string{}},
	} {
		b.must(t, `SELECT bucardo.`+test.call)
		if diff := cmp.Diff(test.want, all[string](t, b.conn, text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.call, diff)
		}
	}
	b.must(t, `SELECT bucardo.add_column_policy('poet', 'public.work', 'price', 'sum'), bucardo.add_unique_policy('poet', 'public.work', 'isbn'), bucardo.remove_sync('poet')`)
	if got := all[string](t, b.conn, text); len(got) != 0 {
		t.Errorf("left of a removed sync: %q", got)
	}
}

// TestColumnPoliciesNeedMerge has tables with column policies keep the strategy that looks at them.
func TestColumnPoliciesNeedMerge(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_sync('bard', 's1:source,s2:source', 'public.*,drama.*', conflict_strategy => 'merge');
SELECT bucardo.update_table('bard', 'drama.act', conflict_strategy => 'merge'), bucardo.update_table('bard', 'public.play', conflict_strategy => 'skip');
SELECT bucardo.add_column_policy('bard', 'public.work', 'price', 'max'), bucardo.add_column_policy('bard', 'drama.act', 'no', 'max')`)
	if refused := fails(t, b.conn, `SELECT bucardo.add_column_policy('bard', 'public.play', 'title', 'max')`); refused.Code != "55000" ||
		refused.Hint != `SELECT * FROM bucardo.update_table('bard', 'public.play', conflict_strategy => 'merge')` {
		t.Errorf("in a table with skip: %s", describe(refused))
	}
	for call, table := range map[string]string{
		`update_sync('bard', conflict_strategy => 'latest')`:                                           "public.work",
		`update_table('bard', 'public.work', conflict_strategy => 'latest')`:                           "public.work",
		`add_table('bard', 'public.work', conflict_strategy => 'latest')`:                              "public.work",
		`update_table('bard', 'drama.act', conflict_strategy => 'source order')`:                       "drama.act",
		`update_sync('bard', tables => 'drama.*'), bucardo.update_table('bard', 'drama.act', 's1,s2')`: "drama.act",
	} {
		if refused := fails(t, b.conn, `SELECT bucardo.`+call); refused.Code != "2BP01" || !strings.Contains(refused.Message, table) ||
			!strings.Contains(refused.Hint, "bucardo.remove_column_policy('bard', '"+table) {
			t.Errorf("%s: %s", call, describe(refused))
		}
	}
	b.must(t, `
SELECT bucardo.update_sync('bard', tables => 'drama.*', conflict_strategy => 'latest');
SELECT bucardo.update_table('bard', 'drama.act', update_delete => 'update')`)
	if refused := fails(t, b.conn, `SELECT bucardo.update_table('bard', 'drama.act', reset => 'all')`); refused.Code != "2BP01" {
		t.Errorf("reset in a sync with latest: %s", describe(refused))
	}
	b.must(t, `SELECT bucardo.remove_column_policy('bard', 'drama.act', 'no'); SELECT bucardo.update_table('bard', 'drama.act', reset => 'all')`)
}

// TestSidecarReadsConflicts has what is declared of conflicts reach the sidecar.
func TestSidecarReadsConflicts(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_sync('bard', 's1:source,s2:source', conflict_strategy => 'bucardo_abort', max_clock_skew => '2 s', record_conflicts => 'keys');
SELECT bucardo.update_table('bard', 'public.work', conflict_strategy => 'merge', update_delete => 'update', dangling_fk => 'restore');
SELECT bucardo.add_column_policy('bard', 'public.work', 'price', 'source order', 's2,s1'), bucardo.add_column_policy('bard', 'public.work', 'Stock', 'expression', expression => 'a + b - base');
SELECT bucardo.add_unique_policy('bard', 'public.work', 'isbn,"Code"', 'newer', 'expression', 'isbn', 'isbn || id')`)
	config, err := catalog.Read(t.Context(), b.conn)
	if err != nil {
		t.Fatal(err)
	}
	sync := config.Syncs[0]
	if sync.Strategy != catalog.AbortSync || sync.Overrides("public", "work").Strategy != catalog.Merge {
		t.Errorf("the strategies are %q and %q", sync.Strategy, sync.Overrides("public", "work").Strategy)
	}
	options := sync.TableOptions("public", "work")
	got := []any{options.MaxClockSkew, options.RecordConflicts, options.UpdateDelete, options.DanglingFK, config.Settings.KeepConflictsSize}
	if diff := cmp.Diff([]any{catalog.Millis(2000), "keys", "update", "restore", 1024}, got); diff != "" {
		t.Errorf("the options (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]catalog.ColumnPolicy{
		{Schema: "public", Table: "work", Column: "price", Policy: "source order", SourceOrder: []string{"s2", "s1"}},
		{Schema: "public", Table: "work", Column: "stock", Policy: "expression", Expression: "a + b - base"},
	}, sync.Columns); diff != "" {
		t.Errorf("the column policies (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]catalog.UniquePolicy{
		{Schema: "public", Table: "work", Columns: []string{"Code", "isbn"}, Winner: "newer", Loser: "expression", Column: "isbn", Expression: "isbn || id"},
	}, sync.Uniques); diff != "" {
		t.Errorf("the unique policies (-want +got):\n%s", diff)
	}
}
