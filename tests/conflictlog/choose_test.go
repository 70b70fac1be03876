package conflictlog_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// items has what makes writing a row harder: columns that nobody may set, a trigger that needs the search_path of the
// database, and names that need quotes.
const items = `
CREATE TABLE item (id int PRIMARY KEY, qty int, "a % note" text, tags text[], extra jsonb,
	number bigint GENERATED ALWAYS AS IDENTITY, twice int GENERATED ALWAYS AS (2 * qty) STORED, at timestamptz);
CREATE TABLE audit (note text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO audit VALUES (TG_OP);
	RETURN NULL;
END $$;
CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON item FOR EACH ROW EXECUTE FUNCTION note();
INSERT INTO item (id, qty, "a % note", at) VALUES (1, 7, 'winner', '2026-01-01 12:00+00'), (2, 1, 'untouched', NULL)`

// The versions of row 1 of which b's has won, as a run records them.
const (
	lost = `{"id": 1, "qty": 5, "a % note": "o'h \"x\" ü", "tags": ["a", "b,c"], "extra": {"x": [1, null]}, "number": 1, "twice": 10, "at": "2026-01-01T10:00:00+00:00"}`
	won  = `{"id": 1, "qty": 7, "a % note": "winner", "tags": null, "extra": null, "number": 1, "twice": 14, "at": "2026-01-01 12:00:00+00"}`
)

// running is a bed with a sidecar that runs the sync s over three sources.
func running(t *testing.T) *bed.Bed {
	t.Helper()
	b := bed.New(t, []string{"a", "b", "c"}, items)
	b.Start()
	b.AddSync("s", "a:source,b:source,c:source", "public.item", "latest")
	return b
}

// refused expects a call to be refused with a text in its message, detail or hint.
func refused(t *testing.T, b *bed.Bed, call, want string) {
	t.Helper()
	_, err := b.Conn("control").Exec(t.Context(), call)
	var failed *pgconn.PgError
	if !errors.As(err, &failed) || !strings.Contains(failed.Message+"\n"+failed.Detail+"\n"+failed.Hint, want) {
		t.Errorf("%s: got %v, want %q", call, err, want)
	} else if failed.Hint == "" || failed.Detail == "" {
		t.Errorf("%s: no detail or no hint: %+v", call, failed)
	}
}

// lastID is the id of the newest conflict.
func lastID(b *bed.Bed) string { return b.Value("control", "SELECT max(id) FROM bucardo.conflicts") }

// row1 is row 1 at a database.
func row1(b *bed.Bed, db string) string {
	return b.Value(db, `SELECT coalesce((SELECT concat_ws('|', qty, "a % note", tags, extra, twice, at AT TIME ZONE 'UTC') FROM item WHERE id = 1), 'gone')`)
}

// A conflict is undone, and back again, by changes that replicate and that triggers see; its row says so.
func TestUndoConflict(t *testing.T) {
	t.Parallel()
	b := running(t)
	conflict := decided(b, "b", version("a", 1, lost), version("b", 2, won))
	conflict.Key = json.RawMessage(`{"id": "1"}`)
	remember(t, b, conflict)
	id := lastID(b)
	b.Exec("control", fmt.Sprintf("CALL bucardo.undo_conflict_and_wait(%s, timeout => '%d s')", id, int(bed.Patience.Seconds())))
	b.Settle("s")
	b.Same("item", "a", "b", "c")
	if got := row1(b, "c"); got != `5|o'h "x" ü|{a,"b,c"}|{"x": [1, null]}|10|2026-01-01 10:00:00` {
		t.Errorf("the row is %s", got)
	}
	if got := b.Value("a", "SELECT string_agg(note, ' ') FROM audit"); got != "INSERT INSERT UPDATE" {
		t.Errorf("the trigger saw %s", got)
	}
	if got := b.Value("control", "SELECT chosen || (chosen_at > at) || (chosen_by = current_user) FROM bucardo.conflicts WHERE id = $1::bigint", id); got != "atruetrue" {
		t.Errorf("the conflict says %q", got)
	}
	// Once more changes nothing, and back again needs no force: the row is as the choice left it.
	b.Exec("control", fmt.Sprintf("CALL bucardo.undo_conflict_and_wait(%s, timeout => '%d s')", id, int(bed.Patience.Seconds())))
	b.Exec("control", fmt.Sprintf("CALL bucardo.choose_and_wait(%s, 'b', timeout => '%d s')", id, int(bed.Patience.Seconds())))
	b.Settle("s")
	if got := b.Same("item", "a", "b", "c"); !strings.Contains(got, "winner") || row1(b, "a") != "7|winner|14|2026-01-01 12:00:00" {
		t.Errorf("back again: %s", got)
	}
	if got := b.Value("control", "SELECT chosen FROM bucardo.conflict_summary") + b.Value("control", "SELECT chosen FROM bucardo.conflicts"); got != "1b" {
		t.Errorf("the views say %s", got)
	}
	if got := b.Value("control", "SELECT total_conflicts FROM bucardo.status"); got != "0" {
		t.Errorf("the writes made %s conflicts", got)
	}
}

// A row that has gone comes back, and one that has come back goes.
func TestChooseDeletes(t *testing.T) {
	t.Parallel()
	b := running(t)
	b.Exec("a", "DELETE FROM item WHERE id = 1")
	b.Settle("s")
	conflict := decided(b, "a", version("a", 2, ""), version("b", 1, lost))
	conflict.Kind, conflict.Outcome = "update/delete", nil
	remember(t, b, conflict)
	id := lastID(b)
	b.Exec("control", fmt.Sprintf("CALL bucardo.undo_conflict_and_wait(%s, timeout => '%d s')", id, int(bed.Patience.Seconds())))
	b.Settle("s")
	b.Same("item", "a", "b", "c")
	if got := row1(b, "b"); !strings.HasPrefix(got, "5|o'h") {
		t.Errorf("the row is %s", got)
	}
	if got := b.Value("c", "SELECT number FROM item WHERE id = 1"); got != "1" {
		t.Errorf("its identity is %s", got)
	}
	b.Exec("control", fmt.Sprintf("CALL bucardo.choose_and_wait(%s, 'a', timeout => '%d s')", id, int(bed.Patience.Seconds())))
	b.Settle("s")
	if got := row1(b, "a") + row1(b, "b") + row1(b, "c"); got != "gonegonegone" {
		t.Errorf("the row is %s", got)
	}
}

// After a conflict that was skipped each has its own row. The version that is chosen is written where another one is.
func TestChooseAfterSkip(t *testing.T) {
	t.Parallel()
	b := running(t)
	for i, db := range []string{"a", "b", "c"} {
		b.Exec(db, fmt.Sprintf("SET session_replication_role = replica; UPDATE item SET qty = %d WHERE id = 1; RESET session_replication_role", i+10))
	}
	conflict := decided(b, "", version("a", 1, `{"id": 1, "qty": 10}`), version("b", 2, `{"id": 1, "qty": 11}`), version("c", 3, `{"id": 1, "qty": 12}`))
	conflict.Decision, conflict.Rule = "skipped", "skip"
	remember(t, b, conflict)
	id := lastID(b)
	refused(t, b, "SELECT bucardo.undo_conflict("+id+")", "bucardo.choose("+id+", 'a')")
	b.Exec("control", fmt.Sprintf("CALL bucardo.choose_and_wait(%s, 'a', timeout => '%d s')", id, int(bed.Patience.Seconds())))
	b.Settle("s")
	b.Same("item", "a", "b", "c")
	if got := b.Value("c", "SELECT qty FROM item WHERE id = 1"); got != "10" {
		t.Errorf("the row has %s", got)
	}
}

// What cannot be chosen is refused, with the reason and what to do, and what has changed since only without force.
func TestChooseIsRefused(t *testing.T) {
	t.Parallel()
	b := running(t)
	keys := decided(b, "b")
	three := decided(b, "b", version("a", 1, lost), version("b", 2, won), version("c", 3, lost))
	merged := decided(b, "", version("a", 1, lost), version("b", 2, won))
	merged.Decision = "merged"
	unique := decided(b, "b", version("a", 1, `{"id": 9, "qty": 5}`), version("b", 2, won))
	unique.Kind = "unique"
	elsewhere := decided(b, "b", version("a", 1, lost), version("b", 2, won))
	elsewhere.Table = "audit"
	plain := decided(b, "b", version("a", 1, lost), version("b", 2, won))
	remember(t, b, keys, three, merged, unique, elsewhere, plain)
	wait := fmt.Sprintf("timeout => '%d s')", int(bed.Patience.Seconds()))
	for _, test := range []struct{ call, want string }{
		{"SELECT bucardo.choose(99, 'a')", "conflict 99 does not exist"},
		{"SELECT bucardo.choose(1, 'a')", "conflict 1 was recorded without the versions"},
		{"SELECT bucardo.undo_conflict(1)", "conflict 1 was recorded without the versions"},
		{"SELECT bucardo.undo_conflict(2)", "SELECT bucardo.choose(2, 'a')"},
		{"SELECT bucardo.choose(2, 'x')", "It has those of: a, b, c."},
		{"SELECT bucardo.choose(3, 'a')", "SELECT bucardo.choose(3, 'a', force => true)"},
		{"CALL bucardo.choose_and_wait(4, 'a', " + wait, "another key than the conflict is about"},
		{"CALL bucardo.choose_and_wait(5, 'a', " + wait, "does not replicate the table public.audit"},
	} {
		refused(t, b, test.call, test.want)
	}
	if got := row1(b, "a"); got != "7|winner|14|2026-01-01 12:00:00" {
		t.Fatalf("the row is %s", got)
	}
	b.Exec("c", `UPDATE item SET "a % note" = 'changed since' WHERE id = 1`)
	b.Settle("s")
	refused(t, b, "CALL bucardo.choose_and_wait(6, 'a', "+wait, "the row was changed since the conflict")
	refused(t, b, "CALL bucardo.choose_and_wait(6, 'a', "+wait, "SELECT bucardo.choose(6, 'a', force => true)")
	b.Exec("control", "CALL bucardo.choose_and_wait(6, 'a', force => true, "+wait)
	b.Settle("s")
	b.Same("item", "a", "b", "c")
	if got := row1(b, "c"); !strings.HasPrefix(got, "5|o'h") {
		t.Errorf("forced: %s", got)
	}
	b.Exec("a", "ALTER TABLE item ADD CHECK (qty <> 7) NOT VALID")
	refused(t, b, "CALL bucardo.choose_and_wait(6, 'b', "+wait, "violates check constraint")
	b.Exec("control", "SELECT bucardo.pause('s')")
	refused(t, b, "SELECT bucardo.choose(6, 'b')", "is paused")
}

// Where a table has another name, the version is written into the one that stands for it, by a key of several columns.
func TestChooseOtherName(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "")
	b.Exec("a", `CREATE TABLE item ("The Id" int, part text, qty int, PRIMARY KEY (part, "The Id")); INSERT INTO item VALUES (1, 'x', 5), (1, 'y', 5)`)
	b.Exec("b", `CREATE SCHEMA shop; CREATE TABLE shop."Things" ("The Id" int, part text, qty int, PRIMARY KEY (part, "The Id")); INSERT INTO shop."Things" VALUES (1, 'x', 7), (1, 'y', 5)`)
	b.Exec("control", `SELECT bucardo.add_customname('public.item', 'shop."Things"', db => 'b')`)
	b.Start()
	b.AddSync("s", "a:source,b:source", "public.item", "latest")
	conflict := decided(b, "", version("a", 1, `{"The Id": 1, "part": "x", "qty": 5}`), version("b", 2, `{"The Id": 1, "part": "x", "qty": 7}`))
	conflict.Key, conflict.Decision = json.RawMessage(`{"The Id": "1", "part": "x"}`), "parked"
	remember(t, b, conflict)
	b.Exec("control", fmt.Sprintf("CALL bucardo.choose_and_wait(%s, 'a', timeout => '%d s')", lastID(b), int(bed.Patience.Seconds())))
	if got := b.Value("b", `SELECT string_agg(t::text, ' ' ORDER BY t) FROM shop."Things" t`); got != "(1,x,5) (1,y,5)" {
		t.Errorf("b has %s", got)
	}
	b.Exec("control", fmt.Sprintf("CALL bucardo.choose_and_wait(%s, 'b', timeout => '%d s')", lastID(b), int(bed.Patience.Seconds())))
	b.Settle("s")
	if got := b.Dump("a", "item") + b.Dump("b", `shop."Things"`); got != "(1,x,7)\n(1,y,5)(1,x,7)\n(1,y,5)" {
		t.Errorf("the tables are %s", got)
	}
}

// What a run has decided is recorded when the kick that asked for it is answered, and can be undone.
func TestConflictOfARun(t *testing.T) {
	t.Parallel()
	b := running(t)
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.Eventually("control", "paused", "SELECT state FROM bucardo.status")
	b.Exec("a", "UPDATE item SET qty = 100, tags = '{x,y}' WHERE id = 1; DELETE FROM item WHERE id = 2")
	b.Exec("b", `UPDATE item SET qty = 200, "a % note" = 'from b' WHERE id = 1; UPDATE item SET qty = 3 WHERE id = 2`)
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.Settle("s")
	b.Same("item", "a", "b", "c")
	if got := b.Value("control", `SELECT string_agg(concat_ws('|', key ->> 'id', kind, decision, winner, rule, run_id IS NOT NULL, jsonb_array_length(versions)), ' ' ORDER BY key ->> 'id') FROM bucardo.conflicts`); got != "1|update/update|winner|b|latest|t|2 2|update/delete|winner|b|latest|t|2" {
		t.Fatalf("recorded is %s", got)
	}
	for _, id := range []string{"1", "2"} {
		conflict := b.Value("control", "SELECT id FROM bucardo.conflicts WHERE key ->> 'id' = $1", id)
		b.Exec("control", fmt.Sprintf("CALL bucardo.undo_conflict_and_wait(%s, timeout => '%d s')", conflict, int(bed.Patience.Seconds())))
	}
	b.Settle("s")
	b.Same("item", "a", "b", "c")
	if got := row1(b, "b"); got != "100|winner|{x,y}|200|2026-01-01 12:00:00" {
		t.Errorf("row 1 is %s", got)
	}
	if got := b.Value("c", "SELECT count(*) FROM item WHERE id = 2"); got != "0" {
		t.Errorf("there are %s rows 2", got)
	}
}

// TestColumnsOfAnyName has columns with names that the sidecar's own statements use for whole rows.
func TestColumnsOfAnyName(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE TABLE odd (id int PRIMARY KEY, t text, r text, j text UNIQUE, v text); INSERT INTO odd VALUES (1, 't', 'r', 'j', 'v')")
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,b:source', tables => 'public.odd', conflict_strategy => 'merge')")
	b.Start()
	b.WaitActive("s")
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.Eventually("control", "paused", "SELECT state FROM bucardo.status")
	b.Exec("a", "UPDATE odd SET v = 'a'; INSERT INTO odd VALUES (2, 't', 'r', 'same', 'v')")
	b.Exec("b", "UPDATE odd SET v = 'b'; INSERT INTO odd VALUES (3, 't', 'r', 'same', 'v')")
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.Settle("s")
	b.Eventually("control", "true", `SELECT versions #> '{0,row}' = '{"id": 1, "j": "j", "r": "r", "t": "t", "v": "a"}' FROM bucardo.conflicts WHERE kind = 'update/update'`)
	b.Eventually("control", "0", "SELECT count(*) FROM bucardo.conflicts, jsonb_array_elements(versions) v WHERE kind = 'unique' AND v #>> '{row,j}' IS DISTINCT FROM 'same'")
	b.Exec("control", "CALL bucardo.undo_conflict_and_wait("+b.Value("control", "SELECT id FROM bucardo.conflicts WHERE kind = 'update/update'")+", timeout => '180s')")
	b.Settle("s")
	for _, db := range []string{"a", "b"} {
		if got := b.Value(db, "SELECT odd FROM odd WHERE id = 1"); got != "(1,t,r,j,a)" {
			t.Errorf("on %s: %s", db, got)
		}
	}
}
