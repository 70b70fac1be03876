package customcode_test

import (
	"testing"
)

// mending mends what is too long, skips what is refused otherwise, and notes what it was asked.
const mending = `
CREATE OR REPLACE FUNCTION mending(failures jsonb) RETURNS SETOF jsonb LANGUAGE sql AS $$
INSERT INTO calls (point, info, who) VALUES ('exception', failures, current_user);
SELECT jsonb_build_object('id', f->'id') || CASE f#>>'{error,constraint}'
           WHEN 'short' THEN jsonb_build_object('row', jsonb_build_object('v', left(f#>>'{row,v}', 5)))
           ELSE '{"action": "skip"}'
       END
FROM jsonb_array_elements(failures) f
$$;`

// Rows that a receiver refuses are found and mended or left out, in one call; the others arrive, and so does what comes after.
func TestException(t *testing.T) {
	t.Parallel()
	b := start(t, mending, "a", "b")
	b.Exec("b", "ALTER TABLE item ADD CONSTRAINT short CHECK (length(v) <= 5), ADD CONSTRAINT positive CHECK (n > 0)")
	b.AddSync("s", "a:source,b:target", "item", "latest")
	addCode(b, "mending", "exception", "")
	b.Exec("a", "INSERT INTO item SELECT n, CASE WHEN n = 3 THEN 'too long' ELSE 'v' END, CASE WHEN n = 7 THEN -1 ELSE n END FROM generate_series(1, 10) n")
	b.Settle("s")
	if got := b.Value("b", "SELECT string_agg(concat_ws(' ', id, v), ',' ORDER BY id) FROM item"); got != "1 v,2 v,3 too l,4 v,5 v,6 v,8 v,9 v,10 v" {
		t.Errorf("b has %s", got)
	}
	if got := b.Value("control", `SELECT string_agg(who || ': ' || (f - 'error')::text || ' ' || (f#>>'{error,sqlstate}') || ' ' || (f#>>'{error,constraint}'), E'\n' ORDER BY f->'id') FROM calls, jsonb_array_elements(info) f`); got !=
		clerk+`: {"db": "b", "id": 0, "op": "upsert", "key": {"id": 3}, "row": {"n": 3, "v": "too long", "id": 3, "tags": null}, "table": "public.item"} 23514 short
`+clerk+`: {"db": "b", "id": 1, "op": "upsert", "key": {"id": 7}, "row": {"n": -1, "v": "v", "id": 7, "tags": null}, "table": "public.item"} 23514 positive` {
		t.Errorf("it was asked:\n%s", got)
	}
	b.State("s", "active")
	b.Exec("a", "UPDATE item SET n = id, v = 'x'")
	b.Settle("s")
	b.Same("item", "a", "b")
	b.Exec("control", "TRUNCATE calls")
	b.Exec("a", "INSERT INTO item SELECT n, CASE WHEN n % 1000 = 3 THEN 'too long' ELSE 'v' END, 1 FROM generate_series(11, 5000) n")
	b.Settle("s")
	if got := b.Value("b", "SELECT count(*) || ' ' || count(*) FILTER (WHERE v = 'too l') FROM item"); got != "5000 4" {
		t.Errorf("of a stream b has %s", got)
	}
	if got := b.Value("control", "SELECT count(*) || ' ' || sum(jsonb_array_length(info)) FROM calls"); got != "1 4" {
		t.Errorf("calls and rows: %s", got)
	}
}

// Retry is bounded; then, and without an answer, the error stands as it would without code.
func TestExceptionStays(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ answer, asked string }{
		"retry":     {`jsonb_build_object('id', f->'id', 'action', 'retry')`, "3"},
		"no answer": {`NULL::jsonb`, "1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, "CREATE SEQUENCE asked; GRANT ALL ON asked TO PUBLIC; CREATE FUNCTION mending(failures jsonb) RETURNS SETOF jsonb LANGUAGE sql AS $$SELECT nextval('asked'); SELECT "+test.answer+" FROM jsonb_array_elements(failures) f$$;", "a", "b")
			b.Exec("b", "ALTER TABLE item ADD CONSTRAINT short CHECK (length(v) <= 5)")
			b.AddSync("s", "a:source,b:target", "item", "latest")
			addCode(b, "mending", "exception", "")
			b.Exec("a", "INSERT INTO item VALUES (1, 'too long')")
			b.State("s", "failed")
			if got := reason(b); got != `database b: new row for relation "item" violates check constraint "short" (Failing row contains (1, too long, null, null).)` {
				t.Errorf("the reason is %s", got)
			}
			if got := b.Value("control", "SELECT last_value % "+test.asked+" FROM asked"); got != "0" {
				t.Errorf("it was asked %s times more than in whole runs", got)
			}
			b.Exec("b", "ALTER TABLE item DROP CONSTRAINT short")
			b.State("s", "active")
			b.Settle("s")
			b.Same("item", "a", "b")
		})
	}
}

// Code that fails holds the table, and the receiver goes on with the others.
func TestExceptionFails(t *testing.T) {
	t.Parallel()
	b := start(t, "CREATE FUNCTION mending(failures jsonb) RETURNS SETOF jsonb LANGUAGE sql AS $$SELECT f FROM jsonb_array_elements(failures) f$$;", "a", "b")
	for _, db := range []string{"a", "b"} {
		b.Exec(db, "CREATE TABLE other (id int PRIMARY KEY)")
	}
	b.Exec("b", "ALTER TABLE item ADD CONSTRAINT short CHECK (length(v) <= 5)")
	b.AddSync("s", "a:source,b:target", "all", "latest")
	addCode(b, "mending", "exception", ", relation => 'public.item'")
	b.Exec("a", "INSERT INTO item VALUES (1, 'too long'); INSERT INTO other VALUES (1)")
	b.State("s", "degraded")
	b.Eventually("b", "1", "SELECT count(*) FROM other")
	if got := reason(b); got != `table public.item is held: customcode 'mending' at exception: it has answered nonsense: an answer has unknown field "db"` {
		t.Errorf("the reason is %s", got)
	}
	b.Exec("control", mending)
	b.State("s", "active")
	b.Settle("s")
	if got := b.Dump("b", "item"); got != `(1,"too l",,)` {
		t.Errorf("b has %s", got)
	}
}
