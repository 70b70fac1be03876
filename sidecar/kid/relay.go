package kid

import (
	"context"
	"slices"

	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
)

// planRelays says for each planned table where what is written is passed on by other syncs. When it is anywhere, the
// sources send with each row the database where it was changed first.
func (k *Kid) planRelays() {
	for _, t := range k.plan.tables {
		anywhere := false
		for _, m := range k.members {
			here, ok := t.at[m.position]
			if !ok {
				continue
			}
			here.source.DB, here.target.Sync = m.db.ID, k.sync.ID
			makes := t.options.MakeDelta
			if m.db.MakeDelta != nil {
				makes = *m.db.MakeDelta
			}
			if makes {
				anywhere = true
				here.target.Relay = t.key
			}
		}
		for _, m := range k.members {
			if here, ok := t.at[m.position]; ok && anywhere {
				here.source.Homes, here.target.Homes = true, true
			}
		}
	}
}

// relay says which deltas of a table are not for these receivers although they have not seen them.
func (r *reading) relay(t *plannedTable, receivers []*member) *delta.Relay {
	if !r.relayed[t] {
		return nil
	}
	relay := &delta.Relay{Via: t.at[r.member.position].target.Sync}
	for _, receiver := range receivers {
		if receiver != r.member {
			relay.Homes = append(relay.Homes, delta.Home{DBID: receiver.db.ID, Mask: receiver.bit()})
		}
	}
	return relay
}

// noteSkipped finds out whether deltas of a table cannot be discarded because this sync leaves them out: its watermarks
// move only with what it delivers.
func (k *Kid) noteSkipped(ctx context.Context, m *member, c delta.Candidate, receivers []int64) error {
	skips, err := delta.PassesOver(ctx, m.reader, k.sync.ID, c.TableID, receivers)
	m.skips = m.skips || skips
	return err
}

func (k *Kid) skipsAny() bool {
	return slices.ContainsFunc(k.up(), func(m *member) bool { return m.skips })
}

// settleSkipped forgets what watermarks have moved past; the space can now be given back.
func (k *Kid) settleSkipped(d *decided, readings []*reading) {
	for _, r := range readings {
		if r.member.skips && d.origins[r.member] {
			r.member.skips, k.unrotated = false, true
		}
	}
}

// forgetSkipped leaves it to a round of whole tables to move the watermarks: nobody else receives.
func (k *Kid) forgetSkipped() {
	for _, m := range k.up() {
		m.skips = false
	}
}
