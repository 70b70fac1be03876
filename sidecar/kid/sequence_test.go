package kid

import (
	"math"
	"testing"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

func TestMeet(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, stepA, b, stepB int64
		want               bool
	}{
		{1, 1, 500, 1, true},
		{1, 2, 2, 2, false},
		{1, 2, 101, 2, true},
		{1, 4, 2, 6, false},
		{1, 4, 3, 6, true},
		{-1, -3, -6, -3, false},
		{-1, -3, -7, -3, true},
		{math.MinInt64, 1, math.MaxInt64, 1, true},
		{math.MinInt64, 2, math.MaxInt64, 2, false},
		{0, math.MinInt64, 1, math.MinInt64, false},
	} {
		if got := meet(c.a, c.stepA, c.b, c.stepB); got != c.want {
			t.Errorf("meet(%d, %d, %d, %d) = %v", c.a, c.stepA, c.b, c.stepB, got)
		}
	}
}

func TestStepsTo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		used, increment, target int64
		want                    uint64
	}{
		{10, 1, 10, 0},
		{10, 1, 9, 0},
		{10, 1, 12, 2},
		{10, 5, 14, 0},
		{10, 5, 15, 1},
		{-10, -5, -14, 0},
		{-10, -5, -21, 2},
		{math.MinInt64, 1, math.MaxInt64, math.MaxUint64},
		{math.MaxInt64, -1, math.MinInt64, math.MaxUint64},
	} {
		s := &sequenceAt{Position: node.Position{Used: c.used, Increment: c.increment}}
		if got := s.stepsTo(c.target); got != c.want {
			t.Errorf("from %d by %d to %d: %d steps, want %d", c.used, c.increment, c.target, got, c.want)
		}
	}
}

func TestCheckSpread(t *testing.T) {
	t.Parallel()
	members := []*member{
		{position: 0, role: catalog.Source, db: catalog.DB{Name: "a"}},
		{position: 1, role: catalog.Target, db: catalog.DB{Name: "t"}},
		{position: 2, role: catalog.Source, db: catalog.DB{Name: "b"}},
		{position: 3, role: catalog.Source, db: catalog.DB{Name: "c"}},
	}
	check := func(positions ...node.Position) []status.Finding {
		s := &plannedSequence{schema: "public", name: "X", quoted: `public."X"`, at: map[int]*sequenceAt{}}
		for i, p := range positions {
			s.at[i] = &sequenceAt{Position: p}
		}
		return s.checkSpread("it's", members)
	}
	spread := []node.Position{{Used: 10, Increment: 3}, {Used: 10, Increment: 1}, {Used: 11, Increment: 3}, {Used: 3, Increment: 3}}
	if found := check(spread...); len(found) != 0 {
		t.Errorf("spread sequences: %v", found)
	}
	if found := check(node.Position{Used: 10, Increment: 1}, node.Position{Used: 10, Increment: 1}); len(found) != 0 {
		t.Errorf("one source: %v", found)
	}
	spread[3].Used = 4
	want := status.Finding{
		Severity: "warning", DB: "c", Schema: "public", Table: "X", What: "the sequence may hand out values that a hands out too",
		NextStep: `SELECT bucardo.spread_sequences('it''s', 'public."X"')`,
	}
	if found := check(spread...); len(found) != 1 || found[0] != want {
		t.Errorf("got %v, want %v", found, want)
	}
}
