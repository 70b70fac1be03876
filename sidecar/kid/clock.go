package kid

import (
	"context"
	"fmt"
	"time"
)

// clock is what is known of the clock of a member's database.
type clock struct {
	newest time.Time // of the changes read there since its clock was last looked at
}

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
