// Package conflict decides which database's version of a row wins. It is pure: changes in, decision out, the same on
// every node and in whatever order the databases were read.
package conflict

import "time"

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
	// Made says what the changes come to: I inserted, D deleted, R deleted and inserted, U anything else. No decision needs it.
	Made string
	// Key is the text of the key, which only Random needs.
	Key string
	// Gone says that the change is a deletion, also when the row has come back since because it lost. Image is equal for
	// rows that are equal now, empty where they are gone. They are left out where no strategy or policy needs them.
	Gone  bool
	Image string
}

// same reports whether two changes are one that has come on two ways.
func (c Change) same(other Change) bool {
	return c.Home != 0 && c.Home == other.Home && c.At.Equal(other.At)
}

// knownTo reports whether the state of the other database already accounts for the change.
func (c Change) knownTo(other int) bool { return c.Owed&(1<<other) == 0 }

// Outcome is what becomes of a key.
type Outcome int

// The winner's row goes to everybody; each keeps what it has; the run ends without writing anything.
const (
	Win Outcome = iota
	Skipped
	Aborted
)

// Decision is the outcome for one key.
type Decision struct {
	Outcome Outcome
	// Winner is the position of the database whose present row every other one gets, -1 when there is none.
	Winner int
	// Conflict is true when changes were made in ignorance of each other.
	Conflict bool
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
	d := Decision{Winner: -1, Conflict: anyConflict(live)}
	pick := strategy.Pick(live)
	if pick < 0 && agree(live, d.Conflict) {
		pick = Latest().Pick(live)
	}
	switch pick {
	case Nobody:
		d.Outcome = Skipped
	case Stop:
		d.Outcome = Aborted
	default:
		d.Winner = live[pick].Origin
	}
	return d
}

// Live returns the changes of one key that count: those on top of which no other was made.
func Live(changes []Change) []Change { return unsuperseded(changes) }

// agree reports whether databases hold the same row, whoever wins. Changes that are known everywhere have been decided, so
// that they do, unless their rows are seen to differ: then they were skipped.
func agree(changes []Change, conflict bool) bool {
	first := changes[0]
	for _, c := range changes[1:] {
		if c.Gone != first.Gone || c.Image != first.Image {
			return false
		}
	}
	return !conflict || first.Gone || first.Image != ""
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
