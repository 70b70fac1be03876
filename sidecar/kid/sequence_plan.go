package kid

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// memberSequences is a member whose sequences are known.
type memberSequences struct {
	member *member
	found  []node.Sequence
}

func (m memberSequences) find(schema, name string) *node.Sequence {
	for i := range m.found {
		if m.found[i].Schema == schema && m.found[i].Name == name {
			return &m.found[i]
		}
	}
	return nil
}

func isSequence(r catalog.Relation) bool { return r.Kind == "sequence" }

// wantsSequences reports whether the sync has any.
func (k *Kid) wantsSequences() bool { return slices.ContainsFunc(k.sync.Relations, isSequence) }

// planSequences decides which sequences are replicated. One that cannot be is left out with the reason, even when it was
// named; the rest goes on.
func (k *Kid) planSequences(ctx context.Context) (sequences, error) {
	plan := sequences{inspected: time.Now(), shown: map[sequenceKey]status.Sequence{}}
	if !k.wantsSequences() {
		return plan, nil
	}
	var mu sync.Mutex
	found := map[*member][]node.Sequence{}
	for m, err := range each(k.nodes(), func(m *member) error {
		sequences, err := node.InspectSequences(ctx, m.reader)
		mu.Lock()
		defer mu.Unlock()
		found[m] = sequences
		return err
	}) {
		return plan, node.Explain(m.db, err)
	}
	var members []memberSequences
	for _, m := range k.members {
		if sequences, ok := found[m]; ok {
			members = append(members, memberSequences{m, sequences})
		}
	}
	slices.SortStableFunc(members, func(a, b memberSequences) int { return strings.Compare(string(a.member.role), string(b.member.role)) })
	wanted, missing := chooseSequences(k.sync.Relations, members[0])
	plan.choices = missing
	for _, s := range wanted {
		choice := status.TableChoice{Kind: "sequence", Schema: s.Schema, Table: s.Name}
		choice.Reason, choice.NextStep = unfit(s, members)
		choice.Included = choice.Reason == ""
		plan.choices = append(plan.choices, choice)
		if !choice.Included {
			continue
		}
		planned := &plannedSequence{schema: s.Schema, name: s.Name, display: s.Display, quoted: s.Quoted, at: map[int]*sequenceAt{}}
		for _, m := range members {
			here := m.find(s.Schema, s.Name)
			planned.at[m.member.position] = &sequenceAt{oid: here.OID, owner: here.Owner, Position: node.Position{Increment: here.Increment}}
		}
		plan.planned = append(plan.planned, planned)
	}
	equipped := slices.DeleteFunc(k.nodes(), func(m *member) bool { return m.target == nil })
	for m, err := range plan.locate(ctx, equipped) {
		return plan, node.Explain(m.db, err)
	}
	plan.located = len(equipped) > 0
	plan.leaveOutFar(equipped)
	return plan, nil
}

// chooseSequences returns the sequences that the entries of a sync mean at its first source, and those it names that do not
// exist there.
func chooseSequences(relations []catalog.Relation, first memberSequences) (wanted []*node.Sequence, missing []status.TableChoice) {
	for i := range first.found {
		if s := &first.found[i]; chosenSequence(relations, s.Schema, s.Name) {
			wanted = append(wanted, s)
		}
	}
	for _, r := range relations {
		if !isSequence(r) || r.Excluded || !isName(r) {
			continue
		}
		if !slices.ContainsFunc(first.found, func(s node.Sequence) bool { return means(r, s.Schema, s.Name) }) {
			missing = append(missing, status.TableChoice{
				Kind: "sequence", Schema: r.Schema, Table: r.Table, Reason: "it does not exist on " + first.member.db.Name,
				NextStep: "Create the sequence there, or correct the sync's sequences with bucardo.update_sync.",
			})
		}
	}
	return wanted, missing
}

// chosenSequence reports whether entries mean a sequence of that name and none leaves it out.
func chosenSequence(relations []catalog.Relation, schema, name string) bool {
	return !excludes(relations, "sequence", schema, name) && slices.ContainsFunc(relations, func(r catalog.Relation) bool {
		return isSequence(r) && !r.Excluded && means(r, schema, name)
	})
}

// unfit says why a sequence of the first source cannot be replicated, and what to do about it.
func unfit(s *node.Sequence, members []memberSequences) (reason, nextStep string) {
	const change = "Change one of them with ALTER SEQUENCE; the sidecar goes on by itself."
	first := members[0].member.db.Name
	for _, m := range members {
		here := m.find(s.Schema, s.Name)
		db := m.member.db.Name
		switch {
		case here == nil:
			return "it does not exist on " + db, "Create the sequence there, or leave it out of the sync's sequences with bucardo.update_sync."
		case here.Cycle:
			return fmt.Sprintf("it cycles on %s, so that no value is ahead of another", db), fmt.Sprintf("ALTER SEQUENCE %s NO CYCLE on every database, or copy its value by hand when you need it.", here.Quoted)
		case here.Type != s.Type:
			return fmt.Sprintf("it is %s on %s and %s on %s", s.Type, first, here.Type, db), change
		case here.Increment < 0 != (s.Increment < 0):
			return fmt.Sprintf("it counts up on one of %s and %s and down on the other", first, db), change
		case len(here.Lacks) > 0:
			lacks := strings.Join(here.Lacks, ", ")
			return fmt.Sprintf("no permission on it at %s: %s is missing", db, lacks), fmt.Sprintf("GRANT %s ON SEQUENCE %s to the role the sidecar uses there, or let that role own it.", lacks, here.Quoted)
		}
	}
	return "", ""
}

// leaveOutFar leaves out sequences that would have to be moved so far that only their owner could.
func (p *sequences) leaveOutFar(members []*member) {
	for _, s := range slices.Clone(p.planned) {
		for _, m := range members {
			here := s.at[m.position]
			target, found := s.furthest(members, m)
			if here != nil && found && !here.owner && here.stepsTo(target) > farthestWalk {
				p.leaveOut(s, fmt.Sprintf("at %s it is more than %d values behind, and only its owner may move it so far at once", m.db.Name, farthestWalk),
					"Let the role that the sidecar uses there own it, or set it there to its value on the source with setval.")
				break
			}
		}
	}
}

// leaveOut takes a sequence out of the plan.
func (p *sequences) leaveOut(s *plannedSequence, reason, nextStep string) {
	p.planned = slices.DeleteFunc(p.planned, func(other *plannedSequence) bool { return other == s })
	for i := range p.choices {
		if c := &p.choices[i]; c.Schema == s.schema && c.Table == s.name {
			c.Included, c.Reason, c.NextStep = false, reason, nextStep
		}
	}
}
