package kid

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// Tables that cannot be replicated for now are held, and the others go on. Watermarks are for all tables of a sync, so what a
// held table has is kept apart: at the receiver the snapshot at which it was left out (bucardo_node.held), at the origin
// what was confirmed of it then (bucardo_node.held_use), so that its deltas stay. Once it can be replicated again, its
// window begins there, and the run that brings it up to date forgets both.

// reexamineHeld is how often held tables are looked at anew.
const reexamineHeld = 2 * time.Second

// captureKey returns a key by which all sources can capture a table that is held, nil when there is none.
func captureKey(t *node.Table, members []inspected) []string {
	sources := slices.DeleteFunc(slices.Clone(members), func(m inspected) bool { return m.role != catalog.Source })
	for _, m := range sources {
		here := m.find(t.Schema, t.Name)
		if here == nil || unusable(here) != "" || len(here.Lacks) > 0 {
			return nil
		}
	}
	p := &tablePlanner{table: t, members: sources}
	for _, key := range t.Keys {
		if p.keyEverywhere(key) {
			return key
		}
	}
	return nil
}

// keySeparator is in no name.
const keySeparator = "\x00"

func joinKey(key []string) string { return strings.Join(key, keySeparator) }

func splitKey(joined string) []string { return strings.Split(joined, keySeparator) }

// hold records for all members that are up which tables the next runs leave out.
func (k *Kid) hold(ctx context.Context) error {
	var schemas, names []string
	for _, t := range k.plan.tables {
		schemas, names = append(schemas, t.schema), append(names, t.name)
	}
	for _, h := range k.plan.held {
		schemas, names = append(schemas, h.schema), append(names, h.name)
	}
	for m, err := range each(k.up(), func(m *member) error {
		if m.isStore() {
			return k.holdAt(ctx, m)
		}
		for _, h := range k.plan.held {
			if m.isSource() {
				schema, name := k.sync.NameAt(h.schema, h.name, m.db.ID, k.isFirst(m))
				if err := delta.HoldDeltas(ctx, m.reader, k.sync.ID, schema, name); err != nil {
					return err
				}
			}
			if err := delta.Hold(ctx, m.reader, k.sync.ID, h.schema, h.name); err != nil {
				return err
			}
		}
		if !k.firstIsAway() {
			if err := delta.ForgetHeld(ctx, m.reader, k.sync.ID, schemas, names); err != nil {
				return err
			}
		}
		var err error
		if m.held, err = delta.Held(ctx, m.reader, k.sync.ID); err != nil || !m.isSource() {
			return err
		}
		m.heldDeltas, err = delta.HeldDeltas(ctx, m.reader, k.sync.ID)
		return err
	}) {
		return node.Explain(m.db, err)
	}
	return nil
}

// isFirst reports whether a member is the first source of the sync, by whose names its tables go.
func (k *Kid) isFirst(m *member) bool {
	return m == k.members[slices.IndexFunc(k.members, (*member).isSource)]
}

// firstIsAway reports whether the first source is out of reach, so that it is not known which tables the sync's list means.
func (k *Kid) firstIsAway() bool {
	first := k.members[slices.IndexFunc(k.members, (*member).isSource)]
	return !first.up() && !first.db.Inactive
}

// watermark is up to where a receiver has a table of an origin.
func (m *member) watermark(origin *member, t *plannedTable) string {
	if len(m.held) > 0 {
		if snapshot, ok := m.held[delta.HeldKey{OriginID: origin.db.ID, Schema: t.schema, Table: t.name}]; ok {
			return snapshot
		}
	}
	return m.watermarks[origin.db.ID]
}

// caughtUp lists the held tables that a run brings up to date at a receiver whose watermark of an origin it moves.
func (k *Kid) caughtUp(m, origin *member) []delta.HeldKey {
	var keys []delta.HeldKey
	if len(m.held) == 0 {
		return nil
	}
	for _, t := range k.plan.tables {
		key := delta.HeldKey{OriginID: origin.db.ID, Schema: t.schema, Table: t.name}
		if _, ok := m.held[key]; ok {
			keys = append(keys, key)
		}
	}
	return keys
}

// releaseHeld lets an origin discard deltas of tables that receivers do not wait for any more. What those have must be on
// their disks.
func (k *Kid) releaseHeld(ctx context.Context, origin *member, receivers []*member) error {
	if len(origin.heldDeltas) == 0 {
		return nil
	}
	for _, receiver := range receivers {
		var released []int
		for _, t := range k.plan.tables {
			_, held := receiver.held[delta.HeldKey{OriginID: origin.db.ID, Schema: t.schema, Table: t.name}]
			if id := t.at[origin.position].source.TableID; !held && slices.Contains(origin.heldDeltas[receiver.db.ID], id) {
				released = append(released, id)
			}
		}
		if len(released) == 0 {
			continue
		}
		if err := delta.ReleaseDeltas(ctx, origin.reader, k.sync.ID, receiver.db.ID, released); err != nil {
			return err
		}
		left := slices.DeleteFunc(origin.heldDeltas[receiver.db.ID], func(id int) bool { return slices.Contains(released, id) })
		if origin.heldDeltas[receiver.db.ID] = left; len(left) == 0 {
			delete(origin.heldDeltas, receiver.db.ID)
		}
	}
	return nil
}

// mended reports whether a held table could be replicated now, or has another reason why not. It looks every few seconds.
func (k *Kid) mended(ctx context.Context) bool {
	if len(k.plan.held) == 0 || time.Since(k.reexamined) < reexamineHeld {
		return false
	}
	k.reexamined = time.Now()
	k.retryBroken(ctx)
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	p, err := k.makePlan(ctx)
	if p == nil || err != nil && p.held == nil {
		return true // the activation says why
	}
	return !slices.Equal(p.held, k.plan.held)
}

// showHeld puts the first held table into the state, when nothing worse is there.
func (k *Kid) showHeld() {
	h := k.plan.held[0]
	reason := fmt.Sprintf("table %s.%s is held: %s", h.schema, h.name, h.problem.Error())
	if n := len(k.plan.held); n > 1 {
		reason = fmt.Sprintf("%d tables are held, the first is %s.%s: %s", n, h.schema, h.name, h.problem.Error())
	}
	k.setState(status.Degraded, reason, h.problem.NextStep)
}
