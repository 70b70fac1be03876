package sqlapi_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const customFunctions = `
CREATE SCHEMA shop;
CREATE FUNCTION shop.pick(jsonb) RETURNS SETOF jsonb LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION shop.note(jsonb) RETURNS void LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE shop.proc(jsonb) LANGUAGE sql AS 'SELECT 1'`

// TestCustomCode adds, changes, renames and removes custom code, and sees when its sync counts as changed.
func TestCustomCode(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, customFunctions)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1:source,s2:source,s3:target')`)
	for _, test := range []struct {
		call, want string
		version    int
	}{
		{`add_customcode('pick', 'bard', 'conflict', 'shop.pick')`, `(pick,bard,conflict,,shop.pick,,,,00:00:10,0,active)`, 2},
		{`add_customcode('pick', 'bard', 'conflict', 'shop.pick(jsonb)', if_not_exists => true)`, `(pick,bard,conflict,,shop.pick,,,,00:00:10,0,active)`, 2},
		{
			`add_customcode('stock', 'bard', conflict => 'CASE WHEN a.n < b.n THEN a ELSE b END', relation => 'public.item', priority => 3)`,
			`(stock,bard,conflict,public.item,,"CASE WHEN a.n < b.n THEN a ELSE b END",,,00:00:10,3,active)`, 3,
		},
		{
			`add_customcode('there', 'bard', 'transform', 'Far."Off"', db => 's3', role => 'nobody here', timeout => '1 min')`,
			`(there,bard,transform,,"far.""Off""",,s3,"nobody here",00:01:00,0,active)`, 4,
		},
		{`add_customcode('every', 'bard', 'before_apply', 'far.off', status => 'inactive')`, `(every,bard,before_apply,,far.off,,,,00:00:10,0,inactive)`, 5},
		{`update_customcode('stock', expression => 'a', timeout => '2s')`, `(stock,bard,conflict,public.item,,a,,,00:00:02,3,active)`, 6},
		{`update_customcode('stock', function => 'shop.pick', reset => 'relation')`, `(stock,bard,conflict,,shop.pick,,,,00:00:02,3,active)`, 7},
		{`update_customcode('there', priority => -1, reset => 'role')`, `(there,bard,transform,,"far.""Off""",,s3,,00:01:00,-1,active)`, 8},
		{`rename_customcode('there', 'mask')`, `(mask,bard,transform,,"far.""Off""",,s3,,00:01:00,-1,active)`, 9},
		{`rename_customcode('mask', 'mask')`, `(mask,bard,transform,,"far.""Off""",,s3,,00:01:00,-1,active)`, 9},
		{`list_customcodes('m*', 'bard')`, `(mask,bard,transform,,"far.""Off""",,s3,,00:01:00,-1,active)`, 9},
		{`remove_customcode('pick')`, `(pick,bard,conflict,,shop.pick,,,,00:00:10,0,active)`, 10},
	} {
		if got := one[string](t, b.conn, `SELECT r::text FROM bucardo.`+test.call+` r`); got != test.want {
			t.Errorf("%s: %s, want %s", test.call, got, test.want)
		}
		if got := one[int](t, b.conn, `SELECT version::integer FROM bucardo.sync`); got != test.version {
			t.Errorf("%s: the version is %d, want %d", test.call, got, test.version)
		}
	}
	if diff := cmp.Diff([]string{"db sync bard", "db customcode mask"}, all[string](t, b.conn, `SELECT concat_ws(' ', kind, used_by_kind, used_by) FROM bucardo.inspect('s3') ORDER BY used_by_kind DESC`)); diff != "" {
		t.Errorf("inspect (-want +got):\n%s", diff)
	}
	if got := one[string](t, b.conn, `SELECT bucardo.export()`); !strings.Contains(got, `SELECT bucardo.add_customcode('mask', 'bard', 'transform', function => 'far."Off"', db => 's3', timeout => '00:01:00', priority => -1);`) {
		t.Errorf("exported as:\n%s", got)
	}
	b.must(t, `SELECT bucardo.remove_sync('bard')`)
	if got := all[string](t, b.conn, `SELECT name FROM bucardo.list_customcodes()`); len(got) != 0 {
		t.Errorf("after its sync is gone there is %v", got)
	}
}

// TestCustomCodeRole has no superuser run custom code, and nobody who may not call it.
func TestCustomCodeRole(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, customFunctions)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)
	superuser := one[string](t, b.conn, `SELECT rolname::text FROM pg_roles WHERE rolsuper ORDER BY oid LIMIT 1`)
	for _, test := range []struct{ role, code, message string }{
		{superuser, "22023", `role "` + superuser + `" is a superuser`},
		{"pg_monitor", "42501", `role "pg_monitor" may not execute shop.note(jsonb)`},
		{"no such role", "42704", `role "no such role" does not exist`},
		{"", "42602", `the name of a role must not be empty`},
	} {
		refused := fails(t, b.conn, `SELECT bucardo.add_customcode('note', 'bard', 'after_sync', 'shop.note', role => '`+test.role+`')`)
		if refused.Code != test.code || refused.Message != test.message {
			t.Errorf("role %q: %s", test.role, describe(refused))
		}
	}
	b.must(t, `GRANT USAGE ON SCHEMA shop TO pg_monitor`)
	if got := one[string](t, b.conn, `SELECT role FROM bucardo.add_customcode('note', 'bard', 'after_sync', 'shop.note', role => 'pg_monitor')`); got != "pg_monitor" {
		t.Errorf("it runs as %s", got)
	}
}
