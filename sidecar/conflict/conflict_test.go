package conflict_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/conflict"
)

// change is a change at second at of the database at a position: 0 is "a", 1 is "b" and so on. waiting are the positions
// that do not have it yet.
func change(origin, at int, waiting ...int) conflict.Change {
	c := conflict.Change{Origin: origin, DB: string(rune('a' + origin)), At: time.Unix(int64(at), 0)}
	for _, w := range waiting {
		c.Owed |= 1 << w
	}
	return c
}

func TestDecide(t *testing.T) {
	t.Parallel()
	const a, b, c, d = 0, 1, 2, 3
	type want struct {
		winner   int
		conflict bool
	}
	cases := []struct {
		name        string
		changes     []conflict.Change
		latest      want
		sourceOrder want // the order is c, a
	}{
		{"one change", []conflict.Change{change(b, 5, a, c)}, want{b, false}, want{b, false}},
		{"two at once", []conflict.Change{change(a, 5, b, c), change(b, 6, a, c)}, want{b, true}, want{a, true}},
		{"three at once", []conflict.Change{change(a, 7, b, c), change(b, 6, a, c), change(c, 5, a, b)}, want{a, true}, want{c, true}},
		{"the same time", []conflict.Change{change(b, 5, a), change(a, 5, b)}, want{a, true}, want{a, true}},
		{"not named in the order", []conflict.Change{change(b, 5, d), change(d, 6, b)}, want{d, true}, want{d, true}},
		{"named goes before not named", []conflict.Change{change(b, 9, a), change(a, 5, b)}, want{b, true}, want{a, true}},
		// c was away; b wrote on top of what it had got from a.
		{"written on top", []conflict.Change{change(a, 5, c), change(b, 6, a, c)}, want{b, false}, want{b, false}},
		{"written on top by a slow clock", []conflict.Change{change(a, 5, c), change(b, 4, a, c)}, want{b, false}, want{b, false}},
		// c was away; a and b have each other's changes, so they hold the same row.
		{"both are known to the other", []conflict.Change{change(a, 5, c), change(b, 6, c)}, want{b, false}, want{a, false}},
		// c was away and has a change of its own, which conflicts with what the others agree on.
		{"back with a later change", []conflict.Change{change(a, 5, c), change(b, 6, c), change(c, 7, a, b)}, want{c, true}, want{c, true}},
		{"back with an earlier change", []conflict.Change{change(a, 5, c), change(b, 6, c), change(c, 4, a, b)}, want{b, true}, want{c, true}},
		{"back with a change amid", []conflict.Change{change(a, 5, c), change(b, 8, a, c), change(c, 7, a, b)}, want{b, true}, want{c, true}},
		{"superseded and away", []conflict.Change{change(a, 9, c), change(b, 6, a, c), change(c, 7, a, b)}, want{c, true}, want{c, true}},
		// A circle, from runs that were committed by halves: nobody may vanish in silence.
		{"circle", []conflict.Change{change(a, 1, b), change(b, 2, c), change(c, 3, a)}, want{c, true}, want{c, true}},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			check := func(name string, strategy conflict.Strategy, want want) {
				got := conflict.Decide(strategy, test.changes)
				if got.Winner != want.winner || got.Conflict != want.conflict {
					t.Errorf("%s: winner %d, conflict %t; want %d, %t", name, got.Winner, got.Conflict, want.winner, want.conflict)
				}
			}
			check("latest", conflict.Latest(), test.latest)
			check("source order", conflict.SourceOrder([]string{"c", "a"}), test.sourceOrder)
		})
	}
}

func TestFunc(t *testing.T) {
	t.Parallel()
	last := conflict.Func(func(changes []conflict.Change) int { return len(changes) - 1 })
	if got := conflict.Decide(last, []conflict.Change{change(0, 2, 1), change(1, 1, 0)}); got.Winner != 1 {
		t.Errorf("winner %d, want 1", got.Winner)
	}
}

func changes(t *rapid.T) []conflict.Change {
	const dbs = 6
	origins := rapid.SliceOfNDistinct(rapid.IntRange(0, dbs-1), 1, dbs, rapid.ID).Draw(t, "origins")
	key := rapid.StringN(1, 4, -1).Draw(t, "key")
	drawn := make([]conflict.Change, len(origins))
	for i, origin := range origins {
		drawn[i] = change(origin, rapid.IntRange(0, 3).Draw(t, "at"))
		drawn[i].Owed = rapid.Uint64Range(0, 1<<dbs-1).Draw(t, "owed") &^ (1 << origin)
		drawn[i].Key = key
		if drawn[i].Gone = rapid.Bool().Draw(t, "gone"); !drawn[i].Gone {
			drawn[i].Image = rapid.SampledFrom([]string{"x", "y"}).Draw(t, "image")
		}
	}
	return drawn
}

func strategies(t *rapid.T) map[string]conflict.Strategy {
	names := rapid.Permutation([]string{"a", "b", "c", "d", "e", "f"}).Draw(t, "order")
	order := names[:rapid.IntRange(0, 6).Draw(t, "named")]
	newest := map[int]time.Time{}
	for i := range names {
		newest[i] = time.Unix(int64(rapid.IntRange(3, 6).Draw(t, "newest")), 0)
	}
	all := map[string]conflict.Strategy{}
	for _, name := range []catalog.Strategy{
		catalog.Latest, catalog.LatestAllTables, catalog.SourceOrder, catalog.FirstSource, catalog.OtherSource,
		catalog.First, catalog.Skip, catalog.AbortSync, catalog.Random, catalog.Merge,
	} {
		for _, policy := range []string{"strategy", "update", "delete"} {
			all[fmt.Sprintf("%s, update_delete %s", name, policy)] = conflict.UpdateDelete(policy, conflict.Of(name, order, names[0], newest))
		}
	}
	return all
}

// Every node has to decide the same, in whatever order it read the databases.
func TestDecideDoesNotDependOnTheOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first := changes(t)
		second := rapid.Permutation(first).Draw(t, "permutation")
		for name, strategy := range strategies(t) {
			if a, b := conflict.Decide(strategy, first), conflict.Decide(strategy, second); a != b {
				t.Fatalf("%s: %+v and %+v", name, a, b)
			}
		}
	})
}

// The winner is one of the changes, and no other is written on top of it without being superseded in turn.
func TestWinnerIsNotSuperseded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := changes(t)
		knows := func(db conflict.Change, other conflict.Change) bool { return other.Owed&(1<<db.Origin) == 0 }
		onTop := func(x, y conflict.Change) bool { return x != y && knows(x, y) && !knows(y, x) }
		for name, strategy := range strategies(t) {
			decision := conflict.Decide(strategy, all)
			if decision.Outcome != conflict.Win {
				continue
			}
			i := slices.IndexFunc(all, func(c conflict.Change) bool { return c.Origin == decision.Winner })
			if i < 0 {
				t.Fatalf("%s: the winner %d is none of %v", name, decision.Winner, all)
			}
			for _, c := range all {
				top := !slices.ContainsFunc(all, func(other conflict.Change) bool { return onTop(other, c) })
				if top && onTop(c, all[i]) {
					t.Fatalf("%s: %s won, %s was written on top of it: %s", name, all[i].DB, c.DB, fmt.Sprint(all))
				}
			}
		}
	})
}
