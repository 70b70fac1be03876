package kid

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// How delta space is given back.
const (
	rotateEvery     = time.Second
	fullSegment     = 256 << 10 // bytes at which a segment is left for the other
	pingTimeout     = 10 * time.Second
	rotatesPerRound = 3 // empty the resting segment, leave the full one, then empty that
)

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// listeners are the members whose notifications mean work.
func (k *Kid) listeners() []*member {
	var listeners []*member
	for _, m := range k.up() {
		if m.isSource() {
			listeners = append(listeners, m)
		}
	}
	return listeners
}

// await returns when a listener is notified or lost, a command, an update or the outcome of a probe has come, stop is done,
// or the time is over. It reports whether a listener was notified.
func (k *Kid) await(stop context.Context, listeners []*member, d time.Duration) (notified bool) {
	ctx, cancel := context.WithTimeout(stop, k.untilRound(d))
	defer cancel()
	errs := make([]error, len(listeners))
	var listening sync.WaitGroup
	for i, m := range listeners {
		listening.Go(func() {
			_, errs[i] = m.reader.WaitForNotification(ctx)
			if errs[i] == nil || ctx.Err() == nil {
				cancel()
			}
		})
	}
	select {
	case <-ctx.Done():
	case c := <-k.commands:
		k.open = append(k.open, c)
	case newer := <-k.updates:
		k.Update(newer)
	case p := <-k.probes:
		k.probed = append(k.probed, p)
	case r := <-k.rounds:
		k.ended = append(k.ended, r)
	case c := <-k.checks:
		k.dangling.checked = append(k.dangling.checked, c)
	}
	cancel()
	listening.Wait()
	for i, m := range listeners {
		switch {
		case errs[i] == nil:
			notified = true
		case m.reader.IsClosed():
			k.suspend(stop, m, errs[i])
		}
	}
	return notified
}

// waitForWork waits for a wake-up. look says that something may be pending; arm that it was found without a
// notification, so that the wake-up has to be armed again.
func (k *Kid) waitForWork(stop, hard context.Context, backoff *time.Duration) (look, arm bool) {
	open := false
	for _, m := range k.listeners() {
		open = open || m.armedUntil != 0
	}
	wait := k.poll
	if slices.ContainsFunc(k.listeners(), func(m *member) bool { return m.silent }) {
		wait = silentPoll
	}
	wait = k.untilDue(wait)
	if open {
		wait = min(*backoff, wait)
		*backoff = min(2**backoff, k.poll)
	}
	if k.await(stop, k.listeners(), wait) {
		return true, false
	}
	if open {
		return true, true
	}
	look = k.slowPoll(hard)
	if !look {
		k.rotate(hard, false)
	}
	return look || k.skipsAny() || k.parkedDue(), true
}

// noteArmed remembers, for each source, the transactions that were open when the wake-up was armed. They may have
// passed the trigger before and will not notify: until they have ended, the kid looks by itself.
func (k *Kid) noteArmed(result outcome) {
	for _, m := range k.up() {
		m.failure, m.failed = nil, 0 // nothing waits for it any more
	}
	for m, snapshot := range result.snapshots {
		m.armedUntil = 0
		if snapshotXmin(snapshot) < snapshotXmax(snapshot) {
			m.armedUntil = snapshotXmax(snapshot)
		}
	}
}

// slowPoll finds wake-ups that were lost with a transaction rolled back, and connections that are dead.
func (k *Kid) slowPoll(hard context.Context) (look bool) {
	ctx, cancel := context.WithTimeout(hard, pingTimeout)
	defer cancel()
	thorough := time.Since(k.examined) > k.poll
	if thorough {
		k.examined = time.Now()
	}
	var mu sync.Mutex
	failed := each(k.up(), func(m *member) error {
		if m.isStore() {
			return nil // it is asked when there is something to be written
		}
		if thorough {
			if err := k.measureClock(ctx, m); err != nil {
				return err
			}
		}
		if !m.isSource() {
			return m.reader.Ping(ctx)
		}
		var disarmed, stale bool
		if err := m.reader.QueryRow(ctx, delta.Disarmed, k.sync.ID).Scan(&disarmed); err != nil {
			return err
		}
		if thorough {
			if err := m.reader.QueryRow(ctx, "SELECT bucardo_node.stale($1)", k.sync.ID).Scan(&stale); err != nil {
				return err
			}
		}
		if err := m.mendClock(ctx); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		look = look || disarmed
		k.stale = k.stale || stale
		return nil
	})
	for m, err := range failed {
		k.suspend(hard, m, err)
		look = true
	}
	k.showClocks()
	k.discover(hard)
	k.pollSequences(ctx)
	k.reviewDangling(ctx)
	return look
}

// rotate tells the sources what the receivers have committed and lets them give delta space back. Under load that is
// put off until a segment is full: each of its steps waits for a disk.
func (k *Kid) rotate(ctx context.Context, worked bool) {
	k.unrotated = k.unrotated || worked
	if time.Since(k.rotated) < rotateEvery || !k.unrotated && time.Since(k.rotated) < 10*rotateEvery {
		return
	}
	k.rotated = time.Now()
	candidates := map[*member][]delta.Candidate{}
	var mu sync.Mutex
	if !k.housekeep(ctx, k.listeners(), func(m *member) error {
		found, err := delta.Candidates(ctx, m.reader, k.sync.ID)
		full := slices.ContainsFunc(found, func(c delta.Candidate) bool { return c.Bytes >= fullSegment })
		mu.Lock()
		defer mu.Unlock()
		if len(found) > 0 && (full || !worked) {
			candidates[m] = found
		}
		return err
	}) || worked && len(candidates) == 0 {
		return
	}
	k.unrotated = false
	if len(candidates) == 0 || !k.flush(ctx) {
		return
	}
	k.housekeep(ctx, slices.Collect(maps.Keys(candidates)), func(m *member) error { return k.rotateAt(ctx, m, candidates[m]) })
}

// housekeep does something at some members at once, and suspends those where it fails.
func (k *Kid) housekeep(ctx context.Context, members []*member, f func(m *member) error) bool {
	failed := each(members, f)
	for m, err := range failed {
		k.suspend(ctx, m, err)
	}
	return len(failed) == 0
}

// flush makes durable what the receivers have committed, which their sessions do not wait for: a watermark may be
// confirmed, and deltas be discarded for it, only when a crash cannot take it back.
func (k *Kid) flush(ctx context.Context) bool {
	var unflushed []*member
	for _, m := range k.up() {
		if m.unflushed {
			unflushed = append(unflushed, m)
		}
	}
	return k.housekeep(ctx, unflushed, func(m *member) error {
		err := m.receives().Flush(ctx)
		m.unflushed = err != nil
		return err
	})
}

func (k *Kid) rotateAt(ctx context.Context, m *member, candidates []delta.Candidate) error {
	var flushed []*member
	var receivers []int64
	var reached []string
	for _, receiver := range k.up() { // of the others it is not known what a crash has taken back
		if watermark, ok := receiver.confirmable(m.db.ID); ok {
			flushed = append(flushed, receiver)
			receivers = append(receivers, receiver.db.ID)
			reached = append(reached, watermark)
		}
	}
	if err := k.releaseHeld(ctx, m, flushed); err != nil {
		return err
	}
	if err := delta.Confirm(ctx, m.reader, k.sync.ID, receivers, reached); err != nil {
		return err
	}
	for _, c := range candidates {
		for range rotatesPerRound {
			outcome, err := delta.Rotate(ctx, m.reader, c.TableID, fullSegment)
			if err != nil {
				return err
			}
			if outcome == "pending" && c.Relayed {
				if err := k.noteSkipped(ctx, m, c, receivers); err != nil {
					return err
				}
			}
			if outcome != "switched" && outcome != "emptied" {
				break
			}
		}
	}
	return nil
}

// countPending puts what waits into the status, at most once a poll. When everybody is there and nothing waits, it is
// known without a query.
func (k *Kid) countPending(ctx context.Context, busy bool) {
	idle := !busy && !k.sync.Paused && k.sync.Autokick && k.firstMemberProblem() == nil && !k.copyingWhole()
	if idle {
		if k.waiting || k.counted.IsZero() {
			k.recorder.Pending(k.sync.ID, nil)
		}
		k.waiting, k.counted = false, time.Now()
		k.noteBehind(time.Time{})
		return
	}
	if time.Since(k.counted) < k.poll/2 {
		return
	}
	k.counted = time.Now()
	var mu sync.Mutex
	var pending []status.TablePending
	for m, err := range each(k.listeners(), func(m *member) error {
		found, err := k.countAt(ctx, m)
		mu.Lock()
		defer mu.Unlock()
		pending = append(pending, found...)
		return err
	}) {
		k.suspend(ctx, m, err)
	}
	k.waiting = true
	k.noteCounted(pending)
	k.recorder.Pending(k.sync.ID, pending)
}

// countAt counts what is pending at a source, also towards members that are away.
func (k *Kid) countAt(ctx context.Context, m *member) ([]status.TablePending, error) {
	candidates, err := delta.Candidates(ctx, m.reader, k.sync.ID)
	if err != nil {
		return nil, err
	}
	var receivers []*member
	for _, receiver := range k.members {
		if _, ok := receiver.watermarks[m.db.ID]; ok {
			receivers = append(receivers, receiver)
		}
	}
	if len(receivers) == 0 {
		return nil, nil
	}
	r := &reading{member: m, relayed: map[*plannedTable]bool{}}
	var pending []status.TablePending
	for _, c := range candidates {
		for _, t := range k.plan.tables {
			here, ok := t.at[m.position]
			if !ok || here.source.TableID != c.TableID {
				continue
			}
			if t.whole {
				waiting, err := k.countWhole(ctx, m, t)
				if err != nil {
					return nil, err
				}
				pending = append(pending, waiting...)
				continue
			}
			r.relayed[t] = c.Relayed
			summary, err := r.summarize(ctx, t, receivers)
			if err != nil {
				return nil, err
			}
			if summary.Deltas > 0 {
				pending = append(pending, status.TablePending{DBID: m.db.ID, Schema: t.schema, Table: t.name, Deltas: summary.Deltas, Oldest: m.clock.here(*summary.Oldest)})
			}
		}
	}
	return pending, nil
}
