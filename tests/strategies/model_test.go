package strategies_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// An op is all that a source does to a row in one go.
type op string

const (
	update    op = "update"
	same      op = "same" // an update to what the others that do this write too
	remove    op = "delete"
	reinsert  op = "reinsert" // delete, then insert
	insert    op = "insert"
	comeAndGo op = "come and go" // insert, then delete
)

// act is an op of a source.
type act struct {
	db string
	op op
}

// scenario is what happens to one row before any of it is replicated, in the order of time.
type scenario struct {
	present bool // at the beginning
	acts    []act
}

func (s scenario) String() string {
	parts := make([]string, len(s.acts))
	for i, a := range s.acts {
		parts[i] = fmt.Sprintf("%s %s", a.db, a.op)
	}
	return strings.Join(parts, ", ")
}

// scenarios is everything that sources can do to a row, each at most once, in every order.
func scenarios(sources []string) []scenario {
	var all []scenario
	var extend func(s scenario, ops []op)
	extend = func(s scenario, ops []op) {
		if len(s.acts) > 0 {
			all = append(all, s)
		}
		for _, db := range sources {
			if slices.ContainsFunc(s.acts, func(a act) bool { return a.db == db }) {
				continue
			}
			for _, op := range ops {
				extend(scenario{s.present, append(slices.Clone(s.acts), act{db, op})}, ops)
			}
		}
	}
	extend(scenario{present: true}, []op{update, same, remove, reinsert})
	extend(scenario{}, []op{insert, comeAndGo})
	return all
}

// version is what a source has made of a row.
type version struct {
	db    string
	place int // in the order of time
	gone  bool
	value string
}

// String is the row as the database shows it.
func (v version) String() string {
	if v.gone {
		return "-"
	}
	return v.value
}

func (s scenario) versions() []version {
	var all []version
	for place, a := range s.acts {
		v := version{db: a.db, place: place, gone: a.op == remove || a.op == comeAndGo, value: fmt.Sprintf("%s/%d", a.db, place)}
		if a.op == same {
			v.value = "same"
		}
		all = append(all, v)
	}
	return all
}

// old is the row before anything happens.
func (s scenario) old() string {
	if s.present {
		return "old"
	}
	return "-"
}

// rule is what a user declares for a table.
type rule struct {
	strategy string // a list of databases is a source order
	policy   string // of updates against deletes
}

// outcome is what the model says of a row: it becomes one of some versions everywhere, or stays as each database has it.
type outcome struct {
	among   []version // several: any of them, but the same everywhere
	nothing bool
}

// decide is how docs/conflicts.md describes the strategies. sources are in the order of the sync, recent in that of their
// newest change of any table, the newest first.
func decide(r rule, versions []version, sources, recent []string) outcome {
	if len(versions) == 1 {
		return outcome{among: versions}
	}
	left := slices.DeleteFunc(slices.Clone(versions), func(v version) bool {
		return r.policy == "update" && v.gone || r.policy == "delete" && !v.gone
	})
	if len(left) == 0 {
		left = versions
	}
	byTime := func(v version) int { return -v.place }
	place := func(order []string, v version) int {
		if i := slices.Index(order, v.db); i >= 0 {
			return i
		}
		return len(order)
	}
	isFirst := func(v version) int {
		if v.db == sources[0] {
			return 1
		}
		return 0
	}
	winner := func(by ...func(version) int) outcome {
		return outcome{among: []version{slices.MinFunc(left, func(a, b version) int {
			for _, by := range by {
				if c := cmp.Compare(by(a), by(b)); c != 0 {
					return c
				}
			}
			return 0
		})}}
	}
	switch r.strategy {
	case "latest":
		return winner(byTime)
	case "first":
		return winner(func(v version) int { return v.place })
	case "source":
		return winner(func(v version) int { return -isFirst(v) }, byTime)
	case "target":
		return winner(isFirst, byTime)
	case "latest_all_tables":
		return winner(func(v version) int { return slices.Index(recent, v.db) })
	case "random":
		return outcome{among: left}
	case "skip", "abort":
		for _, v := range left {
			if v.String() != left[0].String() {
				return outcome{nothing: true}
			}
		}
		return outcome{among: left[:1]}
	default:
		return winner(func(v version) int { return place(strings.Split(r.strategy, ","), v) }, byTime)
	}
}
