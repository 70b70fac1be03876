package kid

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// Sequences are copied forward only. The sources are asked where theirs stand after the snapshot of a run was taken, so the
// value of every row in it is among what they say; the receivers' are moved there before the rows are committed. A receiver
// keeps its own step: it stands at the last of its own values that is not beyond the furthest of the sources, so
// that its next one is. With "the first value not below it" instead, two sources that take turns would push each other
// forward for ever.

// How far a sequence is moved.
const (
	walkSequence    = 20_000    // steps taken one by one; a longer way is jumped, under a lock
	farthestWalk    = 1_000_000 // from here a role that may not jump does not begin to walk
	inspectSequence = 5 * time.Second
)

// sequences is what a kid knows of the sequences of its sync.
type sequences struct {
	planned   []*plannedSequence
	choices   []status.TableChoice
	found     []status.Finding // as recorded
	located   bool             // where they stand was asked
	inspected time.Time
	polled    time.Time
	shown     map[sequenceKey]status.Sequence
	showing   time.Time // when shown was last brought up to date
}

// plannedSequence is a sequence that is replicated.
type plannedSequence struct {
	schema, name string
	display      string // as the log writes it
	quoted       string
	at           map[int]*sequenceAt
}

// sequenceAt is a planned sequence at the member of that position.
type sequenceAt struct {
	oid   int64
	owner bool
	node.Position
	set *time.Time // when it was last moved by this kid
}

type sequenceKey struct {
	position     int
	schema, name string
}

// furthest returns the value that a receiver must not hand out again: the furthest of the sources, itself apart. None when
// no source has taken a value.
func (s *plannedSequence) furthest(members []*member, receiver *member) (target int64, found bool) {
	for _, m := range members {
		here := s.at[m.position]
		if m == receiver || here == nil || !m.isSource() || !here.Begun {
			continue
		}
		if !found || ahead(here.Used, target, here.Increment) {
			target, found = here.Used, true
		}
	}
	return target, found
}

func ahead(a, b, increment int64) bool {
	if increment < 0 {
		return a < b
	}
	return a > b
}

// stepsTo returns how many steps of its own a sequence is behind a value: 0 when its next value is beyond it.
func (s *sequenceAt) stepsTo(target int64) uint64 {
	//nolint:gosec // modular arithmetic is meant
	switch {
	case !ahead(target, s.Used, s.Increment):
		return 0
	case s.Increment < 0:
		return (uint64(s.Used) - uint64(target)) / -uint64(s.Increment)
	default:
		return (uint64(target) - uint64(s.Used)) / uint64(s.Increment)
	}
}

// locate asks members where their sequences stand. errReplan means that one is gone, or may not be looked at.
func (p *sequences) locate(ctx context.Context, members []*member) map[*member]error {
	if len(p.planned) == 0 {
		return nil
	}
	return each(members, func(m *member) error {
		var oids []int64
		for _, s := range p.planned {
			if here := s.at[m.position]; here != nil {
				oids = append(oids, here.oid)
			}
		}
		found, err := node.Positions(ctx, m.target.Conn(), oids)
		if refusedForGood(err) {
			return errors.Join(errReplan, err)
		}
		if err != nil {
			return err
		}
		for _, s := range p.planned {
			here := s.at[m.position]
			if here == nil {
				continue
			}
			position, ok := found[here.oid]
			if !ok || (position.Increment < 0) != (here.Increment < 0) {
				return errReplan
			}
			here.Position = position
		}
		return nil
	})
}

// refusedForGood reports whether an error is about a sequence, and not about the connection, the server, or a lock.
func refusedForGood(err error) bool {
	var refused *pgconn.PgError
	return errors.As(err, &refused) && slices.Contains([]string{"0A", "22", "42", "P0", "XX"}, refused.Code[:2])
}

// forward moves the sequences of the members that are behind. A sequence that cannot be moved is left out from now on.
func (k *Kid) forward(ctx context.Context, members []*member) map[*member]error {
	type move struct {
		sequence *plannedSequence
		target   int64
	}
	moves := map[*member][]move{}
	for _, m := range members {
		for _, s := range k.sequences.planned {
			if here := s.at[m.position]; here != nil {
				if target, found := s.furthest(members, m); found && here.stepsTo(target) > 0 {
					moves[m] = append(moves[m], move{s, target})
				}
			}
		}
	}
	var mu sync.Mutex
	refused := map[*plannedSequence]error{}
	failed := each(slices.Collect(maps.Keys(moves)), func(m *member) error {
		for _, move := range moves[m] {
			here := move.sequence.at[m.position]
			reached, err := node.Forward(ctx, m.target.Conn(), here.oid, move.target, walkSequence)
			switch {
			case refusedForGood(err):
				mu.Lock()
				refused[move.sequence] = node.Explain(m.db, err)
				mu.Unlock()
			case err != nil:
				return err
			case here.Used != reached:
				here.Used, here.Begun, here.set = reached, true, new(time.Now())
			}
		}
		return nil
	})
	for s, err := range refused {
		problem := node.AsProblem(err)
		k.sequences.leaveOut(s, problem.Error(), problem.NextStep)
	}
	if len(refused) > 0 {
		k.recordSequences()
	}
	return failed
}

// forwardSequences moves the receivers' sequences to where the sources' are, before the rows of a run are committed. It
// returns the receivers where that was done and why it was not at the others; an error is that of a source.
func (k *Kid) forwardSequences(ctx context.Context, readings []*reading, receivers []*member) (done []*member, failed map[*member]error, err error) {
	if len(k.sequences.planned) == 0 {
		return receivers, map[*member]error{}, nil
	}
	var sources []*member
	for _, r := range readings {
		sources = append(sources, r.member)
	}
	if err := k.sourceFailed(ctx, readings, k.sequences.locate(ctx, sources)); err != nil {
		return nil, nil, err
	}
	failed = k.forward(ctx, receivers)
	k.showSequences(false)
	return slices.DeleteFunc(slices.Clone(receivers), func(m *member) bool { return failed[m] != nil }), failed, nil
}

// nothingPending ends a run in which no row is pending. One that was asked for brings the sequences forward all the same.
func (k *Kid) nothingPending(ctx context.Context, readings []*reading, receivers []*member) error {
	if len(k.open) > 0 {
		_, failed, err := k.forwardSequences(ctx, readings, receivers)
		if err != nil {
			return err
		}
		for m, err := range failed {
			k.applyFailed(ctx, m, err)
		}
		if len(failed) > 0 {
			return k.firstProblem(failed)
		}
	}
	return k.advanceOnly(ctx, readings, receivers)
}

// pollSequences looks at the sequences of all members while no run does, and at times whether there are others. A sequence
// that somebody holds locked is left to the next time.
func (k *Kid) pollSequences(ctx context.Context) {
	if !k.wantsSequences() || time.Since(k.sequences.polled) < k.poll/2 {
		return
	}
	k.sequences.polled = time.Now()
	members := k.nodes()
	failed := k.sequences.locate(ctx, members)
	if len(failed) == 0 {
		failed = k.forward(ctx, members)
	}
	if len(failed) == 0 && time.Since(k.sequences.inspected) > inspectSequence {
		newer, err := k.planSequences(ctx)
		switch {
		case err != nil:
		case !reflect.DeepEqual(newer.choices, k.sequences.choices):
			k.stale = true
		case !reflect.DeepEqual(k.sequences.findings(k.sync.Name, k.members), k.sequences.found):
			k.recordSequences()
		}
		k.sequences.inspected = time.Now()
	}
	for m, err := range failed {
		switch {
		case errors.Is(err, errReplan):
			k.stale = true
		case !node.LockHeld(node.Explain(m.db, err)):
			k.suspend(ctx, m, err)
		}
	}
	k.showSequences(true)
}

// sequenceShow bounds how often the places of the sequences are put into the status under load.
const sequenceShow = time.Second

// showSequences puts the sequences that have moved into the status.
func (k *Kid) showSequences(now bool) {
	if !now && time.Since(k.sequences.showing) < sequenceShow {
		return
	}
	k.sequences.showing = time.Now()
	var moved []status.Sequence
	for _, s := range k.sequences.planned {
		for _, m := range k.members {
			here := s.at[m.position]
			if here == nil {
				continue
			}
			key := sequenceKey{m.position, s.schema, s.name}
			seen := status.Sequence{SyncID: k.sync.ID, DBID: m.db.ID, Schema: s.schema, Name: s.name, Increment: here.Increment, Set: here.set}
			if here.Begun {
				seen.Value = new(here.Used)
			}
			if shown, ok := k.sequences.shown[key]; !ok || !reflect.DeepEqual(shown, seen) {
				k.sequences.shown[key] = seen
				moved = append(moved, seen)
			}
		}
	}
	k.recorder.Sequences(moved)
}

// startSequences brings the members that take part from now on to where the sources are.
func (k *Kid) startSequences(ctx context.Context) error {
	for m, err := range k.forward(ctx, k.nodes()) {
		return node.Explain(m.db, err)
	}
	k.showSequences(true)
	return nil
}

// recordSequences puts into the status which sequences are replicated and what was found about them.
func (k *Kid) recordSequences() {
	if k.wantsSequences() {
		k.examineSequences()
		k.showPlan(k.plan)
	}
}

func (k *Kid) examineSequences() {
	if k.wantsSequences() {
		k.sequences.found = k.sequences.findings(k.sync.Name, k.members)
	}
}
