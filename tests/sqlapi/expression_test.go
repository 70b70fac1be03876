package sqlapi_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// TestExpressions has those refused that could leave the parentheses they are put into, in any setting of the server that
// reads them, and no others.
func TestExpressions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, good := range []string{
		`region = 'eu'`, `true`, `''`, `"a;b" = 'c;d'`, `name = 'it''s -- /* no comment */ ; $x$ ('`, `"say ""(""" IS NULL`,
		`(a OR b) AND NOT (c)`, `data ->> 'a(' = '\d'`, `a - -1 > 0`, `a * b / c > 1`, `x = E'a\\b'`, `x = U&'\0041'`, `id IN (SELECT 1)`,
		"a = 'b'\n'c'", `x ~ '^[a-z]+\.$'`, `größe > 1`, `"$" = 1`,
	} {
		if _, err := b.conn.Exec(t.Context(), `SELECT bucardo._check_expression($1, 'row_filter')`, good); err != nil {
			t.Errorf("%s: %s", good, describe(err))
		}
	}
	for bad, word := range map[string]string{
		``: "empty", " \t\n": "empty",
		`true) OR (true`: "not open", `(true`: "not closed", `a)(b`: "not open", `)`: "not open", `((a)`: "not closed",
		`true;`: "semicolon", `true; DROP SCHEMA bucardo`: "semicolon",
		`true -- x`: "comment", `true /* x`: "comment", `a--1`: "comment", `'x'--'`: "quote", `a /* ' */ OR '`: "comment", `@--`: "comment",
		`'a`: "quote", `"a`: "quote", `'a''`: "quote", `'a" = "b`: "quote",
		`x = '\' OR true) --'`: "backslash", `x = E'\' OR (true'`: "backslash", `x = E'\\'`: "backslash",
		`$$) OR (true$$`: "dollar", `$a$'$a$ = '`: "quote", `a = $1`: "dollar", `$x$ ' $x$) OR ($x$ ' $x$`: "dollar",
	} {
		_, err := b.conn.Exec(t.Context(), `SELECT bucardo._check_expression($1, 'row_filter')`, bad)
		var refused *pgconn.PgError
		if !errors.As(err, &refused) || refused.Code != "22023" || !strings.Contains(refused.Message, word) || refused.Hint == "" {
			t.Errorf("%s: want a refusal for its %s: %v", bad, word, err)
		}
	}
	if refused := fails(t, b.conn, `SELECT bucardo._check_expression(NULL, 'row_filter')`); refused.Code != "22004" {
		t.Errorf("NULL: %s", describe(refused))
	}
}
