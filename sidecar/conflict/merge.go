package conflict

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"
)

// Version is a contested row as one source has it.
type Version struct {
	Change
	Present bool
	Values  []*string       // text of each column, when it is present
	Row     json.RawMessage // the same as JSON, for those who are shown the row; nil when it is gone
	Passes  []bool          // which of the source's filters
	Deltas  []Delta         // the changes that are pending, as they were made
}

// Delta is one change of a row.
type Delta struct {
	Op      byte // I, U or D
	At      time.Time
	Owed    uint64       // has bit i set when it has not reached the database at position i
	Changed []bool       // which columns; nil: all
	Kept    map[int]Step // by column, where old values are kept
}

func (d Delta) changes(column int) bool {
	return d.Changed == nil || column >= len(d.Changed) || d.Changed[column]
}

func (d Delta) owedTo(position int) bool { return d.Owed&(1<<position) != 0 }

// Step is what one change made of a column. Both are nil for NULL and where the row was not there.
type Step struct{ Old, New *string }

// Policy decides a column that was changed on several databases.
type Policy struct {
	Name       string // as in catalog.ColumnPolicy; empty: latest
	Order      []string
	Expression string
}

// The policies, see docs/conflicts.md.
const (
	PolicyLatest     = "latest"
	PolicyMax        = "max"
	PolicyMin        = "min"
	PolicySum        = "sum"
	PolicyUnion      = "union"
	PolicyJSONMerge  = "jsonb_merge"
	PolicyCoalesce   = "coalesce"
	PolicyOrder      = "source order"
	PolicyExpression = "expression"
)

// Adds reports whether the policy adds what each side has changed to what the others have, so that no change may be
// missed and none counted twice.
func (p Policy) Adds() bool {
	return p.Name == PolicySum || p.Name == PolicyUnion || p.Name == PolicyJSONMerge
}

// KeepsOld reports whether the policy needs the values that the column had before each change.
func (p Policy) KeepsOld() bool { return p.Adds() || p.Name == PolicyExpression }

// Merged is the outcome of Merge.
type Merged struct {
	Winner   int // index of the version into which the columns of the others are put
	Conflict bool
	Columns  []int    // those that were changed on several sides in ignorance of each other
	Choices  []Choice // for each column
}

// Choice is where the value of a column comes from.
type Choice struct {
	From int // index of a version: the value is its own, or a computation begins with it
	// Policy says what is computed, PolicyLatest that nothing is.
	Policy Policy
	Steps  []Step    // what an adding policy adds
	Values []*string // what any other policy chooses from, the older change first
	Base   *string   // what the column was before the first of them, where it is known
}

// Merge takes each column of a row from the side that has changed it. present are the versions among which the row is
// still there, at least one; first is the index of the one that decides what nobody has changed. policies has one for each
// column.
//
// What is added up is exact because of the watermarks: the row of a version has in it its own changes and all that has
// reached its database; the changes of the others that have not, which the deltas name, are what is missing in it.
func Merge(policies []Policy, present []Version, first int) Merged {
	merged := Merged{Winner: first, Choices: make([]Choice, len(policies))}
	for column, policy := range policies {
		choice, conflict := choose(policy, column, present, first)
		merged.Choices[column] = choice
		if conflict {
			merged.Columns = append(merged.Columns, column)
		}
	}
	merged.Conflict = len(merged.Columns) > 0
	return merged
}

func choose(policy Policy, column int, present []Version, first int) (Choice, bool) {
	var changes []Change
	for _, v := range present {
		if c, ok := v.changeOf(column); ok {
			changes = append(changes, c)
		}
	}
	index := func(origin int) int {
		return slices.IndexFunc(present, func(v Version) bool { return v.Origin == origin })
	}
	choice := Choice{From: first, Policy: Policy{Name: PolicyLatest}}
	if len(changes) == 0 {
		return choice, false
	}
	strategy := Latest()
	if policy.Name == PolicyOrder {
		strategy = SourceOrder(policy.Order)
	}
	decision := Decide(strategy, changes)
	choice.From = index(decision.Winner)
	if policy.Adds() {
		choice.From = fullest(present, choice.From)
		choice.Steps = stepsToward(present, choice.From, column)
		if len(choice.Steps) > 0 {
			choice.Policy = policy
		}
		return choice, decision.Conflict
	}
	live := unsuperseded(changes)
	same := func(c Change) bool {
		return SameText(present[index(c.Origin)].Values[column], present[choice.From].Values[column])
	}
	if !decision.Conflict || !slices.ContainsFunc(live, func(c Change) bool { return !same(c) }) {
		return choice, false
	}
	slices.SortFunc(live, older)
	switch policy.Name {
	case PolicyCoalesce:
		for _, c := range slices.Backward(live) {
			if v := index(c.Origin); present[v].Values[column] != nil {
				choice.From = v
				break
			}
		}
	case PolicyMax, PolicyMin, PolicyExpression:
		choice.Policy = policy
		for _, c := range live {
			choice.Values = append(choice.Values, present[index(c.Origin)].Values[column])
		}
		choice.Base = present[index(live[0].Origin)].base(column)
	}
	return choice, true
}

// SameText reports whether two values, nil for NULL, are the same text.
func SameText(a, b *string) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// older orders changes so that the one that Latest would pick comes last.
func older(a, b Change) int {
	if c := a.At.Compare(b.At); c != 0 {
		return c
	}
	return cmp.Compare(b.DB, a.DB)
}

// changeOf returns the newest pending change of one column.
func (v Version) changeOf(column int) (Change, bool) {
	change, found := Change{Origin: v.Origin, DB: v.DB, Home: v.Home}, false
	for _, d := range v.Deltas {
		if d.Owed == 0 || !d.changes(column) {
			continue
		}
		if !found || d.At.After(change.At) {
			change.At = d.At
		}
		change.Owed |= d.Owed
		found = true
	}
	return change, found
}

// HasChanged reports whether a pending change is one of a column.
func (v Version) HasChanged(column int) bool {
	_, changed := v.changeOf(column)
	return changed
}

// base is what a column was before the first pending change of it.
func (v Version) base(column int) *string {
	for _, d := range v.Deltas {
		if step, ok := d.Kept[column]; ok && d.Owed != 0 && d.changes(column) {
			return step.Old
		}
	}
	return nil
}

// fullest returns the version of which it takes the fewest guesses to tell what the others have that it lacks: the one to which
// the fewest rows that came or went are news, of several the one given. Where a row was inserted or deleted on both sides, the
// side that has met the other has it settled; towards the other it would look as if one alone had done so.
func fullest(versions []Version, preferred int) int {
	news := func(to int) (n int) {
		for i, v := range versions {
			for _, d := range v.Deltas {
				if i != to && d.Op != 'U' && d.owedTo(versions[to].Origin) {
					n++
				}
			}
		}
		return n
	}
	best := preferred
	for i, v := range versions {
		if fewer := news(i) - news(best); fewer < 0 || fewer == 0 && best != preferred && older(versions[best].Change, v.Change) < 0 {
			best = i
		}
	}
	return best
}

// stepsToward returns what the other versions have changed in a column that the database of one version has not received.
func stepsToward(versions []Version, to, column int) []Step {
	others := slices.Clone(versions)
	others = slices.Delete(others, to, to+1)
	slices.SortFunc(others, func(a, b Version) int { return older(a.Change, b.Change) })
	var steps []Step
	for _, other := range others {
		steps = append(steps, other.stepsToward(versions[to], column)...)
	}
	return steps
}

// stepsToward returns what a version has changed in a column that the database of another has not received. Inserting
// and deleting count too, as changes from nothing and to nothing, as far as they are about the same row:
//
// An INSERT counts when the other side has inserted the row too. Else the row there is this one, come on another way. A
// DELETE that is followed by an INSERT counts, unless the other side has deleted the same row. One that is not, of a row
// that is there, has been overruled: the row was brought back as it was elsewhere, without what came before.
func (v Version) stepsToward(to Version, column int) []Step {
	inserted := to.has('I', v.Origin)
	deletedToo := to.has('D', v.Origin)
	var steps []Step
	deleted := false
	for _, d := range v.Deltas {
		if !d.owedTo(to.Origin) {
			continue
		}
		step, known := d.Kept[column]
		switch {
		case d.Op == 'D':
			if deletedToo {
				steps = nil
			} else if known {
				steps = append(steps, step)
			}
			deleted = true
			continue
		case !known:
			continue
		case d.Op == 'I' && !deleted && !inserted:
			continue
		case d.Op != 'I' && deleted:
			steps = nil
		}
		deleted = false
		if d.changes(column) {
			steps = append(steps, step)
		}
	}
	if deleted {
		return nil
	}
	return steps
}

func (v Version) has(op byte, owedTo int) bool {
	return slices.ContainsFunc(v.Deltas, func(d Delta) bool { return d.Op == op && d.owedTo(owedTo) })
}
