package customcode_test

import (
	"fmt"
	"testing"
)

// masking masks, drops rows that are secret, and fans out those with tags: one more row for each, its id made negative.
const masking = `
CREATE OR REPLACE FUNCTION masking(rows jsonb) RETURNS SETOF jsonb LANGUAGE sql AS $$
INSERT INTO calls (point, info, who) VALUES ('transform', jsonb_build_object('rows', jsonb_array_length(rows), 'db', rows#>>'{0,db}'), current_user);
SELECT jsonb_build_object('id', r->'id', 'op', r->'op', 'row', CASE WHEN r->>'op' = 'upsert' THEN jsonb_build_object('v', '***' || right(r#>>'{row,v}', 2)) END)
FROM jsonb_array_elements(rows) r
WHERE r#>>'{row,v}' IS DISTINCT FROM 'secret'
UNION ALL
SELECT jsonb_build_object('id', r->'id', 'row', jsonb_build_object('id', -(r#>>'{key,id}')::int, 'v', tag, 'n', 0.50, 'tags', NULL))
FROM jsonb_array_elements(rows) r, jsonb_array_elements_text(nullif(r#>'{row,tags}', 'null')) tag
$$;`

// wanted is what a target should have of a source.
const wanted = `SELECT md5(string_agg(r::text, ',' ORDER BY r.id)) FROM (
	SELECT id, '***' || right(v, 2) AS v, n, tags FROM item WHERE v IS DISTINCT FROM 'secret'
	UNION ALL SELECT -id, tag, 0.50, NULL FROM item, unnest(tags) tag) r`

const had = `SELECT md5(string_agg(item::text, ',' ORDER BY id)) FROM item`

// Rows for targets are transformed: changed, dropped and fanned out, in small batches and in streams, also after a TRUNCATE and
// where two sources have changed the same rows. Sources get them as they are.
func TestTransform(t *testing.T) {
	t.Parallel()
	b := start(t, masking, "a", "b", "c")
	b.Exec("control", "SELECT bucardo.add_sync('s', 'a:source,b:source,c:target', 'item')")
	addCode(b, "masking", "transform", "")
	check := func(step string) {
		t.Helper()
		b.Settle("s")
		b.Same("item", "a", "b")
		if got, want := b.Value("c", had), b.Value("a", wanted); got != want {
			t.Fatalf("after %s c has:\n%.2000s", step, b.Dump("c", "item"))
		}
	}
	b.Exec("a", `INSERT INTO item VALUES (1, 'visible', 1.10, NULL), (2, 'secret', 2, NULL), (3, E'a\tb\\n"c\n', NULL, '{x}')`)
	check("an insert")
	if got := b.Value("control", "SELECT string_agg(concat_ws(' ', who, info->>'rows', info->>'db'), ',') FROM calls"); got != clerk+" 3 c" {
		t.Errorf("calls were %s", got)
	}
	b.Exec("b", "UPDATE item SET v = 'changed', n = 3.3 WHERE id = 1")
	check("an update")
	b.Exec("control", "TRUNCATE calls")
	b.Exec("a", `INSERT INTO item SELECT 10 * n, CASE WHEN n % 7 = 0 THEN 'secret' ELSE E'v\t\\' || n END, n / 7.0, CASE WHEN n % 5 = 0 THEN ARRAY['a "' || n] END FROM generate_series(1, 5000) n`)
	check("a large insert")
	if got := b.Value("control", "SELECT max((info->>'rows')::int) || ' ' || sum((info->>'rows')::int) FROM calls"); got != "1000 5000" {
		t.Errorf("the rows of calls, and in all: %s", got)
	}
	// Both sources change the same rows; the later change is the one that is transformed.
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	b.Exec("a", "UPDATE item SET v = 'of a ' || id WHERE id % 3 = 0")
	b.Exec("b", "UPDATE item SET v = 'of b ' || id WHERE id % 2 = 0")
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.Settle("s")
	b.Same("item", "a", "b")
	b.Exec("c", "DELETE FROM item WHERE id IN (SELECT -10 * n FROM generate_series(1, 5000) n)") // fanned out of rows that became secret or not
	b.Exec("a", "UPDATE item SET n = n + 1 WHERE tags IS NOT NULL")
	check("conflicts")
	b.Exec("a", "TRUNCATE item")
	b.Exec("a", `INSERT INTO item VALUES (1, 'after', 1.1, '{t}'), (2, 'secret', 2, NULL)`)
	check("a truncate")
}

// What a member gets at first is transformed, and so are whole tables.
func TestTransformCopies(t *testing.T) {
	t.Parallel()
	b := start(t, masking, "a", "c", "whole")
	b.Exec("a", `INSERT INTO item SELECT n, CASE WHEN n % 7 = 0 THEN 'secret' ELSE E'v\t\\' || n END, n / 7.0, CASE WHEN n % 5 = 0 THEN ARRAY['a "' || n] END FROM generate_series(1, 3000) n`)
	b.Exec("c", "INSERT INTO item VALUES (1, 'goes')")
	b.Exec("control", "SELECT bucardo.add_sync('s', 'a:source,c:target,whole:fullcopy', 'item', onetimecopy => 1, status => 'inactive')")
	b.Exec("control", "SELECT bucardo.add_customcode('masking', 's', 'transform', 'public.masking', role => '"+clerk+"')")
	b.Exec("control", "SELECT bucardo.activate('s')")
	b.WaitActive("s")
	want := b.Value("a", wanted)
	b.Eventually("c", want, had)
	b.Eventually("whole", want, had)
	b.Exec("a", "UPDATE item SET v = 'x' WHERE id = 8")
	want = b.Value("a", wanted)
	b.Eventually("c", want, had)
	b.Eventually("whole", want, had)
}

// Code that fails, takes too long or answers nonsense holds its table and no other; it goes on when the code is mended, without a
// restart, and nothing is lost.
func TestTransformFails(t *testing.T) {
	t.Parallel()
	answer := func(expression string) string {
		return fmt.Sprintf("CREATE OR REPLACE FUNCTION masking(rows jsonb) RETURNS SETOF jsonb LANGUAGE sql AS $$SELECT %s FROM jsonb_array_elements(rows) r$$", expression)
	}
	for name, test := range map[string]struct{ code, reason string }{
		"error":       {answer("(1 / 0)::text::jsonb"), "division by zero (SQLSTATE 22012)"},
		"timeout":     {"CREATE OR REPLACE FUNCTION masking(rows jsonb) RETURNS SETOF jsonb LANGUAGE sql AS 'SELECT to_jsonb(1) FROM pg_sleep(100)'", "it took longer than its timeout of 300ms"},
		"no object":   {answer("r->'id'"), "it has answered nonsense: an answer is not an object"},
		"unknown id":  {answer("jsonb_build_object('id', 1000)"), "it has answered nonsense: an answer has no id of a row it was given"},
		"field":       {answer("r - 'key' || jsonb_build_object('rwo', 1)"), `it has answered nonsense: an answer has unknown field "db"`},
		"operation":   {answer("jsonb_build_object('id', r->'id', 'op', 'insert')"), `it has answered nonsense: op "insert" is neither upsert nor delete`},
		"column":      {answer("jsonb_build_object('id', r->'id', 'row', jsonb_build_object('w', 1))"), `it has answered nonsense: table public.item has no column "w" for it`},
		"no key":      {answer("jsonb_build_object('id', r->'id', 'row', jsonb_build_object('id', NULL))"), `it has answered nonsense: key column "id" is NULL`},
		"one key":     {answer("jsonb_build_object('id', r->'id', 'row', jsonb_build_object('id', 1))"), "it has answered nonsense: two answers are for one key"},
		"no function": {"DROP FUNCTION masking", "function public.masking(jsonb) does not exist (SQLSTATE 42883)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, masking, "a", "c")
			for _, db := range []string{"a", "c"} {
				b.Exec(db, "CREATE TABLE other (id int PRIMARY KEY)")
			}
			b.AddSync("s", "a:source,c:target", "all", "latest")
			addCode(b, "masking", "transform", ", relation => 'public.item', timeout => '300 ms'")
			b.Exec("a", "INSERT INTO item VALUES (1, 'before')")
			b.Settle("s")
			b.Exec("control", test.code)
			b.Exec("a", "INSERT INTO item VALUES (2, 'second'), (3, 'third'); INSERT INTO other VALUES (1)")
			b.State("s", "degraded")
			if got, want := reason(b), "table public.item is held: customcode 'masking' at transform: "+test.reason; got != want {
				t.Errorf("the reason is %s, want %s", got, want)
			}
			b.Eventually("c", "1", "SELECT count(*) FROM other")
			b.Exec("a", "INSERT INTO item SELECT n, 'more' FROM generate_series(4, 900) n")
			b.Exec("a", "INSERT INTO other VALUES (2)")
			b.Eventually("c", "2", "SELECT count(*) FROM other")
			if got := b.Dump("c", "item"); got != "(1,***re,,)" {
				t.Errorf("c has %s", got)
			}
			b.Exec("control", masking)
			b.State("s", "active")
			b.Settle("s")
			if got, want := b.Value("c", had), b.Value("a", wanted); got != want {
				t.Errorf("c has:\n%.2000s", b.Dump("c", "item"))
			}
		})
	}
}
