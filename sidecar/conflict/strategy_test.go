package conflict_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/conflict"
)

// atOnce draws changes of one key none of which is known to another database.
func atOnce(t *rapid.T) []conflict.Change {
	all := changes(t)
	for i := range all {
		all[i].Owed = 1<<6 - 1 - 1<<all[i].Origin
	}
	return all
}

// model says who wins by sorting the changes by what the strategy goes by: a text for each, the first in order wins.
func model(name catalog.Strategy, order []string, first string, newest map[int]time.Time, all []conflict.Change) string {
	up := func(at time.Time) string { return fmt.Sprintf("%012d", at.Unix()) }
	down := func(at time.Time) string { return fmt.Sprintf("%012d", 1_000_000-at.Unix()) }
	rank := map[catalog.Strategy]func(c conflict.Change) string{
		catalog.Latest:          func(c conflict.Change) string { return down(c.At) },
		catalog.First:           func(c conflict.Change) string { return up(c.At) },
		catalog.LatestAllTables: func(c conflict.Change) string { return down(newest[c.Origin]) },
		catalog.SourceOrder: func(c conflict.Change) string {
			if place := strings.Index(strings.Join(order, ""), c.DB); place >= 0 { // names are of one letter
				return fmt.Sprint(place)
			}
			return "9" + down(c.At)
		},
		catalog.FirstSource: func(c conflict.Change) string { return fmt.Sprint(c.DB != first) + down(c.At) },
		catalog.OtherSource: func(c conflict.Change) string { return fmt.Sprint(c.DB == first) + down(c.At) },
	}[name]
	return slices.MinFunc(all, func(a, b conflict.Change) int { return cmp.Compare(rank(a)+a.DB, rank(b)+b.DB) }).DB
}

func TestStrategiesAgreeWithTheirModels(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := atOnce(t)
		order := rapid.Permutation([]string{"a", "b", "c", "d", "e", "f"}).Draw(t, "order")[:rapid.IntRange(0, 6).Draw(t, "named")]
		first := rapid.SampledFrom([]string{"a", "c", "f"}).Draw(t, "first")
		newest := map[int]time.Time{}
		for _, c := range all {
			newest[c.Origin] = c.At.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "later")) * time.Second)
		}
		for _, name := range []catalog.Strategy{catalog.Latest, catalog.LatestAllTables, catalog.SourceOrder, catalog.FirstSource, catalog.OtherSource, catalog.First} {
			for _, policy := range []string{"strategy", "update", "delete"} {
				candidates := slices.DeleteFunc(slices.Clone(all), func(c conflict.Change) bool {
					return policy == "update" && c.Gone || policy == "delete" && !c.Gone
				})
				if len(candidates) == 0 {
					candidates = all
				}
				got := conflict.Decide(conflict.UpdateDelete(policy, conflict.Of(name, order, first, newest)), all)
				want := model(name, order, first, newest, candidates)
				if got.Outcome != conflict.Win || string(rune('a'+got.Winner)) != want {
					t.Fatalf("%s, update_delete %s: %+v, want %s to win", name, policy, got, want)
				}
			}
		}
	})
}

// With skip and abort nobody wins, unless the rows are the same or the policy for updates and deletes leaves but one choice.
func TestNobodyWins(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := atOnce(t)
		versions := map[string]map[string]bool{"strategy": {}, "update": {}, "delete": {}}
		present := slices.ContainsFunc(all, func(c conflict.Change) bool { return !c.Gone })
		gone := slices.ContainsFunc(all, func(c conflict.Change) bool { return c.Gone })
		for _, c := range all {
			versions["strategy"][c.Image] = true
			if !c.Gone || !present {
				versions["update"][c.Image] = true
			}
			if c.Gone || !gone {
				versions["delete"][c.Image] = true
			}
		}
		for name, refused := range map[catalog.Strategy]conflict.Outcome{catalog.Skip: conflict.Skipped, catalog.AbortSync: conflict.Aborted} {
			for policy, versions := range versions {
				want := refused
				if len(versions) == 1 {
					want = conflict.Win
				}
				got := conflict.Decide(conflict.UpdateDelete(policy, conflict.Of(name, nil, "a", nil)), all)
				if got.Outcome != want || got.Conflict != (len(all) > 1) || (got.Winner < 0) != (want != conflict.Win) {
					t.Fatalf("%s, update_delete %s: %+v, want outcome %d", name, policy, got, want)
				}
				if want == conflict.Win && !versions[all[slices.IndexFunc(all, func(c conflict.Change) bool { return c.Origin == got.Winner })].Image] {
					t.Fatalf("%s, update_delete %s: %d won", name, policy, got.Winner)
				}
			}
		}
	})
}

// Who was skipped stays skipped: when a database comes back that was away, the others know each other's change, and still
// hold rows of their own.
func TestSkippedBefore(t *testing.T) {
	t.Parallel()
	const c = 2
	one, other := change(0, 5, c), change(1, 6, c)
	for images, want := range map[[2]string]conflict.Outcome{{"x", "y"}: conflict.Skipped, {"x", "x"}: conflict.Win, {"", ""}: conflict.Win} {
		one.Image, other.Image = images[0], images[1]
		got := conflict.Decide(conflict.Of(catalog.Skip, nil, "a", nil), []conflict.Change{one, other})
		if got.Outcome != want || got.Conflict {
			t.Errorf("images %q: %+v, want outcome %d and no conflict", images, got, want)
		}
	}
	// What is written on top of another change is no conflict.
	one.Owed = 1<<1 | 1<<c
	one.Image, other.Image = "x", "y"
	if got := conflict.Decide(conflict.Of(catalog.AbortSync, nil, "a", nil), []conflict.Change{one, other}); got != (conflict.Decision{Winner: 0}) {
		t.Errorf("written on top: %+v", got)
	}
}

// The order in which changes meet does not matter: the winner of some of them meets the others, and the end is the same.
func TestWinnersMeet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.Permutation(atOnce(t)).Draw(t, "order of meeting")
		for name, strategy := range strategies(t) {
			whole := strategy.Pick(all)
			if whole < 0 {
				continue
			}
			best := all[0]
			for _, c := range all[1:] {
				pair := []conflict.Change{best, c}
				if pick := strategy.Pick(pair); pick >= 0 {
					best = pair[pick]
				}
			}
			if all[whole] != best && !strings.HasPrefix(name, "skip") && !strings.HasPrefix(name, "abort") {
				t.Fatalf("%s: %s, but one after the other %s", name, all[whole].DB, best.DB)
			}
		}
	})
}

// Every database wins about as often as the others, whatever the times and keys have in common.
func TestRandomIsFair(t *testing.T) {
	t.Parallel()
	const keys = 3000
	for name, at := range map[string]func(key, origin int) int{
		"one time":        func(int, int) int { return 1 },
		"times that grow": func(key, _ int) int { return key },
		"one is newer":    func(_, origin int) int { return origin },
	} {
		won := map[int]int{}
		for key := range keys {
			var all []conflict.Change
			for origin := range 3 {
				c := change(origin, at(key, origin), (origin+1)%3, (origin+2)%3)
				c.Key = fmt.Sprint(key)
				all = append(all, c)
			}
			won[conflict.Decide(conflict.Random(), all).Winner]++
		}
		for origin := range 3 {
			if won[origin] < keys*30/100 || won[origin] > keys*37/100 {
				t.Errorf("%s: database %d won %d of %d", name, origin, won[origin], keys)
			}
		}
	}
}
