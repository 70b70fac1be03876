package kid

import (
	"fmt"
	"slices"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// A database that is inactive is away by wish: no connection to it is made, and its absence is no trouble. The sources
// keep what it is owed, since it stays registered there, and its own triggers go on capturing. When it is made active,
// the sync has another shape, and a new kid finds all of its members.

// inactiveProblem says that a member is away by wish.
func inactiveProblem(db catalog.DB) node.Problem {
	return node.Problem{
		DB: db.Name, Reason: "it is inactive",
		NextStep: fmt.Sprintf("SELECT bucardo.update_db(%s, status => 'active')", quote(db.Name)),
	}
}

// active returns the members that are to take part.
func (k *Kid) active() []*member {
	return slices.DeleteFunc(slices.Clone(k.members), func(m *member) bool { return m.db.Inactive })
}

// atRest returns why a sync does nothing by wish: too few of its members are active. Nil when they are enough.
func (k *Kid) atRest() error {
	sources := slices.ContainsFunc(k.active(), (*member).isSource)
	if sources && len(k.active()) > 1 {
		return nil
	}
	for _, m := range k.members {
		if m.db.Inactive && (sources || m.isSource()) {
			return inactiveProblem(m.db)
		}
	}
	return nil
}

// hasActiveSource reports whether there is a source to set up.
func (k *Kid) hasActiveSource() bool { return slices.ContainsFunc(k.active(), (*member).isSource) }
