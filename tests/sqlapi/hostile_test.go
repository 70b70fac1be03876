package sqlapi_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// TestHostileArguments gives every text parameter of every function what somebody might, by accident or not. A call may
// work or be refused, with a hint then, and never breaks.
func TestHostileArguments(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_sync('bard', 's1:source,s2:source', 'public.work,chapter', sequences => 'public.work_id_seq');
SELECT bucardo.update_table('bard', 'public.work', conflict_strategy => 'merge');
SELECT bucardo.add_column_policy('bard', 'public.work', 'stock', 'sum'), bucardo.add_unique_policy('bard', 'public.work', 'isbn');
SELECT bucardo.add_dbgroup('mesh', 's1,s2'), bucardo.add_relgroup('plays', 'public.work');
SELECT bucardo._part_for_conflicts(1000000);
INSERT INTO bucardo.conflict (part, sync_id, at, schema_name, table_name, key, kind, versions, decision, winner)
SELECT 1, s.id, now(), 'public', 'work', '{"id": 1}', 'update/update', '[{"db": "s1", "row": {"id": 1}}, {"db": "s2", "row": {"id": 1}}]', 'winner', 's1'
FROM bucardo.sync s`)
	hostile := []string{
		``, ` `, `"`, `""`, `"""`, `'`, `\`, `,`, `a,,b`, `{`, `{}`, `{"a`, `{{a},{b}}`, `{NULL}`, `*`, `.`, `a.b.c`, `"a`, `a"b`, `:`, `s1:`, `:source`, `s1:source:`,
		`s1:source:99999999999`, `%s%I%L`, `$1`, `NULL`, `all`, `"; DROP SCHEMA bucardo CASCADE; --`, `'; DROP SCHEMA bucardo CASCADE; --`, `$x$`,
		strings.Repeat("x", 64), strings.Repeat("ö", 40), strings.Repeat("a,", 500) + "a", "line\nfeed", "\U0001F410", `s1`, `bard`, `mesh`, `plays`, `s1,s2`,
	}
	// What a call may be refused with: the codes of docs/sqlapi.md.
	expected := []string{"22004", "42602", "42622", "42710", "42704", "22023", "22P02", "2BP01", "55000", "0A000"}

	calls := 0
	functions := all[string](t, b.conn, `
SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'bucardo'::regnamespace AND p.prokind = 'f' AND p.proname !~ '^_' ORDER BY 1`)
	for _, function := range functions {
		name := one[string](t, b.conn, `SELECT proname FROM pg_proc WHERE oid = $1::text::regprocedure`, function)
		required := all[string](t, b.conn, `
SELECT a.name
FROM pg_proc p, unnest(p.proargnames) WITH ORDINALITY a(name, n)
WHERE p.oid = $1::text::regprocedure AND n <= p.pronargs - p.pronargdefaults ORDER BY n`, function)
		for _, parameter := range all[string](t, b.conn, `
SELECT a.name
FROM pg_proc p, unnest(p.proargnames) WITH ORDINALITY a(name, n)
WHERE p.oid = $1::text::regprocedure AND p.proargtypes[n - 1] IN ('text'::regtype, 'anycompatible'::regtype) ORDER BY n`, function) {
			for _, value := range hostile {
				var arguments []string
				for _, other := range required {
					if other != parameter {
						arguments = append(arguments, other+" => "+sensible(other, name))
					}
				}
				arguments = append(arguments, fmt.Sprintf("%s => $1::text", parameter))
				call := fmt.Sprintf("SELECT bucardo.%s(%s)", name, strings.Join(arguments, ", "))
				b.must(t, `BEGIN`)
				_, err := b.conn.Exec(t.Context(), call, value)
				b.must(t, `ROLLBACK`)
				calls++
				var refused *pgconn.PgError
				if errors.As(err, &refused) && (!slices.Contains(expected, refused.Code) || refused.Hint == "" || refused.Detail == "") {
					t.Errorf("%s with %q: %s", call, value, describe(err))
				} else if err != nil && refused == nil {
					t.Fatalf("%s with %q: %v", call, value, err)
				}
			}
		}
	}
	if calls < len(functions)*len(hostile) {
		t.Errorf("%d calls of %d functions are too few", calls, len(functions))
	}
	if got := one[string](t, b.conn, `SELECT name FROM bucardo.list_syncs()`); got != "bard" {
		t.Errorf("there is %q", got)
	}
}

// sensible is a value in SQL for a parameter that is not the one being tried.
func sensible(parameter, function string) string {
	switch {
	case parameter == "name" && strings.Contains(function, "dbgroup"):
		return `'mesh'`
	case parameter == "name" && strings.Contains(function, "relgroup"):
		return `'plays'`
	case parameter == "name" && strings.HasSuffix(function, "_config"):
		return `'keep_rows'`
	case parameter == "relation" && strings.HasSuffix(function, "_sequence"):
		return `'public.work_id_seq'`
	case parameter == "relation":
		return `'public.work'`
	case parameter == "name" && strings.HasSuffix(function, "_db"):
		return `'s1'`
	case parameter == "name" || parameter == "sync":
		return `'bard'`
	case parameter == "column_name":
		return `'stock'`
	case parameter == "policy":
		return `'max'`
	case parameter == "id":
		return `1`
	case parameter == "strategy":
		return `'latest'`
	case parameter == "columns" && strings.HasSuffix(function, "_unique_policy"):
		return `'isbn'`
	case parameter == "columns":
		return `'id, upper(title) AS title'`
	case parameter == "dbs":
		return `'s1,s2'`
	case parameter == "tables":
		return `ARRAY['public.work']`
	case parameter == "older_than":
		return `interval '1 day'`
	case parameter == "access":
		return `'monitor'`
	default:
		return `'other'`
	}
}
