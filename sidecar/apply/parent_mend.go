package apply

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// mending decides, for one batch whose rows are staged, what becomes of children without their parents.
type mending struct {
	p        *Postgres
	batch    Batch
	keys     []*ForeignKey // grows with the tables in which children are deleted
	cautious bool          // rows that are held, or were changed here, are left out before anything is decided
	postpone bool          // nothing is decided in this batch
	result   *Result

	restored changes
	doomed   changes // children after their parents
	known    map[*ForeignKey]map[string]bool
	records  []waiting
}

// changes are rows on which was decided here, in the order in which that was done.
type changes struct {
	list []change
	rows map[*Table]map[string]bool
}

type change struct {
	table *Table
	keys  [][]string
}

func rowID(key []string) string { return fmt.Sprintf("%q", key) }

func (c *changes) has(t *Table, key []string) bool { return c.rows[t][rowID(key)] }

// add returns the keys that were not there yet.
func (c *changes) add(t *Table, keys [][]string) (added [][]string) {
	if c.rows == nil {
		c.rows = map[*Table]map[string]bool{}
	}
	if c.rows[t] == nil {
		c.rows[t] = map[string]bool{}
	}
	for _, key := range keys {
		if id := rowID(key); !c.rows[t][id] {
			c.rows[t][id] = true
			added = append(added, key)
		}
	}
	if len(added) > 0 {
		c.list = append(c.list, change{t, added})
	}
	return added
}

func (c *changes) of(t *Table) [][]string {
	var keys [][]string
	for _, change := range c.list {
		if change.table == t {
			keys = append(keys, change.keys...)
		}
	}
	return keys
}

// waiting is an orphan to be recorded, with the key that was left out because of it.
type waiting struct {
	key     *ForeignKey
	orphan  orphan
	wait    bool
	leftOut *Table
	leftKey []string
}

// decide changes what is staged, and deletes children, until nothing is left to be decided. Each round takes something out
// of what is staged or adds a row to those deleted, so it ends.
func (m *mending) decide(ctx context.Context) error {
	// Who brings a parent back goes before who deletes for want of it.
	slices.SortStableFunc(m.keys, func(a, b *ForeignKey) int { return cmp.Compare(b.Policy, a.Policy) })
	m.known = map[*ForeignKey]map[string]bool{}
	for _, f := range m.keys {
		m.known[f] = map[string]bool{}
	}
	if m.cautious {
		for _, t := range m.batch.related() {
			if err := m.leaveContested(ctx, t); err != nil {
				return err
			}
		}
	}
	for _, f := range m.keys {
		if m.batch.has(f.Parent) {
			if err := m.exec(ctx, f.lockLeaving()); err != nil {
				return err
			}
		}
	}
	for again := true; again; {
		again = false
		for i := 0; i < len(m.keys); i++ { // keys may grow
			changed, err := m.decideOwn(ctx, m.keys[i])
			if err != nil {
				return err
			}
			again = again || changed
		}
		if again {
			continue
		}
		if err := m.deleteDoomed(ctx); err != nil {
			return err
		}
		for _, f := range m.batch.foreignKeys() {
			changed, err := m.decideStaged(ctx, f)
			if err != nil {
				return err
			}
			again = again || changed
		}
	}
	return nil
}

func (m *mending) exec(ctx context.Context, sql string, args ...any) error {
	if _, err := m.p.conn.Exec(ctx, sql, fresh(args)...); err != nil {
		return fmt.Errorf("decide on rows without their parents: %w", err)
	}
	return nil
}

// leaveContested leaves out the staged rows of a table that others hold, or that were changed here after the run looked.
func (m *mending) leaveContested(ctx context.Context, t *Table) error {
	if !m.batch.has(t) {
		return nil
	}
	for _, sql := range append(t.lockRows(true), t.leaveHeld()) {
		if err := m.exec(ctx, sql); err != nil {
			return err
		}
	}
	if m.batch.Seen != "" && t.Captured != 0 {
		if err := m.exec(ctx, t.leaveChanged(), m.batch.Seen); err != nil {
			return err
		}
	}
	return m.owe(ctx, t, false)
}

func (m *mending) owe(ctx context.Context, t *Table, park bool) error {
	owed, err := m.p.owe(ctx, m.batch, t)
	if err != nil {
		return err
	}
	if park && len(owed) > 0 {
		keys := make([]any, len(owed))
		for i := range owed {
			owed[i].Parked = true
			keys[i] = []any{owed[i].OriginID, owed[i].Key}
		}
		if err := m.exec(ctx, parkOwed, m.batch.SyncID, t.Schema, t.Name, keys); err != nil {
			return err
		}
	}
	m.result.Owed = append(m.result.Owed, owed...)
	return m.exec(ctx, t.dropLeft())
}

func (m *mending) orphans(ctx context.Context, f *ForeignKey, sql string, own bool, args []any) ([]orphan, error) {
	rows, err := m.p.conn.Query(ctx, sql, fresh(args)...)
	if err != nil {
		return nil, fmt.Errorf("find rows of %s without their parents: %w", f.Child.Quoted, err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (o orphan, err error) {
		into := []any{&o.key, &o.keyObject, &o.refers}
		if own {
			into = append(into, &o.parent, &o.leftOut)
		}
		return o, row.Scan(into...)
	})
	if err != nil {
		return nil, fmt.Errorf("find rows of %s without their parents: %w", f.Child.Quoted, err)
	}
	return slices.DeleteFunc(found, func(o orphan) bool {
		id := rowID(o.key)
		if m.known[f][id] {
			return true
		}
		m.known[f][id] = true
		return false
	}), nil
}

// decideOwn decides on the children that are here and whose parents are to go.
func (m *mending) decideOwn(ctx context.Context, f *ForeignKey) (changed bool, err error) {
	doomed := m.doomed.of(f.Parent)
	var args []any
	if len(doomed) > 0 {
		args = f.Parent.keyArgs(doomed)
	}
	if len(doomed) == 0 && !m.batch.has(f.Parent) {
		return false, nil
	}
	found, err := m.orphans(ctx, f, f.ownOrphans(len(doomed) > 0), true, args)
	if err != nil {
		return false, err
	}
	ordinary := m.p.mode == node.OrdinaryMode
	// A child that was left out may still go, or stay: its parent waits with it.
	waits := map[string]bool{}
	for _, o := range found {
		if o.leftOut || m.postpone || m.batch.Cut {
			waits[rowID(o.parent)] = true
		}
	}
	var restore, leave, park, doom [][]string
	for _, o := range found {
		switch {
		case m.doomed.has(f.Child, o.key):
		case m.doomed.has(f.Parent, o.parent): // what hangs on a row that is deleted goes with it
			doom = append(doom, o.key)
			m.report(f, o, Deleted)
		case waits[rowID(o.parent)]:
			leave = append(leave, o.parent)
		case f.decides() && (f.Policy == "restore" || m.restored.has(f.Child, o.key)):
			restore = append(restore, o.parent)
			m.report(f, o, Restored)
		case f.decides() && f.Policy == "delete":
			doom = append(doom, o.key)
			m.report(f, o, Deleted)
		case ordinary:
			if f.awaits(false) {
				leave = append(leave, o.parent)
			} else {
				park = append(park, o.parent)
			}
			m.records = append(m.records, waiting{f, o, f.awaits(false), f.Parent, o.parent})
		default:
			m.records = append(m.records, waiting{key: f, orphan: o, wait: f.awaits(false)})
		}
	}
	if err := m.leave(ctx, f.Parent, leave, false); err != nil {
		return false, err
	}
	if err := m.leave(ctx, f.Parent, park, true); err != nil {
		return false, err
	}
	if err := m.restore(ctx, f.Parent, restore); err != nil {
		return false, err
	}
	return len(leave)+len(park)+len(restore)+len(doom) > 0, m.doom(ctx, f.Child, doom)
}

func (m *mending) report(f *ForeignKey, o orphan, decision Decision) {
	m.result.Dangling = append(m.result.Dangling, f.dangling(o, decision))
}

// leave leaves staged rows out; they are owed. Those that are parked wait until somebody mends something, and are tried again
// only now and then.
func (m *mending) leave(ctx context.Context, t *Table, keys [][]string, park bool) error {
	if len(keys) == 0 {
		return nil
	}
	if err := m.exec(ctx, t.leaveKeys(), t.keyArgs(keys)...); err != nil {
		return err
	}
	return m.owe(ctx, t, park)
}

// restore keeps parents that were to be deleted, or to change what is referred to.
func (m *mending) restore(ctx context.Context, t *Table, keys [][]string) error {
	if keys = m.restored.add(t, keys); len(keys) == 0 {
		return nil
	}
	return m.exec(ctx, t.unstageListed(), t.keyArgs(keys)...)
}

// doom marks children for deletion. They are locked, so that nobody can give them children of their own.
func (m *mending) doom(ctx context.Context, t *Table, keys [][]string) error {
	if keys = m.doomed.add(t, keys); len(keys) == 0 {
		return nil
	}
	for _, f := range t.ReferencedBy {
		if m.known[f] == nil {
			m.known[f] = map[string]bool{}
			m.keys = append(m.keys, f)
		}
	}
	if err := m.exec(ctx, t.lockListed(), t.keyArgs(keys)...); err != nil {
		return err
	}
	if !m.batch.has(t) {
		return nil
	}
	return m.exec(ctx, t.unstageListed(), t.keyArgs(keys)...)
}

// deleteDoomed deletes children before their parents.
func (m *mending) deleteDoomed(ctx context.Context) error {
	for _, d := range slices.Backward(m.doomed.list) {
		tag, err := m.p.conn.Exec(ctx, d.table.deleteListed(), fresh(d.table.keyArgs(d.keys))...)
		if err != nil {
			return fmt.Errorf("delete rows of %s without their parents: %w", d.table.Quoted, err)
		}
		m.result.Deleted += tag.RowsAffected()
	}
	return nil
}

// decideStaged records staged children without their parents; where foreign keys act, they are left out.
func (m *mending) decideStaged(ctx context.Context, f *ForeignKey) (changed bool, err error) {
	if !m.batch.has(f.Child) {
		return false, nil
	}
	found, err := m.orphans(ctx, f, f.stagedOrphans(), false, nil)
	if err != nil {
		return false, err
	}
	wait := f.awaits(m.batch.Cut)
	if m.p.mode == node.ReplicaMode {
		for _, o := range found {
			m.records = append(m.records, waiting{key: f, orphan: o, wait: wait})
		}
		return false, nil
	}
	keys := make([][]string, len(found))
	for i, o := range found {
		keys[i] = o.key
		m.records = append(m.records, waiting{f, o, wait, f.Child, o.key})
	}
	return len(found) > 0, m.leave(ctx, f.Child, keys, !wait)
}

// concerns reports whether rows of a table that foreign keys concern were left out.
func (m *mending) concerns(owed []delta.OwedKey) bool {
	related := m.batch.related()
	return slices.ContainsFunc(owed, func(o delta.OwedKey) bool {
		return slices.ContainsFunc(related, func(t *Table) bool { return t.Schema == o.Schema && t.Name == o.Table })
	})
}

// finish makes the decisions known: to the other databases by deltas, here by what is recorded.
func (m *mending) finish(ctx context.Context) error {
	for _, c := range []struct {
		op      string
		changes []change
	}{{"U", m.restored.list}, {"D", m.doomed.list}} {
		for _, change := range c.changes {
			if err := m.exec(ctx, makeDeltas, change.table.Captured, c.op, change.keys); err != nil {
				return err
			}
		}
	}
	if err := m.record(ctx); err != nil {
		return err
	}
	if _, err := m.p.conn.Exec(ctx, "RELEASE SAVEPOINT parents"); err != nil {
		return fmt.Errorf("release savepoint: %w", err)
	}
	return nil
}

func (m *mending) record(ctx context.Context) error {
	var pipeline pgx.Batch
	written := map[*ForeignKey]int{}
	for _, w := range m.records {
		if written[w.key]++; written[w.key] > MaxDangling {
			continue
		}
		f := w.key
		var schema, table *string
		if w.leftOut != nil {
			schema, table = &w.leftOut.Schema, &w.leftOut.Name
		}
		pipeline.Queue(recordWaiting, m.batch.SyncID, f.Child.Schema, f.Child.Name, f.Name, w.orphan.key, w.orphan.keyObject,
			f.ParentSchema, f.ParentName, w.orphan.refers, w.wait, schema, table, w.leftKey).Query(func(rows pgx.Rows) error {
			found, err := scanRecorded(rows)
			for _, o := range found {
				m.report(f, o, decisionOf(w.wait))
			}
			return err
		})
	}
	if pipeline.Len() == 0 {
		return nil
	}
	if err := m.p.conn.SendBatch(ctx, &pipeline).Close(); err != nil {
		return fmt.Errorf("record rows without their parents: %w", err)
	}
	return nil
}
