package conflict

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
)

// Strategy picks the winner among changes that were made in ignorance of each other. There are at least two, in no
// particular order; the answer is an index into the slice, Nobody or Stop, and may not depend on the order.
type Strategy interface {
	Pick(changes []Change) int
}

// What a Strategy answers when there is no winner.
const (
	Nobody = -1 // each database keeps its own
	Stop   = -2 // a person has to look at it
)

// Func adapts a function to a Strategy.
type Func func(changes []Change) int

// Pick calls f.
func (f Func) Pick(changes []Change) int { return f(changes) }

// Of returns the strategy of that name. order is the list of catalog.SourceOrder, first the name of the sync's first source,
// newest what LatestAllTables needs.
func Of(name catalog.Strategy, order []string, first string, newest map[int]time.Time) Strategy {
	switch name {
	case catalog.LatestAllTables:
		return LatestAllTables(newest)
	case catalog.SourceOrder:
		return SourceOrder(order)
	case catalog.FirstSource:
		return SourceOrder([]string{first})
	case catalog.OtherSource:
		return OtherThan(first)
	case catalog.First:
		return First()
	case catalog.Skip:
		return Func(func([]Change) int { return Nobody })
	case catalog.AbortSync:
		return Func(func([]Change) int { return Stop })
	case catalog.Random:
		return Random()
	case catalog.Latest, catalog.Merge: // of what is not merged the newest
	}
	return Latest()
}

// best picks the change that goes before all others.
func best(before func(a, b Change) bool) Strategy {
	return Func(func(changes []Change) int {
		best := 0
		for i, c := range changes[1:] {
			if before(c, changes[best]) {
				best = i + 1
			}
		}
		return best
	})
}

// Latest picks the change with the newest time. Equal times are decided by the name of the database, the first in
// byte order wins, so that every node decides the same.
func Latest() Strategy { return best(newer) }

func newer(a, b Change) bool {
	if !a.At.Equal(b.At) {
		return a.At.After(b.At)
	}
	return a.DB < b.DB
}

// First picks the change with the oldest time, of equal times as Latest does.
func First() Strategy {
	return best(func(a, b Change) bool {
		if !a.At.Equal(b.At) {
			return a.At.Before(b.At)
		}
		return a.DB < b.DB
	})
}

// LatestAllTables picks the change of the database, by position, that has the newest change of any table.
func LatestAllTables(newest map[int]time.Time) Strategy {
	return best(func(a, b Change) bool {
		a.At, b.At = newest[a.Origin], newest[b.Origin]
		return newer(a, b)
	})
}

// SourceOrder picks the change of the database that comes first in names. Databases that are not named come after
// all that are, the newest change first.
func SourceOrder(names []string) Strategy {
	return ranked(func(c Change) int {
		if i := slices.Index(names, c.DB); i >= 0 {
			return i
		}
		return len(names)
	})
}

// OtherThan picks the newest change of any database but the one of that name.
func OtherThan(name string) Strategy {
	return ranked(func(c Change) int {
		if c.DB == name {
			return 1
		}
		return 0
	})
}

// ranked picks the change of the lowest rank, of equal ones the newest.
func ranked(rank func(Change) int) Strategy {
	return best(func(a, b Change) bool {
		if x, y := rank(a), rank(b); x != y {
			return x < y
		}
		return newer(a, b)
	})
}

// Random picks any change, each as often as the others. Every change draws a lot of its own, so that it does not matter
// which of them meet first.
func Random() Strategy {
	lot := func(c Change) []byte {
		sum := sha256.Sum256(fmt.Appendf(nil, "%d %q %q", c.At.UnixMicro(), c.DB, c.Key))
		return sum[:]
	}
	return best(func(a, b Change) bool { return bytes.Compare(lot(a), lot(b)) < 0 })
}

// UpdateDelete picks, of a row that is gone on some databases and there on others, a change of the latter with the policy
// "update", of the former with "delete"; the strategy decides among these, and in all else.
func UpdateDelete(policy string, strategy Strategy) Strategy {
	if policy != "update" && policy != "delete" {
		return strategy
	}
	return Func(func(changes []Change) int {
		var rest []Change
		var places []int
		for i, c := range changes {
			if c.Gone == (policy == "delete") {
				rest, places = append(rest, c), append(places, i)
			}
		}
		if len(rest) == 0 {
			return strategy.Pick(changes)
		}
		if len(rest) == 1 {
			return places[0]
		}
		pick := strategy.Pick(rest)
		if pick < 0 && agree(rest, true) {
			pick = Latest().Pick(rest)
		}
		if pick < 0 {
			return pick
		}
		return places[pick]
	})
}
