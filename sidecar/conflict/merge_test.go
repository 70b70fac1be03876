package conflict

import (
	"slices"
	"strconv"
	"testing"
	"time"
)

func text(s string) *string { return &s }

// side is a version of a row with one number, as a database at a position has it.
func side(origin int, value string, deltas ...Delta) Version {
	v := Version{Change: Change{Origin: origin, DB: string(rune('a' + origin))}, Present: true, Values: []*string{text(value)}, Deltas: deltas}
	for _, d := range deltas {
		v.Owed |= d.Owed
		if d.At.After(v.At) {
			v.At = d.At
		}
	}
	return v
}

func moment(n int) time.Time { return time.Unix(int64(n), 0) }

func update(at int, owed uint64, before, after string) Delta {
	return Delta{Op: 'U', At: moment(at), Owed: owed, Changed: []bool{true}, Kept: map[int]Step{0: {text(before), text(after)}}}
}

func insertion(at int, owed uint64, after string) Delta {
	return Delta{Op: 'I', At: moment(at), Owed: owed, Kept: map[int]Step{0: {nil, text(after)}}}
}

func deletion(owed uint64) Delta {
	return Delta{Op: 'D', At: moment(1), Owed: owed, Kept: map[int]Step{0: {text("10"), nil}}}
}

// total adds the steps of a choice to the value it begins with.
func total(t *testing.T, versions []Version, c Choice) int {
	t.Helper()
	number := func(s *string) int {
		if s == nil {
			return 0
		}
		n, err := strconv.Atoi(*s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	sum := number(versions[c.From].Values[0])
	for _, step := range c.Steps {
		sum += number(step.New) - number(step.Old)
	}
	return sum
}

func TestCountersAreExactWhoeverIsAskedFirst(t *testing.T) {
	t.Parallel()
	const a, b, c = 1, 2, 4 // bits of the positions
	for name, test := range map[string]struct {
		versions []Version
		want     int
	}{
		"both add": {[]Version{
			side(0, "12", update(1, b|c, "10", "12")), side(1, "13", update(2, a|c, "10", "13")),
		}, 15},
		"several changes of one side": {[]Version{
			side(0, "14", update(1, b|c, "10", "12"), update(3, b|c, "12", "14")), side(1, "9", update(2, a|c, "10", "9")),
		}, 13},
		"one has seen a part of the other": {[]Version{
			side(0, "14", update(1, c, "10", "12"), update(3, b|c, "12", "14")), side(1, "15", update(2, a|c, "12", "15")),
		}, 17},
		"three sides": {[]Version{
			side(0, "11", update(1, b|c, "10", "11")), side(1, "20", update(2, a|c, "10", "20")), side(2, "5", update(3, a|b, "10", "5")),
		}, 16},
		"both insert": {[]Version{
			side(0, "5", insertion(1, b|c, "5")), side(1, "8", insertion(2, a|c, "7"), update(3, a|c, "7", "8")),
		}, 13},
		"the third has inserted too, the first two are merged already": {[]Version{
			side(0, "12", insertion(1, c, "5")), side(1, "12", insertion(2, c, "7")), side(2, "4", insertion(3, a|b, "4")),
		}, 16},
		"an insert that came to the other on another way": {[]Version{
			side(0, "6", insertion(1, b, "5"), update(2, b, "5", "6")), side(1, "9", update(3, a, "5", "9")),
		}, 10},
		"deleted and inserted anew on one side": {[]Version{
			side(0, "3", deletion(b), insertion(2, b, "3")), side(1, "12", update(3, a, "10", "12")),
		}, 5},
		"deleted and inserted anew on both": {[]Version{
			side(0, "3", deletion(b), insertion(2, b, "3")), side(1, "4", deletion(a), insertion(3, a, "4")),
		}, 7},
		"a deletion that was overruled before": {[]Version{
			side(0, "12", deletion(c)), side(1, "12", update(2, c, "10", "12")), side(2, "13", update(3, a|b, "10", "13")),
		}, 15},
		"changed after a deletion that was overruled": {[]Version{
			side(0, "14", deletion(c), update(4, b|c, "12", "14")), side(1, "12", update(2, c, "10", "12")), side(2, "13", update(3, a|b, "10", "13")),
		}, 17},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for first := range test.versions {
				versions := slices.Clone(test.versions)
				versions[0], versions[first] = versions[first], versions[0]
				for to := range versions {
					c := Choice{From: to, Steps: stepsToward(versions, to, 0)}
					if got := total(t, versions, c); got != test.want {
						t.Errorf("from the side of %s it is %d, want %d", versions[to].DB, got, test.want)
					}
				}
			}
		})
	}
}

func TestMergeTakesEachColumnFromWhoChangedIt(t *testing.T) {
	t.Parallel()
	changed := func(columns ...bool) []bool { return columns }
	a := Version{
		Change: Change{Origin: 0, DB: "a", At: moment(2), Owed: 2}, Present: true, Values: []*string{text("a1"), text("a2"), text("a3"), nil},
		Deltas: []Delta{{Op: 'U', At: moment(1), Owed: 2, Changed: changed(true, false, false, false)}, {Op: 'U', At: moment(2), Owed: 2, Changed: changed(false, false, true, true)}},
	}
	b := Version{
		Change: Change{Origin: 1, DB: "b", At: moment(3), Owed: 1}, Present: true, Values: []*string{text("b1"), text("b2"), text("b3"), text("b4")},
		Deltas: []Delta{{Op: 'U', At: moment(1), Owed: 1, Changed: changed(false, true, false, true)}, {Op: 'U', At: moment(3), Owed: 1, Changed: changed(false, false, true, false)}},
	}
	for _, versions := range [][]Version{{a, b}, {b, a}} {
		merged := Merge([]Policy{{}, {}, {}, {Name: PolicyCoalesce}}, versions, 0)
		var got string
		for i, choice := range merged.Choices {
			got += *versions[choice.From].Values[i] + " "
		}
		if want := "a1 b2 b3 b4 "; got != want {
			t.Errorf("merged to %q, want %q", got, want)
		}
		if !slices.Equal(merged.Columns, []int{2, 3}) || !merged.Conflict {
			t.Errorf("columns %v were changed on both sides, want 2 and 3", merged.Columns)
		}
	}
}

func TestMergeJSON(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ mine, before, after, want *string }{
		"other keys":            {text(`{"a":1,"b":2}`), text(`{"a":1}`), text(`{"a":1,"c":3}`), text(`{"a":1,"b":2,"c":3}`)},
		"nested":                {text(`{"a":{"x":2,"y":1}}`), text(`{"a":{"x":1,"y":1}}`), text(`{"a":{"x":1,"y":2}}`), text(`{"a":{"x":2,"y":2}}`)},
		"the same key, mine":    {text(`{"a":2}`), text(`{"a":1}`), text(`{"a":3}`), text(`{"a":2}`)},
		"a key that goes":       {text(`{"a":1,"b":2}`), text(`{"a":1,"b":1}`), text(`{"b":1}`), text(`{"b":2}`)},
		"it was changed here":   {text(`{"a":2}`), text(`{"a":1}`), text(`{}`), text(`{"a":2}`)},
		"from NULL":             {nil, nil, text(`{"a":1}`), text(`{"a":1}`)},
		"to NULL":               {text(`{"a":1}`), text(`{"a":1}`), nil, nil},
		"JSON's null stays":     {text(`{"a":1}`), text(`{"a":1}`), text(`{"a":1,"b":null}`), text(`{"a":1,"b":null}`)},
		"all digits, no escape": {text(`{"a":1}`), text(`{"a":1}`), text(`{"a":12345678901234567890.10,"b":"<&>"}`), text(`{"a":12345678901234567890.10,"b":"<&>"}`)},
		"no object":             {text(`[1]`), text(`[]`), text(`[2]`), text(`[1]`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := MergeJSON(test.mine, []Step{{test.before, test.after}})
			if err != nil {
				t.Fatal(err)
			}
			if (got == nil) != (test.want == nil) || got != nil && *got != *test.want {
				t.Errorf("merged to %v, want %v", got, test.want)
			}
		})
	}
}
