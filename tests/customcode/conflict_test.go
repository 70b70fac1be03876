package customcode_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// deciding answers by the value of v that database a has: its name decides how.
const deciding = `
CREATE OR REPLACE FUNCTION deciding(rows jsonb) RETURNS SETOF jsonb LANGUAGE sql AS $$
INSERT INTO calls (point, info, who) VALUES ('conflict', rows, current_user);
SELECT jsonb_build_object('id', c->'id') || CASE a#>>'{row,v}'
           WHEN 'a wins' THEN jsonb_build_object('winner', 'a')
           WHEN 'made up' THEN jsonb_build_object('row', jsonb_build_object('v', 'both', 'n', (a#>>'{row,n}')::numeric + (b#>>'{row,n}')::numeric, 'tags', jsonb_build_array(a->'db', b->'db')))
           WHEN 'skip' THEN jsonb_build_object('skip', true)
       END
FROM jsonb_array_elements(rows) c, jsonb_array_elements(c->'versions') a, jsonb_array_elements(c->'versions') b
WHERE a->>'db' = 'a' AND b->>'db' = 'b' AND a#>>'{row,v}' <> 'no answer'
$$;`

// meet has both sources change rows while the sync is paused.
func meet(b *bed.Bed, onA, onB string) {
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	b.Exec("a", onA)
	b.Exec("b", onB)
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.Settle("s")
}

// A function decides all conflicts of a batch in one call: it names a winner, makes up a row, has all keep what they have, or leaves
// it to the strategy.
func TestConflictFunction(t *testing.T) {
	t.Parallel()
	b := start(t, deciding, "a", "b", "c")
	b.AddSync("s", "a:source,b:source,c:target", "item", "latest")
	addCode(b, "deciding", "conflict", "")
	b.Exec("a", "INSERT INTO item SELECT n, 'before', 1.10 FROM generate_series(1, 5) n")
	b.Settle("s")
	meet(b, `UPDATE item SET v = (ARRAY['a wins', 'made up', 'skip', 'no answer', 'before'])[id], n = 1.10`, `UPDATE item SET v = 'of b', n = 2.25 WHERE id < 5`)
	for db, third := range map[string]string{"a": `skip,1.10`, "b": `"of b",2.25`, "c": `before,1.10`} {
		want := "(1,\"a wins\",1.10,)\n(2,both,3.35,\"{a,b}\")\n(3," + third + ",)\n(4,\"of b\",2.25,)\n(5,before,1.10,)"
		if got := b.Dump(db, "item"); got != want {
			t.Errorf("%s has:\n%s", db, got)
		}
	}
	if got := b.Value("control", "SELECT string_agg(concat_ws(' ', who, jsonb_array_length(info)), ',') FROM calls"); got != clerk+" 4" {
		t.Errorf("calls were %s", got)
	}
	if got := b.Value("control", `SELECT c->'base' || jsonb_build_object('kind', c->'kind', 'a', a->'changed', 'b', b->'changed')
		FROM calls, jsonb_array_elements(info) c, jsonb_array_elements(c->'versions') a, jsonb_array_elements(c->'versions') b
		WHERE c#>>'{key,id}' = '2' AND a->>'db' = 'a' AND b->>'db' = 'b'`); got != `{"a": ["v"], "b": ["v", "n"], "n": 1.10, "v": "before", "id": 2, "kind": "update/update", "tags": null}` {
		t.Errorf("it was told %s", got)
	}
	if got := b.Value("control", "SELECT string_agg(rule || ': ' || decision, ', ' ORDER BY key->>'id') FROM bucardo.conflicts"); got != "customcode deciding: winner, customcode deciding: made up, customcode deciding: skipped, latest: winner" {
		t.Errorf("recorded are %s", got)
	}
	// The same in a stream.
	b.Exec("a", "TRUNCATE item")
	b.Settle("s")
	b.Exec("a", "INSERT INTO item SELECT n, 'before', 1 FROM generate_series(1, 2000) n")
	b.Settle("s")
	meet(b, "UPDATE item SET v = CASE id % 2 WHEN 0 THEN 'a wins' ELSE 'made up' END", "UPDATE item SET v = 'of b', n = 2")
	b.Same("item", "a", "b", "c")
	if got := b.Value("c", "SELECT string_agg(DISTINCT concat_ws(' ', v, n, tags), ', ') FROM item"); got != "a wins 1, both 3 {a,b}" {
		t.Errorf("c has %s", got)
	}
}

// An expression over two versions is evaluated for pairs of them, the older first.
func TestConflictExpression(t *testing.T) {
	t.Parallel()
	b := start(t, "", "a", "b", "c")
	b.AddSync("s", "a:source,b:source,c:source", "item", "latest")
	b.Exec("control", "SELECT bucardo.add_customcode('least', 's', conflict => 'CASE WHEN a.n < b.n THEN a ELSE b END', relation => 'public.item', role => '"+clerk+"')")
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO item SELECT n, 'before', 10 FROM generate_series(1, 3) n")
	b.Settle("s")
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	b.Exec("a", "UPDATE item SET v = 'a', n = 5 + id")
	b.Exec("b", "UPDATE item SET v = 'b', n = 7")
	b.Exec("c", "UPDATE item SET v = 'c', n = 9 - id")
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.Settle("s")
	if got := b.Same("item", "a", "b", "c"); got != "(1,a,6,)\n(2,c,7,)\n(3,c,6,)" {
		t.Errorf("all have:\n%s", got)
	}
	// It may make a row up, and NULL leaves all as they are. What is gone on one side is left to the strategy.
	b.Exec("control", "SELECT bucardo.update_customcode('least', expression => 'CASE WHEN a.id < 3 THEN ROW(a.id, a.v || b.v, a.n + b.n, ARRAY[''sum''])::public.item END')")
	b.WaitActive("s")
	meet(b, "UPDATE item SET v = 'x', n = 1; DELETE FROM item WHERE id = 2", "UPDATE item SET v = 'y', n = 2")
	if got := b.Dump("a", "item"); got != "(1,xy,3,{sum})\n(2,y,2,)\n(3,x,1,)" {
		t.Errorf("a has:\n%s", got)
	}
	if got := b.Dump("b", "item"); got != "(1,xy,3,{sum})\n(2,y,2,)\n(3,y,2,)" {
		t.Errorf("b has:\n%s", got)
	}
	// An expression that makes no sense for the table holds it.
	b.Exec("control", "SELECT bucardo.update_customcode('least', expression => 'a.price')")
	b.WaitActive("s")
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	b.Exec("a", "UPDATE item SET n = 3")
	b.Exec("b", "UPDATE item SET n = 4")
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.State("s", "failed")
	if got := reason(b); got != "database a: customcode 'least' at conflict: column a.price does not exist (SQLSTATE 42703)" {
		t.Errorf("the reason is %s", got)
	}
	b.Exec("control", "SELECT bucardo.update_customcode('least', expression => 'a')")
	b.WaitActive("s")
	b.Settle("s")
	if got := b.Same("item", "a", "b", "c"); got != "(1,xy,3,{sum})\n(2,y,3,)\n(3,x,3,)" {
		t.Errorf("all have:\n%s", got)
	}
}

// Nonsense holds the table, whatever it is.
func TestConflictNonsense(t *testing.T) {
	t.Parallel()
	b := start(t, deciding, "a", "b")
	b.AddSync("s", "a:source,b:source", "item", "latest")
	addCode(b, "deciding", "conflict", "")
	for id, test := range []struct{ answer, reason string }{
		{`{"id": 0, "winner": "z"}`, `winner "z" has no version of the row`},
		{`{"id": 0}`, "an answer needs one of winner, row, and skip"},
		{`{"id": 0, "winner": "a", "skip": true}`, "an answer needs one of winner, row, and skip"},
		{`{"id": 7, "winner": "a"}`, "an answer has no id of a row it was given, or there are two for one"},
		{`{"id": 0, "row": {"id": 999}}`, "a row that was made up has another key"},
		{`{"id": 0, "row": [1]}`, "row is not an object"},
		{`{"id": 0, "winer": "a"}`, `an answer has unknown field "winer"`},
	} {
		b.Exec("control", "CREATE OR REPLACE FUNCTION deciding(rows jsonb) RETURNS SETOF jsonb LANGUAGE sql AS $$SELECT '"+test.answer+"'::jsonb$$")
		b.Exec("control", "SELECT bucardo.pause('s')")
		b.State("s", "paused")
		b.Exec("a", "INSERT INTO item VALUES ($1, 'a wins')", id)
		b.Exec("b", "INSERT INTO item VALUES ($1, 'b')", id)
		b.Exec("control", "SELECT bucardo.resume('s')")
		b.State("s", "failed")
		if got, want := reason(b), "customcode 'deciding' at conflict: it has answered nonsense: "+test.reason; got != want {
			t.Errorf("the reason is %s, want %s", got, want)
		}
		b.Exec("control", deciding)
		b.Exec("control", "SELECT bucardo.update_customcode('deciding')")
		b.WaitActive("s")
		b.Settle("s")
	}
	if got := b.Value("b", "SELECT string_agg(DISTINCT v, ',') || count(*) FROM item"); got != "a wins7" {
		t.Errorf("b has %s", got)
	}
	b.Same("item", "a", "b")
}
