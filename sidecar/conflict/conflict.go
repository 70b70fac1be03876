// Package conflict decides which database's version of a row wins. It is pure: changes in, decision out, the same on
// every node and in whatever order the databases were read.
package conflict

import (
	"slices"
	"time"
)

// Change is the newest pending change of one key at one database.
type Change struct {
	// Origin is the position of the database in the sync.
	Origin int
	// DB is the name of the database.
	DB string
	// At is when the change was made, by the clock of that database.
	At time.Time
	// Home is the id of the database where the change was made first, 0 where that does not matter.
	Home int64
	// Owed has bit i set when the change has not reached the database at position i.
	Owed uint64
}

// same reports whether two changes are one that has come on two ways.
func (c Change) same(other Change) bool {
	return c.Home != 0 && c.Home == other.Home && c.At.Equal(other.At)
}

// knownTo reports whether the state of the other database already accounts for the change.
func (c Change) knownTo(other int) bool { return c.Owed&(1<<other) == 0 }

// Decision is the outcome for one key.
type Decision struct {
	// Winner is the position of the database whose present row every other one gets.
	Winner int
	// Conflict is true when changes were made in ignorance of each other.
	Conflict bool
}

// Strategy picks the winner among changes that were made in ignorance of each other. There are at least two, in no
// particular order; the answer is an index into the slice and may not depend on the order.
type Strategy interface {
	Pick(changes []Change) int
}

// Func adapts a function to a Strategy.
type Func func(changes []Change) int

// Pick calls f.
func (f Func) Pick(changes []Change) int { return f(changes) }

// Latest picks the change with the newest time. Equal times are decided by the name of the database, the first in
// byte order wins, so that every node decides the same.
func Latest() Strategy {
	return Func(func(changes []Change) int {
		best := 0
		for i, c := range changes[1:] {
			if newer(c, changes[best]) {
				best = i + 1
			}
		}
		return best
	})
}

func newer(a, b Change) bool {
	if !a.At.Equal(b.At) {
		return a.At.After(b.At)
	}
	return a.DB < b.DB
}

// SourceOrder picks the change of the database that comes first in names. Databases that are not named come after
// all that are, the newest change first.
func SourceOrder(names []string) Strategy {
	rank := func(c Change) int {
		if i := slices.Index(names, c.DB); i >= 0 {
			return i
		}
		return len(names)
	}
	return Func(func(changes []Change) int {
		best := 0
		for i, c := range changes[1:] {
			a, b := rank(c), rank(changes[best])
			if a < b || a == b && newer(c, changes[best]) {
				best = i + 1
			}
		}
		return best
	})
}

// Decide finds the winner for one key among its pending changes, of which there is at least one.
//
// A change that another database already accounts for, while that database has a change of its own that is news here,
// is not in conflict with it: the other row was written on top of it. This happens when one database was away for a
// while and its siblings went on. Only a database that is not itself superseded in this way supersedes another, so
// that a circle of half-finished runs ends as a conflict and not in silence.
func Decide(strategy Strategy, changes []Change) Decision {
	if len(changes) == 1 {
		return Decision{Winner: changes[0].Origin}
	}
	live := unsuperseded(changes)
	if len(live) == 1 {
		return Decision{Winner: live[0].Origin}
	}
	return Decision{Winner: live[strategy.Pick(live)].Origin, Conflict: anyConflict(live)}
}

func supersedes(a, b Change) bool { return b.knownTo(a.Origin) && !a.knownTo(b.Origin) }

func unsuperseded(changes []Change) []Change {
	isSuperseded := make([]bool, len(changes))
	for i, b := range changes {
		for j, a := range changes {
			if i != j && supersedes(a, b) {
				isSuperseded[i] = true
			}
		}
	}
	var live []Change
	for i, b := range changes {
		drop := false
		for j, a := range changes {
			if i != j && !isSuperseded[j] && supersedes(a, b) {
				drop = true
			}
		}
		if !drop {
			live = append(live, b)
		}
	}
	return live
}

func anyConflict(changes []Change) bool {
	for i, a := range changes {
		for _, b := range changes[i+1:] {
			if (!a.knownTo(b.Origin) || !b.knownTo(a.Origin)) && !a.same(b) {
				return true
			}
		}
	}
	return false
}
