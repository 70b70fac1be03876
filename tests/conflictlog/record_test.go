package conflictlog_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/status"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// declared is a bed whose sync s no sidecar runs.
func declared(t *testing.T) *bed.Bed {
	t.Helper()
	b := bed.New(t, []string{"a", "b"}, "")
	b.Exec("control", "SELECT bucardo.add_sync('s', 'a:source,b:source', 'public.item')")
	return b
}

// What was recorded stands in the views, with the row of the run's history.
func TestConflictsAreRecorded(t *testing.T) {
	t.Parallel()
	b := declared(t)
	full := decided(b, "b", version("a", 1, `{"id": 1, "qty": 5, "note": "ü\"'\\"}`), version("b", 2, `{"id": 1, "qty": 7, "note": null}`))
	full.Versions[0].Changed = []string{"qty", "note"}
	keys := decided(b, "a")
	keys.Columns, keys.Key = nil, json.RawMessage(`{"id": 2, "Übung": "x"}`)
	gone := decided(b, "a", version("a", 3, ""), version("b", 2, `{"id": 1}`))
	gone.Kind, gone.Columns, gone.Run = "update/delete", []string{"qty", "note"}, at(5000)
	r := record(t, b)
	r.Run(status.Run{SyncID: full.SyncID, Started: at(98), Finished: at(101), Runs: 1, Conflicts: 2})
	r.Conflicts([]status.Conflict{full, keys})
	r.Conflicts([]status.Conflict{gone})
	r.finish(t)
	for _, test := range []struct{ query, want string }{
		{"SELECT string_agg(concat_ws('|', sync, schema_name, table_name, key, kind, columns, decision, winner, rule, conflicts), E'\\n' ORDER BY id) FROM bucardo.conflicts", strings.Join([]string{
			`s|public|item|{"id": 1}|update/update|{qty}|winner|b|latest|1`,
			`s|public|item|{"id": 2, "Übung": "x"}|update/update|winner|a|latest|1`,
			`s|public|item|{"id": 1}|update/delete|{qty,note}|winner|a|latest|1`,
		}, "\n")},
		{"SELECT string_agg(coalesce(outcome::text, '-'), ' ' ORDER BY id) FROM bucardo.conflicts", `{"id": 1, "qty": 7, "note": null} - -`},
		{"SELECT versions #>> '{0,row,note}' || (versions #>> '{0,changed}') || (versions #>> '{1,db}') || (versions -> 1 ? 'changed') FROM bucardo.conflicts ORDER BY id LIMIT 1", `ü"'\["qty", "note"]bfalse`},
		{"SELECT string_agg(concat_ws('|', versions IS NULL, run_id IS NOT NULL, run_started_at IS NOT NULL), ' ' ORDER BY id) FROM bucardo.conflicts", "f|t|t t|t|t f|f|t"},
		{"SELECT bool_and(c.run_id = r.id) FROM bucardo.conflicts c JOIN bucardo.runs r ON r.id = c.run_id", "true"},
		{"SELECT (versions #>> '{0,at}')::timestamptz = $$" + full.Versions[0].At.Format(time.RFC3339Nano) + "$$ FROM bucardo.conflicts ORDER BY id LIMIT 1", "true"},
		{"SELECT string_agg(concat_ws('|', table_name, column_name, kind, decision, winner, rule, conflicts, chosen), E'\\n' ORDER BY column_name, kind) FROM bucardo.conflict_summary", strings.Join([]string{
			`item|note|update/delete|winner|a|latest|1|0`,
			`item|qty|update/delete|winner|a|latest|1|0`,
			`item|qty|update/update|winner|b|latest|1|0`,
			`item|update/update|winner|a|latest|1|0`,
		}, "\n")},
	} {
		if got := b.Value("control", test.query); got != test.want {
			t.Errorf("%s:\n%s\nwant:\n%s", test.query, got, test.want)
		}
	}
	b.Exec("control", "SELECT bucardo.remove_sync('s')")
	if got := b.Value("control", "SELECT (SELECT count(*) FROM bucardo.conflicts) + (SELECT count(*) FROM bucardo.conflict_summary)"); got != "0" {
		t.Errorf("%s conflicts are left of a sync that was removed", got)
	}
}

// many are as many conflicts with two versions of a row of about that many bytes.
func many(b *bed.Bed, number, bytes int) []status.Conflict {
	conflicts := make([]status.Conflict, number)
	padding := strings.Repeat("x", bytes)
	row := json.RawMessage(fmt.Sprintf(`{"id": 1, "qty": 5, "note": %q}`, padding))
	id := syncID(b)
	for i := range conflicts {
		conflicts[i] = status.Conflict{
			SyncID: id, Schema: "public", Table: "item", Key: json.RawMessage(fmt.Sprintf(`{"id": %d}`, i)), Kind: "update/update", Columns: []string{"qty"},
			Versions: []status.ConflictVersion{{DB: "a", At: at(1), Op: "update", Row: row}, {DB: "b", At: at(2), Op: "update", Row: row}},
			Decision: "winner", Winner: "b", Outcome: row, Rule: "latest", At: at(100), Run: at(99),
		}
	}
	return conflicts
}

// Many conflicts at once are all written, in time, and what a run does after them stands in the status after them.
func TestManyConflicts(t *testing.T) {
	t.Parallel()
	b := declared(t)
	conflicts := many(b, 50_000, 100)
	b.Exec("control", "SELECT bucardo.kick('s')")
	r := record(t, b)
	started := time.Now()
	r.Conflicts(conflicts)
	r.CommandDone(1, nil)
	b.Eventually("control", "true", "SELECT done_at IS NOT NULL FROM bucardo.command")
	if got := b.Value("control", "SELECT count(*) || ' ' || count(versions) || ' ' || count(DISTINCT key) || ' ' || sum(conflicts) FROM bucardo.conflicts"); got != "50000 50000 50000 50000" {
		t.Errorf("there are %s", got)
	}
	t.Logf("%.0f conflicts a second", 50_000/time.Since(started).Seconds())
	r.finish(t)
	if got := r.log.Lines(""); len(got) != 0 {
		t.Errorf("said: %q", got)
	}
}

// What comes while nothing can be written is bounded: first the versions are left out, then the oldest are counted only.
func TestTooManyConflicts(t *testing.T) {
	t.Parallel()
	b := declared(t)
	var open atomic.Bool
	r := recordOver(t, func(ctx context.Context) (*pgx.Conn, error) {
		if !open.Load() {
			return nil, errors.New("closed for now")
		}
		return pgx.Connect(ctx, b.Control)
	})
	for range 3 {
		r.Conflicts(many(b, 40_000, 250))
	}
	open.Store(true)
	r.finish(t)
	if got := b.Value("control", "SELECT count(*) || ' ' || sum(conflicts) || ' ' || sum(conflicts) FILTER (WHERE kind = 'not recorded') FROM bucardo.conflicts"); got != "100001 120000 20000" {
		t.Errorf("there are %s", got)
	}
	// 64 MB hold some 60 000 of these, of which the oldest 20 000 are not there any more.
	if got := b.Value("control", "SELECT count(versions) BETWEEN 30000 AND 60000 AND count(versions) = count(outcome) FROM bucardo.conflicts"); got != "true" {
		t.Errorf("%s have versions", b.Value("control", "SELECT count(versions) FROM bucardo.conflicts"))
	}
	if got := r.log.Lines("Conflicts come faster than they can be written"); len(got) != 1 {
		t.Errorf("said %d times: %q", len(got), r.log.Lines(""))
	}
	if got := b.Value("control", "SELECT conflicts FROM bucardo.conflict_summary WHERE kind = 'not recorded'"); got != "20000" {
		t.Errorf("the summary has %s", got)
	}
}

// Conflicts that the server cannot take do not keep the status from being written.
func TestConflictThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	b := declared(t)
	broken := decided(b, "a", version("a", 1, `{"id": 1}`))
	broken.Key = json.RawMessage(`{"id": "\u0000"}`)
	noJSON := decided(b, "a", version("a", 1, `{"id"`))
	noJSON.Outcome = nil
	b.Exec("control", "SELECT bucardo.kick('s')")
	r := record(t, b)
	r.Conflicts([]status.Conflict{broken})
	r.CommandDone(1, nil)
	b.Eventually("control", "true", "SELECT done_at IS NOT NULL FROM bucardo.command")
	r.Conflicts([]status.Conflict{noJSON})
	r.finish(t)
	if got := b.Value("control", "SELECT string_agg(kind || ' ' || conflicts || ' ' || coalesce(versions::text, '-'), ', ' ORDER BY id) FROM bucardo.conflicts"); got != "not recorded 1 -, update/update 1 -" {
		t.Errorf("there are %s", got)
	}
}
