package kid

import (
	"context"

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
func (k *Kid) noteSkipped(ctx context.Context, m *member, c delta.Candidate) error {
	skips, err := delta.PassesOver(ctx, m.reader, k.sync.ID, c.TableID)
	if skips {
		k.skipped.Store(true)
	}
	return err
}

// passOver moves the watermarks past deltas that are left out when there is nothing else to do.
func (k *Kid) passOver(ctx context.Context, d *decided, readings []*reading, receivers []*member) error {
	applied, failed, err := k.applyAll(ctx, d, readings, receivers)
	if err != nil {
		return err
	}
	k.settleReceivers(d, readings, applied)
	k.unrotated = true
	for m, err := range failed {
		k.applyFailed(ctx, m, err)
	}
	if len(applied) == 0 && len(failed) > 0 {
		return k.firstProblem(failed)
	}
	return nil
}
