package engine_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// The functions that a replicated database gets have a comment, a pinned search_path and no rights for PUBLIC, but for the two that applications call, and
// plpgsql_check has nothing to say about them, capture functions included.
func TestNodeFunctions(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE TABLE item (id int, part text, v text, PRIMARY KEY (id, part))")
	b.Start()
	b.AddSync("bard", "a:source,b:source", "all", "latest")
	b.Exec("a", "CREATE EXTENSION plpgsql_check")
	const functions = "SELECT p.oid::regprocedure AS f FROM pg_proc p WHERE p.pronamespace = 'bucardo_node'::regnamespace AND "
	for what, condition := range map[string]string{
		"no pinned search_path": "NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false)",
		"no comment":            "p.prorettype <> 'trigger'::regtype AND obj_description(p.oid, 'pg_proc') IS NULL",
		"rights for PUBLIC":     "(p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0)) AND p.proname NOT IN ('sync_token', 'wait_for_sync')",
	} {
		if got := b.Value("a", "SELECT string_agg(f::text, ', ') FROM ("+functions+condition+") AS x"); got != "" {
			t.Errorf("%s: %s", what, got)
		}
	}
	findings := b.Value("a", `
		SELECT string_agg(format('%s line %s: %s', p.oid::regprocedure, c.lineno, c.message), E'\n')
		FROM pg_proc p
		JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
		CROSS JOIN LATERAL plpgsql_check_function_tb(p.oid, CASE WHEN p.prorettype = 'trigger'::regtype THEN 'item'::regclass ELSE 0 END,
			oldtable => CASE WHEN p.prorettype = 'trigger'::regtype THEN 'old_rows' END::name,
			newtable => CASE WHEN p.prorettype = 'trigger'::regtype THEN 'new_rows' END::name) c
		WHERE p.pronamespace = 'bucardo_node'::regnamespace`)
	if findings != "" {
		t.Error(findings)
	}
}
