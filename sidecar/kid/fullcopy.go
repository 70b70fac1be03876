package kid

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// Tables that a receiver gets whole: all of them at a fullcopy member, those without a key at a target.
//
// The deltas only tell that a table changed. All that have changed are replaced in one transaction by what they are in one
// snapshot S of a source, the reference, over connections of their own while the runs go on. With them the receiver gets its
// watermarks, as after a first copy: S for the reference, and what the reference itself had received of the others in S.
// What comes later is outside them, and is a change again. A look at the deltas in each run finds what changed; then
// a round of copies begins, at the earliest when the receiver has rested for as long as the last round took.

// shortestRest is between two rounds of whole tables.
const shortestRest = 200 * time.Millisecond

// wholes is what a member gets as whole tables. It belongs to the kid's goroutine.
type wholes struct {
	tables     []*plannedTable
	watermarks map[int64]string // by origin: as of when they are there
	copies     map[delta.TableName]delta.WholeCopy
	unchanged  map[int64]string // by origin: a later snapshot up to which nothing has changed

	reference *member   // that the next round copies from, nil when nothing has changed
	passOver  bool      // nothing has, but the watermarks are to move
	working   bool      // a round is under way
	rest      time.Time // when the next may begin
	failure   error     // why the last one failed
	failed    int       // how often in a row
}

func (w *wholes) due() bool { return w.reference != nil && !w.working }

// lacking reports whether a table is to be copied for the first time.
func (w *wholes) lacking() bool {
	return slices.ContainsFunc(w.tables, func(t *plannedTable) bool {
		_, ok := w.copies[t.fullName()]
		return !ok
	})
}

// wholeQuery is what a member gets of a table: when it is another than before, by another choice of rows or columns, the table is
// copied anew.
func (t *plannedTable) wholeQuery(from, to *member) string {
	return t.at[from.position].source.CopyPart(0, true, t.at[to.position].projection)
}

func (t *plannedTable) fullName() delta.TableName {
	return delta.TableName{Schema: t.schema, Table: t.name}
}

// getsWhole reports whether a member gets a table whole instead of its changes.
func (m *member) getsWhole(t *plannedTable) bool {
	return !m.isSource() && (t.whole || m.role == catalog.FullCopy)
}

// takers are the members that take part in runs: all but those that get nothing but whole tables.
func (k *Kid) takers() []*member {
	return slices.DeleteFunc(k.up(), func(m *member) bool { return m.role == catalog.FullCopy })
}

// loadWholes reads which whole tables the members have, and takes those for copied that a member has when it joins, as far as
// onetimecopy wants it.
func (k *Kid) loadWholes(ctx context.Context) error {
	for m, err := range each(k.nodes(), func(m *member) error { return k.loadWhole(ctx, m) }) {
		return node.Explain(m.db, err)
	}
	return nil
}

func (k *Kid) loadWhole(ctx context.Context, m *member) (err error) {
	w := &m.whole
	w.tables, w.reference = nil, nil
	var names []delta.TableName
	for _, t := range k.plan.tables {
		if t.at[m.position] != nil && m.getsWhole(t) {
			w.tables = append(w.tables, t)
			names = append(names, t.fullName())
		}
	}
	err = pgx.BeginFunc(ctx, m.reader, func(tx pgx.Tx) error {
		if err := delta.KeepWhole(ctx, tx, k.sync.ID, names); err != nil || len(names) == 0 {
			return err
		}
		// One that was held is copied anew.
		if err := delta.DropHeld(ctx, tx, k.sync.ID, names); err != nil || m.role == catalog.FullCopy {
			return err
		}
		first, err := delta.BeginWhole(ctx, tx, k.sync.ID)
		if err != nil || !first {
			return err
		}
		return k.adopt(ctx, tx, m)
	})
	if err != nil || len(names) == 0 {
		return err
	}
	w.watermarks, w.copies, err = delta.Whole(ctx, m.reader, k.sync.ID)
	w.unchanged = maps.Clone(w.watermarks)
	maps.DeleteFunc(m.held, func(h delta.HeldKey, _ string) bool {
		return slices.Contains(names, delta.TableName{Schema: h.Schema, Table: h.Table})
	})
	return err
}

// adopt takes the tables of a target that joins for what the source has: all of them, or with onetimecopy 2 those that are
// not empty. The others are copied.
func (k *Kid) adopt(ctx context.Context, tx pgx.Tx, m *member) error {
	reference := k.reference()
	for _, t := range m.whole.tables {
		if t.at[reference.position] == nil {
			continue
		}
		adopted := m.onetimecopy == 0
		if m.onetimecopy == 2 {
			if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM "+t.at[m.position].target.Quoted+")").Scan(&adopted); err != nil {
				return err
			}
		}
		if adopted {
			c := delta.WholeCopy{Query: t.wholeQuery(reference, m), Captures: k.captures(t), Complete: true, Maintained: true}
			if err := delta.RecordWhole(ctx, tx, k.sync.ID, t.fullName(), c, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// captures names, by origin, the captured table that tells of changes of a table.
func (k *Kid) captures(t *plannedTable) map[int64]int {
	captures := map[int64]int{}
	for _, m := range k.members {
		if here := t.at[m.position]; here != nil && here.source.TableID != 0 {
			captures[m.db.ID] = here.source.TableID
		}
	}
	return captures
}

// findWholes looks, in the snapshots of a run, for members whose whole tables have changed, and begins their copies.
func (k *Kid) findWholes(ctx context.Context, readings []*reading) error {
	for _, m := range k.up() {
		w := &m.whole
		if len(w.tables) == 0 || w.working || w.reference != nil {
			continue
		}
		reference, err := k.chooseReference(ctx, m, readings)
		if err != nil {
			return err
		}
		if reference == nil {
			continue // none that is up to date with the others; it will be
		}
		changed := k.wants(m, reference)
		for _, r := range readings {
			if changed {
				break
			}
			until := ""
			if r.member != reference {
				// What the reference has not received yet cannot be copied from it.
				if until = reference.watermarks[r.member.db.ID]; until == "" {
					continue
				}
			}
			found, err := k.changesOf(ctx, r.member, w.tables, r.filled, w.watermarks[r.member.db.ID], until)
			if err != nil {
				return k.sourceFailed(ctx, readings, map[*member]error{r.member: err})
			}
			changed = len(found) > 0
			if !changed && r.member == reference {
				w.unchanged[r.member.db.ID] = r.snapshot
			}
		}
		// Deltas that nobody wants are discarded when all watermarks are past them.
		w.passOver = !changed && m.role == catalog.FullCopy && k.skipsAny()
		if changed || w.passOver {
			w.reference = reference
		}
	}
	k.beginRounds()
	return nil
}

// chooseReference returns the first source that is up and has all that the member has of the others, as far as these are up
// too, preferably one that waits for no rows; nil when there is none.
func (k *Kid) chooseReference(ctx context.Context, m *member, readings []*reading) (*member, error) {
	var second *member
candidates:
	for _, c := range readings {
		for _, r := range readings {
			has, wanted := c.member.watermarks[r.member.db.ID], m.whole.watermarks[r.member.db.ID]
			if r == c || wanted == "" || covers(has, wanted) {
				continue
			}
			if has == "" {
				continue candidates
			}
			// Watermarks move with changes only: what counts is whether there are any in between.
			found, err := k.changesOf(ctx, r.member, m.whole.tables, r.filled, has, wanted)
			if err != nil {
				return nil, k.sourceFailed(ctx, readings, map[*member]error{r.member: err})
			}
			if len(found) > 0 {
				continue candidates
			}
		}
		if slices.ContainsFunc(m.whole.tables, c.member.waitsFor) {
			if second == nil {
				second = c.member
			}
			continue
		}
		return c.member, nil
	}
	return second, nil
}

// wants reports whether something is to be done for the whole tables of a member whatever the deltas say.
func (k *Kid) wants(m, reference *member) bool {
	for _, t := range m.whole.tables {
		c, ok := m.whole.copies[t.fullName()]
		if !ok || c.Query != t.wholeQuery(reference, m) || !c.Maintained || !continues(c.Captures, k.captures(t)) || !c.Complete && !reference.waitsFor(t) {
			return true
		}
	}
	for _, s := range k.members {
		received := reference.watermarks[s.db.ID]
		if s.isSource() && !s.up() && received != "" && m.whole.watermarks[s.db.ID] != "" && received != m.whole.watermarks[s.db.ID] {
			return true // it cannot be asked which tables that is about
		}
	}
	return false
}

// continues reports whether changes have been captured all the time: a table that was captured anew has missed some.
func continues(before, now map[int64]int) bool {
	for origin, id := range before {
		if other, ok := now[origin]; ok && other != id {
			return false
		}
	}
	return true
}

// waitsFor reports whether rows of a table were left out here in an earlier run.
func (m *member) waitsFor(t *plannedTable) bool {
	return slices.ContainsFunc(m.owed, func(o delta.OwedKey) bool { return o.Schema == t.schema && o.Table == t.name })
}

// changesOf returns, at a source, the changes between two snapshots of those tables that have deltas at all.
func (k *Kid) changesOf(ctx context.Context, m *member, tables []*plannedTable, filled map[*plannedTable]bool, since, until string) ([]delta.Change, error) {
	var sources []delta.Source
	for _, t := range tables {
		if here := t.at[m.position]; here != nil && here.source.TableID != 0 && (filled == nil || filled[t]) {
			sources = append(sources, here.source)
		}
	}
	if len(sources) == 0 || since == "" {
		return nil, nil
	}
	return readChanges(ctx, m.reader, k.sync.ID, sources, since, until)
}

func readChanges(ctx context.Context, conn *pgx.Conn, syncID int64, sources []delta.Source, since, until string) ([]delta.Change, error) {
	rows, err := conn.Query(ctx, delta.Changed(syncID, sources, since, until).SQL, pgx.QueryExecModeExec)
	if err != nil {
		return nil, fmt.Errorf("look for changed tables: %w", err)
	}
	changes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[delta.Change])
	if err != nil {
		return nil, fmt.Errorf("look for changed tables: %w", err)
	}
	return changes, nil
}

// beginRounds starts the rounds that are due and whose rest is over.
func (k *Kid) beginRounds() {
	for _, m := range k.up() {
		w := &m.whole
		if !w.due() || k.sync.Paused || time.Now().Before(w.rest) {
			continue
		}
		if !w.reference.up() {
			w.reference = nil // the next run finds another
			continue
		}
		round := &wholeRound{kid: k, sync: k.sync, member: m, reference: w.reference, passOver: w.passOver, tables: slices.Clone(w.tables), captures: map[*plannedTable]map[int64]int{}, progress: map[*plannedTable]*tableProgress{}}
		for _, t := range w.tables {
			round.captures[t] = k.captures(t)
		}
		for _, s := range k.members {
			if s.isSource() && s != w.reference {
				round.others = append(round.others, otherSource{s, s.up()})
			}
		}
		w.reference, w.working = nil, true
		k.probing.Go(func() {
			result := round.run(k.stop)
			select {
			case k.rounds <- result:
			case <-k.stop.Done():
			}
		})
	}
}

// untilRound shortens a wait so that it ends when a rest does.
func (k *Kid) untilRound(d time.Duration) time.Duration {
	for _, m := range k.up() {
		if m.whole.due() && !k.sync.Paused {
			d = max(min(d, time.Until(m.whole.rest)), 0)
		}
	}
	return d
}

// takeRounds takes over what the rounds have done and begins those that are due. It reports whether one has ended: what came
// meanwhile is to be looked for.
func (k *Kid) takeRounds() (ended bool) {
	for {
		select {
		case r := <-k.rounds:
			k.ended = append(k.ended, r)
			continue
		default:
		}
		break
	}
	for _, r := range k.ended {
		k.roundEnded(r)
		ended = true
	}
	k.ended = nil
	if ended {
		k.showState()
	}
	k.beginRounds()
	return ended
}

func (k *Kid) roundEnded(r roundResult) {
	w := &r.member.whole
	w.working = false
	took := time.Since(r.started)
	if r.watermarks != nil { // known also when something failed later
		w.watermarks, w.copies, w.unchanged = r.watermarks, r.copies, maps.Clone(r.watermarks)
		if r.member.role == catalog.FullCopy {
			r.member.watermarks = maps.Clone(r.watermarks)
		}
		k.unrotated = true
	}
	if r.copied > 0 {
		k.log.Info(fmt.Sprintf("KID (%s) Copied %d whole tables from %s to %s: %d rows in %s", k.sync.Name, r.copied, r.reference.db.Name, r.member.db.Name, r.rows, took.Round(time.Millisecond)),
			"sync", k.sync.Name, "db", r.member.db.Name, "tables", r.copied, "rows", r.rows)
		k.recorder.Run(status.Run{SyncID: k.sync.ID, Started: r.started, Finished: time.Now(), Runs: 1, Rows: r.rows, Deletes: r.deleted, Changed: r.changed})
	}
	switch {
	case r.replan:
		k.stale = true
		w.rest = time.Now().Add(max(took, shortestRest))
	case r.err != nil:
		problem := node.AsProblem(r.err)
		if w.failure == nil || w.failure.Error() != problem.Error() {
			k.log.Warn(fmt.Sprintf("KID (%s) Whole tables could not be copied to %s: %s", k.sync.Name, r.member.db.Name, problem.Error()), "sync", k.sync.Name, "db", r.member.db.Name)
		}
		w.failure = problem
		w.rest = time.Now().Add(max(took, min(k.retryAfter<<w.failed, maxRetryAfter)))
		w.failed = min(w.failed+1, 10)
		k.recorder.Run(status.Run{SyncID: k.sync.ID, Started: r.started, Finished: time.Now(), Runs: 1, Error: problem.Error()})
	default:
		w.failure, w.failed = nil, 0
		w.rest = time.Now().Add(max(took, shortestRest))
	}
}

// wholeTrouble is why a member lacks whole tables.
func (m *member) wholeTrouble() error {
	switch {
	case !m.up() || len(m.whole.tables) == 0:
		return nil
	case m.whole.failure != nil:
		return m.whole.failure
	case m.whole.lacking():
		return node.Problem{DB: m.db.Name, Reason: "its tables are being copied whole for the first time", NextStep: "SELECT * FROM bucardo.progress"}
	}
	return nil
}

// confirmable is what a receiver has for sure of an origin: deltas inside it are not needed any more.
func (m *member) confirmable(origin int64) (string, bool) {
	watermark, ok := m.watermarks[origin]
	if !ok || len(m.whole.tables) == 0 || m.role == catalog.FullCopy {
		return watermark, ok
	}
	whole, ok := m.whole.unchanged[origin]
	if !ok {
		return "", false
	}
	return common(watermark, whole), true
}

// answerArrived answers the commands for which all has arrived, whole tables too, that was committed when they were given.
// snapshots are those of a run after which nothing was left to do by key; nil says that there was none.
func (k *Kid) answerArrived(ctx context.Context, snapshots map[*member]string) {
	k.open = slices.DeleteFunc(k.open, func(c catalog.Command) bool {
		if !asksForRun(c) {
			return false
		}
		if k.asked[c.ID] == nil && snapshots != nil {
			k.asked[c.ID] = snapshots
		}
		if k.asked[c.ID] == nil {
			return false
		}
		arrived, err := k.arrived(ctx, k.asked[c.ID])
		if arrived || err != nil {
			k.recorder.CommandDone(c.ID, err)
			delete(k.asked, c.ID)
		}
		return arrived || err != nil
	})
}

func (k *Kid) arrived(ctx context.Context, snapshots map[*member]string) (bool, error) {
	for _, m := range k.up() {
		w := &m.whole
		if len(w.tables) == 0 {
			continue
		}
		if w.failure != nil || w.lacking() {
			return false, w.failure
		}
		for s, snapshot := range snapshots {
			if !s.up() {
				continue
			}
			changes, err := k.changesOf(ctx, s, w.tables, nil, w.watermarks[s.db.ID], snapshot)
			if err != nil {
				return false, node.Explain(s.db, err)
			}
			if len(changes) > 0 {
				return false, nil
			}
		}
	}
	return true, nil
}

// copyingWhole reports whether whole tables wait for a round or are in one.
func (k *Kid) copyingWhole() bool {
	return slices.ContainsFunc(k.up(), func(m *member) bool { return m.whole.working || m.whole.reference != nil })
}

// countWhole counts what is pending in a table that is replicated whole, towards the receiver that waits for most.
func (k *Kid) countWhole(ctx context.Context, m *member, t *plannedTable) ([]status.TablePending, error) {
	var most []status.TablePending
	for _, receiver := range k.members {
		if len(receiver.whole.tables) == 0 {
			continue
		}
		changes, err := k.changesOf(ctx, m, []*plannedTable{t}, nil, receiver.whole.watermarks[m.db.ID], "")
		if err != nil {
			return nil, err
		}
		for _, c := range changes {
			if len(most) == 0 || c.Deltas > most[0].Deltas {
				most = []status.TablePending{{DBID: m.db.ID, Schema: t.schema, Table: t.name, Deltas: c.Deltas, Oldest: m.clock.here(c.Oldest)}}
			}
		}
	}
	return most, nil
}
