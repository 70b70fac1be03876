package kid

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/hook"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// Batches of a large backlog are sized so that one takes about batch_time.
const (
	firstBatch    = 50_000
	smallestBatch = 10_000
	largestBatch  = 1_000_000
)

// outcome says what a run found.
type outcome struct {
	worked    bool // something was pending
	more      bool // a batch was cut, or rows were left out: there is more to do
	leftOut   bool // rows that changed during the run wait for the next
	snapshots map[*member]string
}

// runOnce carries out one run: read what is pending on every source in one snapshot each, decide, apply to every
// receiver in a transaction each. With arm, a wake-up is armed before looking. A member that fails is suspended, the
// others commit; errReplan means that the tables have to be looked at anew.
func (k *Kid) runOnce(ctx context.Context, arm bool) (result outcome, err error) {
	started := time.Now()
	k.forgetRecords()
	receivers := k.takers()
	if lagging := k.lagging(receivers); len(lagging) > 0 {
		for m, problem := range lagging {
			k.suspend(ctx, m, problem)
		}
		return result, k.firstProblem(lagging)
	}
	readings, err := k.beginReadings(ctx, receivers, arm)
	if err != nil {
		return result, err
	}
	defer endReadings(ctx, readings)
	result.snapshots = map[*member]string{}
	for _, r := range readings {
		result.snapshots[r.member] = r.snapshot
	}
	if err := k.findWholes(ctx, readings); err != nil {
		return result, err
	}
	if len(receivers) < 2 { // nobody gets changes
		k.forgetSkipped()
		return result, nil
	}
	tables := k.candidates(readings, receivers)
	if len(tables) == 0 {
		return result, k.nothingPending(ctx, readings, receivers)
	}
	if err := k.readAll(ctx, readings, tables, receivers); err != nil {
		return result, err
	}
	if err := k.beforeSync(ctx, started, readings, receivers); err != nil {
		return result, err
	}
	decided, err := k.decide(ctx, readings, tables, receivers)
	if err != nil {
		return result, err
	}
	if !decided.worked {
		return result, k.nothingPending(ctx, readings, receivers)
	}
	result.worked, decided.started = true, started
	if !decided.parkedOnly {
		k.logDeltas(decided)
		k.recorder.Event(k.sync.ID, status.RunStarted)
	}
	decided.takeIdle(readings)
	ages, err := k.measure(ctx, decided, readings, receivers)
	if err != nil {
		return result, err
	}
	receivers, behind, err := k.forwardSequences(ctx, readings, receivers)
	if err != nil {
		return result, err
	}
	if err := k.transformSmall(ctx, decided); err != nil {
		return result, err
	}
	if err := k.beforeTxn(ctx, started, decided, receivers); err != nil {
		return result, err
	}
	applied, failed, err := k.applyAll(ctx, decided, readings, receivers)
	if err != nil {
		return result, err
	}
	broken := k.breakApplied(failed)
	k.afterRun(ctx, hook.AfterTxn, started, decided, applied, failed)
	maps.Copy(failed, behind)
	run := status.Run{SyncID: k.sync.ID, Started: started, Finished: time.Now(), Runs: 1, Conflicts: decided.conflicts, Changed: decided.changed}
	for _, r := range applied {
		run.Rows += r.Written
		run.Deletes += r.Deleted
		for _, o := range r.Owed {
			if !o.Parked {
				run.LeftOut++
			}
		}
	}
	run.Conflicts += k.recordCollisions(decided, applied)
	for _, r := range readings {
		result.more = result.more || r.reached != r.snapshot
	}
	result.leftOut = run.LeftOut > 0
	run.Conflicts += k.takeDangling(ctx, applied)
	k.settleReceivers(decided, readings, applied)
	k.settleSkips(applied, receivers, len(failed) == 0 && !result.more)
	if decided.parkedOnly && len(failed) == 0 && run.Rows+run.Deletes+run.Conflicts == 0 {
		result.worked = false // parked rows were tried in vain
	} else {
		k.report(ctx, run, failed, len(applied))
	}
	k.recordRates(ages, applied, started)
	k.settleTokens(ctx, readings, failed)
	k.adaptBatch(decided.deltas, time.Since(started))
	for m, err := range failed {
		k.applyFailed(ctx, m, err)
	}
	k.afterRun(ctx, hook.AfterSync, started, decided, applied, failed)
	if broken != nil {
		return result, broken
	}
	if len(applied) == 0 {
		return result, k.firstProblem(failed)
	}
	return result, nil
}

func (k *Kid) firstProblem(failed map[*member]error) error {
	for _, m := range k.members {
		if err := failed[m]; err != nil {
			return node.Explain(m.db, err)
		}
	}
	return nil
}

func (k *Kid) beginReadings(ctx context.Context, receivers []*member, arm bool) ([]*reading, error) {
	readings := make([]*reading, len(k.members))
	var sources []*member
	for _, m := range receivers {
		if m.isSource() {
			sources = append(sources, m)
		}
	}
	failed := each(sources, func(m *member) error {
		var err error
		readings[m.position], err = k.beginReading(ctx, m, arm)
		return err
	})
	readings = slices.DeleteFunc(readings, func(r *reading) bool { return r == nil })
	return readings, k.sourceFailed(ctx, readings, failed)
}

// sourceFailed suspends sources that could not be read. The run is over then: what they had is unknown.
func (k *Kid) sourceFailed(ctx context.Context, readings []*reading, failed map[*member]error) error {
	if len(failed) == 0 {
		return nil
	}
	endReadings(ctx, readings)
	var first error
	for m, err := range failed {
		if errors.Is(err, errReplan) {
			return errReplan
		}
		first = node.Explain(m.db, err)
		if !node.Passing(first) { // a table is locked, or a statement was given up; the database is well
			k.suspend(ctx, m, err)
		}
	}
	return first
}

func endReadings(ctx context.Context, readings []*reading) {
	var group errgroup.Group
	for _, r := range readings {
		group.Go(func() error {
			r.end(context.WithoutCancel(ctx))
			return nil
		})
	}
	_ = group.Wait()
}

// candidates returns the tables in which something may be pending on any source, in foreign key order.
func (k *Kid) candidates(readings []*reading, receivers []*member) []*plannedTable {
	var tables []*plannedTable
	for _, t := range k.plan.tables {
		for _, r := range readings {
			if r.bytes[t] > 0 || r.owes(t, receivers) {
				tables = append(tables, t)
				break
			}
		}
	}
	return tables
}

func (k *Kid) readAll(ctx context.Context, readings []*reading, tables []*plannedTable, receivers []*member) error {
	byMember := map[*member]*reading{}
	var sources []*member
	for _, r := range readings {
		byMember[r.member] = r
		sources = append(sources, r.member)
	}
	cut := true
	for _, m := range receivers {
		// Where foreign keys fire, a cut through the backlog could separate a row from its parent.
		cut = cut && m.receives().Mode() == node.ReplicaMode
	}
	if cut {
		var err error
		if cut, err = k.mayCut(ctx, readings, receivers); err != nil {
			return err
		}
	}
	failed := each(sources, func(m *member) error {
		r := byMember[m]
		var flushing errgroup.Group
		flushing.Go(func() error { return r.makeDurable(ctx) })
		err := func() error {
			if cut {
				if err := r.cut(ctx, receivers, k.batchRows); err != nil {
					return err
				}
			}
			return r.read(ctx, tables, receivers)
		}()
		return errors.Join(err, flushing.Wait())
	})
	return k.sourceFailed(ctx, readings, failed)
}

// mayCut reports whether backlogs may be cut: not when two sources have large ones in the same table. Keys on either side of
// the cuts would be contested, and be left out again and again. And not when something is pending in a table whose columns are
// added up: rows have in them what is behind the cut, which their receivers would get, and add, once more.
func (k *Kid) mayCut(ctx context.Context, readings []*reading, receivers []*member) (bool, error) {
	if !slices.ContainsFunc(readings, func(r *reading) bool { return r.backlog() >= int64(k.batchRows) }) {
		return true, nil
	}
	for _, t := range k.plan.tables {
		large := 0
		for _, r := range readings {
			if r.bytes[t] == 0 {
				continue
			}
			summary, err := r.summarize(ctx, t, receivers)
			if err != nil {
				return false, k.sourceFailed(ctx, readings, map[*member]error{r.member: err})
			}
			if summary.Deltas > 0 && t.adds() {
				return false, nil
			}
			if summary.Deltas > smallDeltas {
				large++
			}
		}
		if large > 1 {
			return false, nil
		}
	}
	return true, nil
}

// decided is the outcome of a run before it is applied.
type decided struct {
	worked     bool
	started    time.Time
	small      map[*member]map[*plannedTable][]apply.Row
	tables     []*plannedTable // with something pending, in foreign key order
	large      map[*plannedTable]contest
	deltas     int64
	counts     []deltaCount
	conflicts  int64
	contested  map[*plannedTable]int64
	changed    []status.TableChange
	origins    map[*member]bool // sources that had something pending
	parkedOnly bool             // nothing but rows that are parked
}

type deltaCount struct {
	member *member
	table  *plannedTable
	deltas int64
}

func (k *Kid) decide(ctx context.Context, readings []*reading, tables []*plannedTable, receivers []*member) (*decided, error) {
	d := &decided{
		small: map[*member]map[*plannedTable][]apply.Row{}, large: map[*plannedTable]contest{},
		contested: map[*plannedTable]int64{}, origins: map[*member]bool{},
	}
	for _, m := range receivers {
		d.small[m] = map[*plannedTable][]apply.Row{}
	}
	k.beginSkips()
	if err := k.findNewest(ctx, readings, tables, receivers); err != nil {
		return nil, err
	}
	for _, t := range tables {
		large := slices.ContainsFunc(readings, func(r *reading) bool { return r.tables[t] != nil && r.tables[t].large })
		if large {
			c, err := k.decideLarge(ctx, t, readings, receivers)
			if err != nil {
				return nil, err
			}
			d.large[t] = c
			d.contested[t] = c.conflicts
			for m, rows := range c.rows {
				d.small[m][t] = rows
			}
		} else {
			rows, conflicts, err := k.decideSmall(ctx, t, readings, receivers)
			if err != nil {
				return nil, err
			}
			for m, r := range rows {
				d.small[m][t] = r
			}
			d.contested[t] = conflicts
		}
		d.conflicts += d.contested[t]
		pending := false
		for _, r := range readings {
			if table := r.tables[t]; table != nil && table.deltas > 0 {
				pending = true
				d.origins[r.member] = true
				d.deltas += table.deltas
				d.counts = append(d.counts, deltaCount{r.member, t, table.deltas})
				d.changed = append(d.changed, status.TableChange{DBID: r.member.db.ID, Schema: t.schema, Table: t.name, At: table.newest})
			}
		}
		if pending {
			d.worked = true
			d.tables = append(d.tables, t)
		}
	}
	if d.worked {
		k.leaveParked(d, readings, receivers)
	}
	return d, nil
}

// applyAll brings every receiver up to date in a transaction of its own, all at once. Whatever subset commits, each
// says exactly what it has.
func (k *Kid) applyAll(ctx context.Context, d *decided, readings []*reading, receivers []*member) (map[*member]apply.Result, map[*member]error, error) {
	failed := map[*member]error{}
	streaming := map[*member]bool{}
	if len(d.large) > 0 {
		for m, err := range each(receivers, func(m *member) error { return m.receives().Begin(ctx, k.targets(d, m)) }) {
			failed[m] = err
		}
		for _, m := range receivers {
			streaming[m] = failed[m] == nil
		}
		if source, err := k.streamAll(ctx, d, readings, receivers, failed); err != nil {
			for _, m := range receivers {
				m.receives().Abort(ctx)
			}
			return nil, nil, k.sourceFailed(ctx, readings, map[*member]error{source: err})
		}
	}
	if err := k.commitReadings(ctx, readings); err != nil {
		for _, m := range receivers {
			m.receives().Abort(ctx)
		}
		return nil, nil, err
	}
	// What was to be read has been read: the sources' snapshots end while the receivers write.
	var ending sync.WaitGroup
	ending.Go(func() { endReadings(ctx, readings) })
	defer ending.Wait()
	var mu sync.Mutex
	applied := map[*member]apply.Result{}
	working := slices.DeleteFunc(slices.Clone(receivers), func(m *member) bool { return failed[m] != nil })
	for m, err := range each(working, func(m *member) error {
		batch := k.batchFor(m, d, readings, receivers)
		batch.Owing = func(table *apply.Table, keys [][]string) ([]delta.OwedKey, error) {
			ending.Wait() // the connections to the sources are free then
			t := d.tables[slices.IndexFunc(d.tables, func(t *plannedTable) bool { return &t.at[m.position].target == table })]
			return k.owing(ctx, t, m, readings, d, keys)
		}
		if len(batch.Advances) == 0 {
			m.receives().Abort(ctx)
			return nil
		}
		var result apply.Result
		var err error
		if streaming[m] {
			result, err = m.receives().Finish(ctx, batch)
		} else {
			result, err = m.receives().Apply(ctx, batch)
		}
		if err != nil {
			return err
		}
		result.Committed = time.Now()
		mu.Lock()
		defer mu.Unlock()
		applied[m] = result
		return nil
	}) {
		failed[m] = err
	}
	for m := range failed {
		if m.connected() {
			m.receives().Abort(ctx)
		}
	}
	return applied, failed, nil
}

func (k *Kid) targets(d *decided, m *member) []*apply.Table {
	var tables []*apply.Table
	for _, t := range d.tables {
		tables = append(tables, &t.at[m.position].target)
	}
	return tables
}

// streamAll fills the staging tables of all receivers, table by table and source by source. Receivers that fail are put
// into failed; an error is that of a source.
func (k *Kid) streamAll(ctx context.Context, d *decided, readings []*reading, receivers []*member, failed map[*member]error) (*member, error) {
	working := func(except *member) []*member {
		return slices.DeleteFunc(slices.Clone(receivers), func(m *member) bool { return failed[m] != nil || m == except })
	}
	for _, t := range d.tables {
		c, large := d.large[t]
		if !large {
			continue
		}
		mirrored := func(m *member) bool { return c.mirror != nil && c.mirror.member != m && c.mirrorOwe&m.bit() != 0 }
		maps.Copy(failed, each(slices.DeleteFunc(working(nil), func(m *member) bool { return !mirrored(m) }), func(m *member) error {
			return m.receives().Replace(ctx, &t.at[m.position].target)
		}))
		for _, r := range readings {
			if r.tables[t] == nil || r.tables[t].deltas == 0 {
				continue
			}
			source := t.at[r.member.position].source
			for _, alike := range k.alike(t, working(r.member)) {
				to := t.at[alike[0].position].projection
				sql := source.CopyPending(r.window(t, receivers), r.member.db.ID, to)
				if c.mirror == r {
					sql = source.CopyTable(r.window(t, receivers), r.member.db.ID, c.mirrorAt, to)
				}
				newlyFailed, err := k.send(ctx, t, r, sql, c, alike)
				if err != nil {
					return r.member, err
				}
				maps.Copy(failed, newlyFailed)
			}
		}
		maps.Copy(failed, each(working(nil), func(m *member) error {
			target := &t.at[m.position].target
			if mirrored(m) {
				if err := m.receives().Mirror(ctx, target, c.mirror.member.db.ID, c.mirrorAt); err != nil {
					return err
				}
			}
			return m.receives().Settle(ctx, target, c.winners, m.bit())
		}))
	}
	return nil, nil
}

// alike puts the receivers that get the same of a table together: one stream serves them all.
func (k *Kid) alike(t *plannedTable, receivers []*member) [][]*member {
	var groups [][]*member
	for _, m := range receivers {
		i := slices.IndexFunc(groups, func(group []*member) bool {
			return !k.getsSettled(t, m) && !k.getsSettled(t, group[0]) && t.at[group[0].position].projection.Equal(t.at[m.position].projection)
		})
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], m)
	}
	return groups
}

// batchFor is what a receiver gets, without what has been streamed.
func (k *Kid) batchFor(m *member, d *decided, readings []*reading, receivers []*member) apply.Batch {
	batch := apply.Batch{
		SyncID: k.sync.ID, Held: k.plan.heldNames(), Before: k.beforeApply(m, d),
		Skipped: k.skips.now, ForgetSkipped: k.skipsArrived && len(m.skipped) > 0,
	}
	for _, t := range d.tables {
		_, large := d.large[t]
		rows := d.small[m][t]
		if large || len(rows) > 0 {
			batch.Tables = append(batch.Tables, apply.Rows{Table: &t.at[m.position].target, Rows: rows, Mend: k.mending(t, m)})
		}
	}
	for _, r := range readings {
		if r.member == m {
			batch.Seen, batch.Own = r.reached, r.ownTimes(d, receivers)
			continue
		}
		if !d.origins[r.member] || !r.advances(m) {
			continue
		}
		if newest := r.newest(); newest.After(batch.Newest) {
			batch.Newest = newest
		}
		batch.Advances = append(batch.Advances, apply.Advance{OriginID: r.member.db.ID, From: m.watermarks[r.member.db.ID], To: r.reached})
		if slices.ContainsFunc(m.owed, func(o delta.OwedKey) bool { return o.OriginID == r.member.db.ID }) {
			batch.Owed = append(batch.Owed, r.member.db.ID)
		}
		batch.Cut = batch.Cut || r.reached != r.snapshot
		batch.CaughtUp = append(batch.CaughtUp, k.caughtUp(m, r.member)...)
	}
	return batch
}

// settleReceivers takes over the progress of those that committed.
func (k *Kid) settleReceivers(d *decided, readings []*reading, applied map[*member]apply.Result) {
	k.settleSkipped(d, readings)
	noteNewest(readings)
	held := k.plan.heldNames()
	for m, result := range applied {
		taken := map[int64]bool{}
		for _, r := range readings {
			if r.member != m && d.origins[r.member] && r.advances(m) {
				m.watermarks[r.member.db.ID] = r.reached
				taken[r.member.db.ID] = true
				for _, key := range k.caughtUp(m, r.member) {
					delete(m.held, key)
				}
			}
		}
		m.owed = slices.DeleteFunc(m.owed, func(o delta.OwedKey) bool {
			return taken[o.OriginID] && !slices.Contains(held, delta.TableName{Schema: o.Schema, Table: o.Table})
		})
		m.owed = append(m.owed, result.Owed...)
		m.failure, m.failed = nil, 0
		m.unflushed = true
	}
}

func (k *Kid) adaptBatch(deltas int64, took time.Duration) {
	if deltas < smallestBatch/2 {
		return
	}
	wanted := int(float64(deltas) * k.sync.Options.BatchTime.Duration().Seconds() / max(took.Seconds(), 0.001))
	k.batchRows = min(max(wanted, k.batchRows/2, smallestBatch), k.batchRows*2, largestBatch)
}

func (k *Kid) logDeltas(d *decided) {
	for _, c := range d.counts {
		k.log.Info(fmt.Sprintf("KID (%s) Delta count for %s.%s: %d", k.sync.Name, c.member.db.Name, c.table.display, c.deltas),
			"sync", k.sync.Name, "db", c.member.db.Name, "table", c.table.display, "deltas", c.deltas)
	}
	for _, t := range d.tables {
		if n := d.contested[t]; n > 0 {
			k.log.Info(fmt.Sprintf("KID (%s) Conflicts for %s: %d", k.sync.Name, t.display, n), "sync", k.sync.Name, "table", t.display, "conflicts", n)
		}
	}
	if d.conflicts > 0 {
		k.log.Info(fmt.Sprintf("KID (%s) Conflicts have been resolved", k.sync.Name), "sync", k.sync.Name)
	}
}

func (k *Kid) report(ctx context.Context, run status.Run, failed map[*member]error, applied int) {
	if applied > 0 {
		k.log.Info(fmt.Sprintf("KID (%s) Totals: deletes=%d inserts=%d conflicts=%d", k.sync.Name, run.Deletes, run.Rows, run.Conflicts),
			"sync", k.sync.Name, "deletes", run.Deletes, "inserts", run.Rows, "conflicts", run.Conflicts, "left_out", run.LeftOut)
	}
	if len(failed) > 0 && ctx.Err() == nil {
		bad := run
		bad.Error = k.firstProblem(failed).Error()
		bad.Rows, bad.Deletes, bad.Conflicts, bad.LeftOut, bad.Changed = 0, 0, 0, 0, nil
		k.recorder.Run(bad)
	}
	if applied > 0 {
		k.recorder.Run(run)
		k.recordRun(run.Started)
	}
}
