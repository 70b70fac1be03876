package conflictlog_test

import (
	"testing"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/status"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// Each strategy decides the recorded conflicts as it would have decided them.
func TestWhatIf(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, "")
	b.Exec("control", "SELECT bucardo.add_sync('s', 'b:source,a:source,c:source', 'public.item')")
	const row = `{"id": 1}`
	old := decided(b, "c", version("a", 3, row), version("b", 2, row), version("c", 1, row))
	old.At = old.At.Add(-time.Hour)
	tie := decided(b, "a", version("c", 2, row), version("b", 2, row), version("a", 2, ""))
	two := decided(b, "", version("c", 5, row), version("a", 4, row))
	unique := decided(b, "a", version("a", 1, row), version("b", 2, row))
	unique.Kind = "unique"
	remember(t, b, old, tie, two, decided(b, "a"), unique)
	for _, test := range []struct{ arguments, want string }{
		{"'s', 'latest'", "1:c>a* 2:a>a 3:->c*"},
		{"'s', ' Latest '", "1:c>a* 2:a>a 3:->c*"},
		{"'s', 'first'", "1:c>c 2:a>a 3:->a*"},
		{"'s', 'source'", "1:c>b* 2:a>b* 3:->c*"},
		{"'s', 'target'", "1:c>a* 2:a>a 3:->c*"},
		{"'s', 'source order'", "1:c>b* 2:a>b* 3:->a*"},
		{"'s', 'c, a, b'", "1:c>c 2:a>c* 3:->c*"},
		{"'s', 'c'", "1:c>c 2:a>c* 3:->c*"},
		{"'s', 'skip'", "1:c>-* 2:a>-* 3:->-"},
		{"'s', 'latest', (SELECT max(at) FROM bucardo.conflicts)", "2:a>a 3:->c*"},
	} {
		got := b.Value("control", `SELECT string_agg(format('%s:%s>%s%s', id, coalesce(won, '-'), coalesce(would_have_won, '-'), CASE WHEN differs THEN '*' END), ' ' ORDER BY id)
			FROM bucardo.what_if(`+test.arguments+")")
		if got != test.want {
			t.Errorf("what_if(%s) is %s, want %s", test.arguments, got, test.want)
		}
	}
	for _, test := range []struct{ arguments, want string }{
		{"'s', 'random'", "It draws lots"},
		{"'s', 'merge'", "no single winner"},
		{"'s', 'abort'", "would have stopped"},
		{"'s', 'latest_all_tables'", "only those in conflict are recorded"},
		{"'s', 'lastest'", `Did you mean "latest"?`},
		{"'t', 'latest'", `Did you mean "s"?`},
	} {
		refused(t, b, "SELECT * FROM bucardo.what_if("+test.arguments+")", test.want)
	}
}

// Purging takes conflicts of that age and no others, of one sync or of all.
func TestPurgeConflicts(t *testing.T) {
	t.Parallel()
	b := declared(t)
	b.Exec("control", "SELECT bucardo.add_sync('t', 'a:source,b:source', 'public.other')")
	put := func(age time.Duration) {
		mine, other := decided(b, "a"), decided(b, "b")
		mine.At = time.Now().Add(-age)
		other.At, other.SyncID = mine.At, mine.SyncID+1
		remember(t, b, []status.Conflict{mine, other}...)
	}
	for _, days := range []int{4, 3, 0} { // each in a part of its own
		put(time.Duration(days)*24*time.Hour + time.Minute)
		b.Exec("control", "UPDATE bucardo.conflict_part SET since = since - interval '1 day'")
	}
	put(2 * 24 * time.Hour) // late
	for _, test := range []struct{ arguments, removed, left string }{
		{"'3 days', 's'", "2", "s 2, t 4"},
		{"'4 days'", "1", "s 2, t 3"},
		{"'1 day'", "3", "s 1, t 1"},
		{"'0'", "2", ""},
	} {
		if got := b.Value("control", "SELECT removed FROM bucardo.purge("+test.arguments+") WHERE kind = 'conflicts'"); got != test.removed {
			t.Errorf("purge(%s) removed %s, want %s", test.arguments, got, test.removed)
		}
		got := b.Value("control", "SELECT string_agg(sync || ' ' || number, ', ' ORDER BY sync) FROM (SELECT sync, count(*) AS number FROM bucardo.conflicts GROUP BY 1) c")
		if got != test.left {
			t.Errorf("after purge(%s) there are %s, want %s", test.arguments, got, test.left)
		}
	}
	if got := b.Value("control", parts); got != "4" {
		t.Errorf("the parts are %s", got)
	}
	put(0)
}
