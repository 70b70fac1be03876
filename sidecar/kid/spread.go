package kid

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// Where several sources take values of a sequence, each gets values of its own: all count in the same step, each from another
// offset, starting beyond the furthest value that any of them has taken. That is known while the sequence is locked on all
// sources, one sequence at a time.

// Locks of a spread: writers that want a value wait behind them.
const (
	spreadLockWait = 200 * time.Millisecond
	spreadAttempts = 5
)

// spreadArguments come with the command.
type spreadArguments struct {
	Step      int64
	Sequences []catalog.Relation // empty: all of the sync
}

// spreadSequences carries out and answers the spread commands that wait.
func (k *Kid) spreadSequences(ctx context.Context) {
	k.open = slices.DeleteFunc(k.open, func(c catalog.Command) bool {
		if c.Verb == "spread" {
			k.recorder.CommandDone(c.ID, k.spread(ctx, c))
		}
		return c.Verb == "spread"
	})
}

func (k *Kid) spread(ctx context.Context, c catalog.Command) error {
	var arguments spreadArguments
	if err := json.Unmarshal(c.Arguments, &arguments); err != nil {
		return fmt.Errorf("decode arguments: %w", err)
	}
	var sources []*member
	for _, m := range k.members {
		if !m.isSource() {
			continue
		}
		if !m.up() {
			return fmt.Errorf("every source has to take part, and %s does not: %w", m.db.Name, m.trouble())
		}
		sources = append(sources, m)
	}
	if arguments.Step < int64(len(sources)) {
		return fmt.Errorf("a step of %d leaves too few values for %d sources", arguments.Step, len(sources))
	}
	for m, err := range k.sequences.locate(ctx, k.nodes()) {
		return node.Explain(m.db, err)
	}
	var wanted []*plannedSequence
	for _, s := range k.sequences.planned {
		if len(arguments.Sequences) == 0 || chosenSequence(arguments.Sequences, s.schema, s.name) {
			wanted = append(wanted, s)
		}
	}
	if len(wanted) == 0 {
		return errors.New("the sync replicates no such sequence; bucardo.sequence_status shows which it does")
	}
	var problems error
	done := 0
	for _, s := range wanted {
		if err := k.spreadOne(ctx, s, sources, arguments.Step); err != nil {
			problems = errors.Join(problems, fmt.Errorf("sequence %s: %w", s.display, err))
			continue
		}
		done++
	}
	k.log.Info(fmt.Sprintf("KID (%s) Sequences spread over %d sources in steps of %d: %d of %d", k.sync.Name, len(sources), arguments.Step, done, len(wanted)), "sync", k.sync.Name)
	k.sequences.polled = time.Time{}
	k.pollSequences(ctx)
	k.recordSequences()
	return problems
}

// spreadOne spreads a sequence, trying again while transactions that are open have taken values of it.
func (k *Kid) spreadOne(ctx context.Context, s *plannedSequence, sources []*member, step int64) error {
	for attempt := 1; ; attempt++ {
		m, err := k.trySpread(ctx, s, sources, step)
		if err == nil {
			return nil
		}
		problem := node.AsProblem(node.Explain(m.db, err))
		if !node.LockHeld(problem) || attempt == spreadAttempts {
			return fmt.Errorf("%w. %s", problem, problem.NextStep)
		}
		pause(ctx, spreadLockWait)
	}
}

// trySpread locks a sequence on all sources and spreads it; an error comes with the member it was at. When a commit fails
// after another, the sources are not all spread: the outcome is an error, and a repetition mends it.
func (k *Kid) trySpread(ctx context.Context, s *plannedSequence, sources []*member, step int64) (*member, error) {
	transactions := make([]pgx.Tx, len(sources))
	locked := make([]node.LockedSequence, len(sources))
	defer func() {
		for _, tx := range transactions {
			if tx != nil {
				_ = tx.Rollback(context.WithoutCancel(ctx)) // no-op after the commit
			}
		}
	}()
	for i, m := range sources {
		tx, err := m.target.Conn().Begin(ctx)
		if err != nil {
			return m, err
		}
		transactions[i] = tx
		if _, err := tx.Exec(ctx, fmt.Sprintf("SET LOCAL lock_timeout = %d; SET LOCAL synchronous_commit = on", spreadLockWait.Milliseconds())); err != nil {
			return m, err
		}
		if locked[i], err = node.LockSequence(ctx, tx, s.at[m.position].oid); err != nil {
			return m, err
		}
	}
	if alreadySpread(locked, step) {
		return nil, nil
	}
	sign := int64(1)
	if locked[0].Increment < 0 {
		sign = -1
	}
	taken := k.furthestTaken(s, locked, sign)
	for i, m := range sources {
		room := uint64(locked[i].Bound-taken) * uint64(sign) //nolint:gosec // modular arithmetic is meant
		if ahead(taken, locked[i].Bound, sign) || room < uint64(2*step) {
			return m, node.Problem{DB: m.db.Name, Reason: fmt.Sprintf("its values end at %d, and %d is taken", locked[i].Bound, taken), NextStep: "Give it a higher MAXVALUE, or a larger type."}
		}
		if err := node.SpreadSequence(ctx, transactions[i], s.at[m.position].oid, sign*step, taken+sign*int64(i+1)); err != nil {
			return m, err
		}
	}
	for i, m := range sources {
		if err := transactions[i].Commit(ctx); err != nil {
			return m, err
		}
	}
	return nil, nil
}

// furthestTaken returns the furthest value that may have been taken on any member.
func (k *Kid) furthestTaken(s *plannedSequence, locked []node.LockedSequence, sign int64) int64 {
	furthest := locked[0].Taken(sign)
	for _, l := range locked[1:] {
		if taken := l.Taken(sign); ahead(taken, furthest, sign) {
			furthest = taken
		}
	}
	for _, here := range s.at {
		if here.Begun && ahead(here.Used, furthest, sign) {
			furthest = here.Used
		}
	}
	return furthest
}

// alreadySpread reports whether all count in that step and none will take a value of another.
func alreadySpread(locked []node.LockedSequence, step int64) bool {
	for i, l := range locked {
		if l.Increment != step && l.Increment != -step {
			return false
		}
		for _, other := range locked[:i] {
			if meet(l.LastValue, l.Increment, other.LastValue, other.Increment) {
				return false
			}
		}
	}
	return true
}

// meet reports whether two sequences have values in common, given one value and the step of each.
func meet(a, stepA, b, stepB int64) bool {
	x, y := magnitude(stepA), magnitude(stepB)
	for y != 0 {
		x, y = y, x%y
	}
	distance := uint64(a) - uint64(b) //nolint:gosec // modular arithmetic is meant
	if a < b {
		distance = -distance
	}
	return distance%x == 0
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n) //nolint:gosec // modular arithmetic is meant
	}
	return uint64(n)
}

// checkSpread says of a sequence whose values are taken on several sources whether two of them may hand out the same one. It is a
// warning for each source that may repeat the values of one before it.
func (s *plannedSequence) checkSpread(sync string, members []*member) []status.Finding {
	var findings []status.Finding
	var before []*member
	for _, m := range members {
		here := s.at[m.position]
		if here == nil || !m.isSource() {
			continue
		}
		for _, other := range before {
			there := s.at[other.position]
			if meet(here.Used, here.Increment, there.Used, there.Increment) {
				findings = append(findings, status.Finding{
					Severity: "warning", DB: m.db.Name, Schema: s.schema, Table: s.name,
					What:     fmt.Sprintf("the sequence may hand out values that %s hands out too", other.db.Name),
					NextStep: fmt.Sprintf("SELECT bucardo.spread_sequences(%s, %s)", quote(sync), quote(s.quoted)),
				})
				break
			}
		}
		before = append(before, m)
	}
	return findings
}

// findings is what there is to say about the sequences of a sync.
func (p *sequences) findings(sync string, members []*member) []status.Finding {
	var findings []status.Finding
	for _, c := range p.choices {
		if !c.Included {
			findings = append(findings, status.Finding{Severity: "warning", Schema: c.Schema, Table: c.Table, What: "the sequence is left out: " + c.Reason, NextStep: c.NextStep})
		}
	}
	if !p.located {
		return findings
	}
	for _, s := range p.planned {
		findings = append(findings, s.checkSpread(sync, members)...)
	}
	return findings
}
