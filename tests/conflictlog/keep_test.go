package conflictlog_test

import (
	"testing"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

const parts = "SELECT string_agg(part::text, ' ' ORDER BY part) FROM bucardo.conflict_part"

// Conflicts that are too old go with their partition, and those of the day stay.
func TestConflictsGoByAge(t *testing.T) {
	t.Parallel()
	b := declared(t)
	for range 3 {
		remember(t, b, decided(b, "a", version("a", 1, `{"id": 1}`)))
		b.Exec("control", "UPDATE bucardo.conflict_part SET since = since - interval '1 day'")
	}
	remember(t, b, decided(b, "a", version("a", 1, `{"id": 1}`)))
	if got := b.Value("control", parts); got != "1 2 3 4" {
		t.Fatalf("there are parts %s", got)
	}
	r := record(t, b)
	r.Keep(status.Keep{For: time.Hour, Rows: 10, Conflicts: 2 * 24 * time.Hour, ConflictBytes: 1 << 30})
	b.Eventually("control", "2 3 4", parts)
	if got := b.Value("control", "SELECT count(*) || ' ' || count(to_regclass('bucardo.conflict_1')) FROM bucardo.conflicts"); got != "3 0" {
		t.Errorf("left are %s", got)
	}
	// Days without conflicts drop the last ones too.
	b.Exec("control", "UPDATE bucardo.conflict_part SET since = since - interval '4 days'")
	r.Keep(status.Keep{For: time.Hour, Rows: 10, Conflicts: 25 * time.Hour, ConflictBytes: 1 << 30})
	b.Eventually("control", "", parts)
}

// However fast conflicts come, they take no more than their space, and the newest of them are kept.
func TestConflictsGoBySize(t *testing.T) {
	t.Parallel()
	b := declared(t)
	const bound = 8 << 20
	r := record(t, b)
	r.Keep(status.Keep{For: time.Hour, Rows: 10, Conflicts: time.Hour, ConflictBytes: bound})
	r.Conflicts(many(b, 40_000, 250))
	last := decided(b, "a")
	last.Rule = "the last"
	r.Conflicts([]status.Conflict{last})
	b.Eventually("control", "1", "SELECT count(*) FROM bucardo.conflicts WHERE rule = 'the last'")
	b.Eventually("control", "true", "SELECT sum(pg_total_relation_size('bucardo.conflict_' || part)) <= $1 FROM bucardo.conflict_part", bound)
	if got := b.Value("control", "SELECT count(*) BETWEEN 2 AND 39999 AND count(DISTINCT part) >= 2 FROM bucardo.conflict"); got != "true" {
		t.Errorf("%s rows are left in parts %s", b.Value("control", "SELECT count(*) FROM bucardo.conflicts"), b.Value("control", parts))
	}
	r.finish(t)
}

// Who reads conflicts for a long time neither loses them nor keeps the status from being written.
func TestConflictsStayWhileTheyAreRead(t *testing.T) {
	t.Parallel()
	b := declared(t)
	remember(t, b, decided(b, "a", version("a", 1, `{"id": 1}`)))
	b.Exec("control", "UPDATE bucardo.conflict_part SET since = since - interval '3 days'; SELECT bucardo.kick('s')")
	reader := b.Connect("control")
	if _, err := reader.Exec(t.Context(), "BEGIN; SELECT * FROM bucardo.conflicts"); err != nil {
		t.Fatal(err)
	}
	r := record(t, b)
	r.Keep(status.Keep{For: time.Hour, Rows: 10, Conflicts: time.Hour, ConflictBytes: 1 << 30})
	r.CommandDone(1, nil)
	b.Eventually("control", "true", "SELECT done_at IS NOT NULL FROM bucardo.command")
	r.Conflicts([]status.Conflict{decided(b, "b")}) // into a new part
	b.Eventually("control", "1 2", parts)
	if _, err := reader.Exec(t.Context(), "COMMIT"); err != nil {
		t.Fatal(err)
	}
	r.Keep(status.Keep{For: time.Hour, Rows: 11, Conflicts: time.Hour, ConflictBytes: 1 << 30})
	b.Eventually("control", "2", parts)
	r.finish(t)
}
