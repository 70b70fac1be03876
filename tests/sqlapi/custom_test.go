package sqlapi_test

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCustomNames adds, changes and removes other names of tables, and sees which syncs count as changed.
func TestCustomNames(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2'), bucardo.add_sync('other', 's1,s3')`)
	for _, test := range []struct {
		call, want  string
		bard, other int
	}{
		{`add_customname('public.work', 'works')`, `(public.work,public.works,,)`, 2, 2},
		{`add_customname('public.work', 'public.works', if_not_exists => true)`, `(public.work,public.works,,)`, 2, 2},
		{`add_customname('Public.Work', 'archive."My Works"', db => 's2')`, `(public.work,"archive.""My Works""",s2,)`, 3, 2},
		{`add_customname('public.work', 'w', 's3', 'other')`, `(public.work,public.w,s3,other)`, 3, 3},
		{`add_customname('public.work', 'w', sync => 'bard')`, `(public.work,public.w,,bard)`, 4, 3},
		{`update_customname('public.work', 'w', sync => 'bard')`, `(public.work,public.w,,bard)`, 4, 3},
		{`update_customname('public.work', 'v', sync => 'bard')`, `(public.work,public.v,,bard)`, 5, 3},
		{`remove_customname('public.work')`, `(public.work,public.works,,)`, 6, 4},
		{`list_customnames(db => 's2')`, `(public.work,"archive.""My Works""",s2,)`, 6, 4},
		{`list_customnames(sync => 'bard')`, `(public.work,public.v,,bard)`, 6, 4},
		{`list_customnames('*.work', db => 's3', sync => 'other')`, `(public.work,public.w,s3,other)`, 6, 4},
	} {
		if got := one[string](t, b.conn, `SELECT r::text FROM bucardo.`+test.call+` r`); got != test.want {
			t.Errorf("%s: %s, want %s", test.call, got, test.want)
		}
		want := strconv.Itoa(test.bard) + " " + strconv.Itoa(test.other)
		if got := one[string](t, b.conn, `SELECT string_agg(version::text, ' ' ORDER BY name) FROM bucardo.sync`); got != want {
			t.Errorf("%s: the versions are %s, want %s", test.call, got, want)
		}
	}
	if refused := fails(t, b.conn, `SELECT bucardo.add_customname('public.work', 'x', 's2', if_not_exists => true)`); refused.Code != "42710" {
		t.Errorf("another name again: %s", describe(refused))
	}
	want := []string{`s2 customname public.work`, `s2 sync bard`}
	if diff := cmp.Diff(want, all[string](t, b.conn, `SELECT concat_ws(' ', name, used_by_kind, used_by) FROM bucardo.inspect('s2') ORDER BY 1`)); diff != "" {
		t.Errorf("inspect (-want +got):\n%s", diff)
	}
	b.must(t, `SELECT bucardo.remove_sync('bard'), bucardo.remove_sync('other')`)
	if got := all[string](t, b.conn, `SELECT new_name FROM bucardo.list_customnames()`); len(got) != 1 {
		t.Errorf("after their syncs are gone there are %v", got)
	}
}

// TestCustomCols has each list of columns kept as it is meant, and shown so that it means the same again.
func TestCustomCols(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)
	for _, test := range []struct {
		list        string
		columns     []string
		expressions []string
	}{
		{`id`, []string{"id"}, []string{""}},
		{`ID , "Title","a,b"`, []string{"id", "Title", "a,b"}, []string{"", "", ""}},
		{`id, upper(author) as Author`, []string{"id", "author"}, []string{"", "upper(author)"}},
		{`concat(a, ', ', b) AS "a, b", id`, []string{"a, b", "id"}, []string{"concat(a, ', ', b)", ""}},
		{`(ARRAY[a, b])[1] AS first, '''(' AS second`, []string{"first", "second"}, []string{"(ARRAY[a, b])[1]", "'''('"}},
		{`cast(a AS text) AS a, "x AS y" AS z`, []string{"a", "z"}, []string{"cast(a AS text)", `"x AS y"`}},
		{"id,\n CASE WHEN a\n THEN 1\n ELSE 2 END AS b", []string{"id", "b"}, []string{"", "CASE WHEN a\n THEN 1\n ELSE 2 END"}},
	} {
		b.must(t, `BEGIN`)
		shown := one[[]string](t, b.conn, `SELECT columns FROM bucardo.add_customcols('public.work', $1)`, test.list)
		check := func(list string) {
			if diff := cmp.Diff(test.columns, one[[]string](t, b.conn, `SELECT columns FROM bucardo.customcols`)); diff != "" {
				t.Errorf("the columns of %s (-want +got):\n%s", list, diff)
			}
			if diff := cmp.Diff(test.expressions, one[[]string](t, b.conn, `SELECT expressions FROM bucardo.customcols`)); diff != "" {
				t.Errorf("the expressions of %s (-want +got):\n%s", list, diff)
			}
		}
		check(test.list)
		again := one[string](t, b.conn, `SELECT array_to_string($1::text[], ', ')`, shown)
		_ = one[[]string](t, b.conn, `SELECT columns FROM bucardo.add_customcols('public.work', $1, if_not_exists => true)`, again)
		b.must(t, `SELECT bucardo.remove_customcols('public.work')`)
		_ = one[[]string](t, b.conn, `SELECT columns FROM bucardo.add_customcols('public.work', $1)`, again)
		check(again)
		b.must(t, `ROLLBACK`)
	}

	for _, test := range []struct {
		call, want string
		version    int
	}{
		{`add_customcols('public.work', 'id, title', 's2', 'bard')`, `(public.work,"{id,title}",s2,bard)`, 2},
		{`update_customcols('public.work', 'id, title', 's2', 'bard')`, `(public.work,"{id,title}",s2,bard)`, 2},
		{`update_customcols('public.work', 'id, 1 AS title', 's2', 'bard')`, `(public.work,"{id,""1 AS title""}",s2,bard)`, 3},
		{`list_customcols('public.work', 's2', 'bard')`, `(public.work,"{id,""1 AS title""}",s2,bard)`, 3},
		{`add_customcols('public.work', 'id', 's3')`, `(public.work,{id},s3,)`, 3},
		{`remove_customcols('public.work', 's2', 'bard')`, `(public.work,"{id,""1 AS title""}",s2,bard)`, 4},
	} {
		if got := one[string](t, b.conn, `SELECT r::text FROM bucardo.`+test.call+` r`); got != test.want {
			t.Errorf("%s: %s, want %s", test.call, got, test.want)
		}
		if got := one[int](t, b.conn, `SELECT version::integer FROM bucardo.sync`); got != test.version {
			t.Errorf("%s: the version is %d, want %d", test.call, got, test.version)
		}
	}
}
