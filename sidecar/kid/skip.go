package kid

import (
	"slices"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/conflict"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
)

// Where a conflict is skipped, the watermarks say that changes have arrived which have not. That is well once every receiver
// has committed the run. Until then one that has not would get a change of the conflict without the other, as if there were
// none; so each receiver also keeps which changes it has skipped, in the transaction that skips them.

// skips is what a run knows of skipped changes.
type skips struct {
	before map[delta.TableName]map[string]map[int64]time.Time // of earlier runs: by table, key and origin
	now    []delta.Skipped
}

// beginSkips gathers what the members know of skipped changes.
func (k *Kid) beginSkips() {
	k.skips = skips{}
	for _, m := range k.up() {
		for _, s := range m.skipped {
			table := delta.TableName{Schema: s.Schema, Table: s.Table}
			if k.skips.before == nil {
				k.skips.before = map[delta.TableName]map[string]map[int64]time.Time{}
			}
			if k.skips.before[table] == nil {
				k.skips.before[table] = map[string]map[int64]time.Time{}
			}
			id := keyID(s.Key)
			if k.skips.before[table][id] == nil {
				k.skips.before[table][id] = map[int64]time.Time{}
			}
			if s.At.After(k.skips.before[table][id][s.OriginID]) {
				k.skips.before[table][id][s.OriginID] = s.At
			}
		}
	}
}

// skippedOf returns what was skipped in a table, by key and origin.
func (k *Kid) skippedOf(t *plannedTable) map[string]map[int64]time.Time {
	return k.skips.before[t.fullName()]
}

// skippedBefore reports whether some receiver has skipped all these changes of a key.
func (k *Kid) skippedBefore(t *plannedTable, key []string, changes ...conflict.Change) bool {
	skipped := k.skippedOf(t)
	if skipped == nil {
		return false
	}
	origins := skipped[keyID(key)]
	for _, c := range changes {
		if at, ok := origins[k.members[c.Origin].db.ID]; !ok || c.At.After(at) {
			return false
		}
	}
	return true
}

// keepSkipped keeps in mind that a conflict is skipped.
func (k *Kid) keepSkipped(t *plannedTable, key []string, changes []conflict.Change) {
	for _, c := range changes {
		k.skips.now = append(k.skips.now, delta.Skipped{OriginID: k.members[c.Origin].db.ID, Schema: t.schema, Table: t.name, Key: key, At: c.At})
	}
}

// spareSkipped keeps rows that were skipped from being deleted because their table was emptied elsewhere. walked are the keys
// that have been decided.
func (k *Kid) spareSkipped(t *plannedTable, truncations []truncation, walked map[string]bool, c *contest) {
	if len(truncations) == 0 {
		return
	}
	emptied := withTruncations(nil, truncations)
	for _, m := range k.up() {
		for _, s := range m.skipped {
			id := keyID(s.Key)
			if s.Schema == t.schema && s.Table == t.name && !walked[id] && k.skippedBefore(t, s.Key, emptied...) {
				walked[id] = true
				c.winners = append(c.winners, apply.Winner{Key: s.Key})
			}
		}
	}
}

// settleSkips takes over what the receivers that committed have kept. It is forgotten when nobody else can need it: everybody has
// committed a run, up to the end of what was pending.
func (k *Kid) settleSkips(applied map[*member]apply.Result, receivers []*member, complete bool) {
	for m := range applied {
		if k.skipsArrived {
			m.skipped = nil
		}
		m.skipped = append(m.skipped, k.skips.now...)
	}
	takers := slices.DeleteFunc(slices.Clone(k.members), func(m *member) bool { return m.role == catalog.FullCopy })
	k.skipsArrived = complete && len(receivers) == len(takers) && len(k.plan.held) == 0
}
