package kid

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// clock is what is known of the clock of a member's database.
type clock struct {
	newest   time.Time     // of the changes read there since its clock was last looked at
	measured bool          // skew is known
	skew     time.Duration // of its server's clock against this computer's
	offset   time.Duration // of its changes' times against its server's clock
	shown    status.Clock  // what was recorded last
}

// A measurement is recorded when it tells something new, or the last one is old.
const (
	clockNews = 100 * time.Millisecond
	clockOld  = time.Minute
)

// noteNewest remembers the newest change of each reading.
func noteNewest(readings []*reading) {
	for _, r := range readings {
		if newest := r.newest(); newest.After(r.member.clock.newest) {
			r.member.clock.newest = newest
		}
	}
}

// mendClock sets the clock of a source forward if it has leapt back: its next changes must be later than those that were
// read there.
func (m *member) mendClock(ctx context.Context) error {
	if m.clock.newest.IsZero() {
		return nil
	}
	if _, err := m.reader.Exec(ctx, "SELECT bucardo_node.raise_clock($1)", m.clock.newest); err != nil {
		return fmt.Errorf("set the clock forward: %w", err)
	}
	m.clock.newest = time.Time{}
	return nil
}

// measureClock compares a member's clock with this computer's: what it said halfway between question and answer. An answer
// that took longer than clocks may be apart tells nothing.
func (k *Kid) measureClock(ctx context.Context, m *member) error {
	var wall time.Time
	var offset int64
	asked := time.Now()
	if err := m.reader.QueryRow(ctx, "SELECT bucardo_node.wall(), coalesce(pg_sequence_last_value('bucardo_node.clock'), 0)").Scan(&wall, &offset); err != nil {
		return fmt.Errorf("read the clock: %w", err)
	}
	took := time.Since(asked)
	if took > k.sync.Options.MaxClockSkew.Duration() {
		return nil
	}
	now := asked.Add(took / 2)
	m.clock.measured, m.clock.skew, m.clock.offset = true, wall.Sub(now), time.Duration(offset)*time.Microsecond
	c := status.Clock{DBID: m.db.ID, Skew: m.clock.skew, Offset: m.clock.offset, At: now}
	if shown := m.clock.shown; (c.Skew-shown.Skew).Abs() >= clockNews || (c.Offset-shown.Offset).Abs() >= clockNews || c.At.Sub(shown.At) >= clockOld {
		m.clock.shown = c
		k.recorder.Clock(c)
	}
	return nil
}

// here is when a change of the database was made, by this computer's clock, as far as that is known: the time it bears may be
// ahead.
func (c clock) here(at time.Time) time.Time { return at.Add(-c.skew - c.offset) }

// clockFindings warns of the first two sources whose clocks are too far apart.
func (k *Kid) clockFindings() []status.Finding {
	bound := k.sync.Options.MaxClockSkew.Duration()
	known := slices.DeleteFunc(k.up(), func(m *member) bool { return !m.isSource() || !m.clock.measured })
	for i, one := range known {
		for _, other := range known[i+1:] {
			fast, slow := one, other
			if slow.clock.skew > fast.clock.skew {
				fast, slow = slow, fast
			}
			if fast.clock.skew-slow.clock.skew > bound {
				return []status.Finding{{
					Severity: "warning", DB: fast.db.Name,
					What:     fmt.Sprintf("the clocks of %s and %s are more than %s apart: of changes made at the same time, those of %[1]s pass for newer", fast.db.Name, slow.db.Name, bound),
					NextStep: "Let NTP set the clocks of all servers; bucardo.clock_skew shows how far they are off.",
				}}
			}
		}
	}
	return nil
}

// showClocks puts clocks that are too far apart into the findings, or takes them out again.
func (k *Kid) showClocks() {
	if found := k.clockFindings(); !slices.Equal(found, k.skewed) {
		k.skewed = found
		k.showPlan(k.plan)
		k.showState()
	}
}
