package kid

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// Gate decides who may run when only some may. The supervisor owns it.
type Gate interface {
	// Enter waits for a place, those of a higher priority first, or until ctx is done.
	Enter(ctx context.Context, priority int) (Place, error)
}

// Place is a place among the syncs that run.
type Place interface {
	// Yield lets others go first that wait with the same or a higher priority. After an error the place is lost.
	Yield(ctx context.Context) error
	// Leave gives the place back.
	Leave()
}

// shortestPace is how often it is written how far behind a sync is, at most.
const shortestPace = time.Second

// pace is what the kid knows of time: when it last looked, how far behind it is, how old its connections are. It belongs to the
// kid's goroutine.
type pace struct {
	looked time.Time // the last look that left nothing to do
	opened time.Time // when the connections were opened
	runs   int       // runs with something to do since

	behind  time.Time // of the oldest change that has not arrived everywhere, zero when all has
	known   time.Time // when that was last known
	seen    bool      // it was tried to know it since the kid began
	written time.Time
	overdue bool
	expired bool
}

// newPace goes on from what was seen last, maybe by another sidecar.
func newPace(behindSince *time.Time) pace {
	now := time.Now()
	p := pace{looked: now, known: now}
	if behindSince != nil {
		p.behind = *behindSince
	}
	return p
}

// untilDue is how long the kid may wait: until checktime wants a look, at most d.
func (k *Kid) untilDue(d time.Duration) time.Duration {
	if every := k.sync.Options.CheckTime.Duration(); every > 0 && !k.sync.Paused {
		d = min(d, max(every-time.Since(k.pace.looked), shortestPoll))
	}
	return d
}

// due reports whether checktime wants a look.
func (k *Kid) due() bool {
	every := k.sync.Options.CheckTime.Duration()
	return every > 0 && time.Since(k.pace.looked) >= every
}

// reopen closes the connections when they have lived long enough, and reports whether it did. They are opened anew as
// those of a kid that begins.
func (k *Kid) reopen(ctx context.Context) bool {
	o := k.sync.Options
	if k.pace.opened.IsZero() {
		k.pace.opened = time.Now()
	}
	if (o.Lifetime == 0 || time.Since(k.pace.opened) < o.Lifetime.Duration()) && (o.MaxRuns == 0 || k.pace.runs < o.MaxRuns) {
		return false
	}
	k.log.Info(fmt.Sprintf("KID (%s) Opening connections anew after %d runs", k.sync.Name, k.pace.runs), "sync", k.sync.Name, "runs", k.pace.runs)
	for _, m := range k.up() {
		m.close(ctx)
	}
	k.pace.opened, k.pace.runs = time.Time{}, 0
	return true
}

// enter waits for a place among the syncs that may run. One with more to do keeps its place, unless another goes before it:
// else those of a low priority would get in after each of its runs.
func (k *Kid) enter(stop context.Context) error {
	if k.gate == nil {
		return nil
	}
	place, priority := k.place, k.sync.Options.Priority
	entered := make(chan error, 1)
	go func() {
		var err error
		if place == nil {
			place, err = k.gate.Enter(stop, priority)
		} else {
			err = place.Yield(stop)
		}
		entered <- err
	}()
	for {
		timer := time.NewTimer(k.poll)
		select {
		case err := <-entered:
			timer.Stop()
			if k.place = place; err != nil {
				k.place = nil
			}
			return err
		case <-timer.C:
			k.noteUnknown()
			k.assess()
		}
	}
}

// leave gives the place back, if there is one.
func (k *Kid) leave() {
	if k.place != nil {
		k.place.Leave()
		k.place = nil
	}
}

// ran takes note of a run that went well. It began at started.
func (k *Kid) ran(started time.Time, result outcome) {
	if result.worked {
		k.pace.runs++
	}
	if result.more || result.leftOut {
		return
	}
	k.pace.looked = started
	if k.firstMemberProblem() == nil && !k.copyingWhole() {
		k.noteBehind(time.Time{})
	}
}

// noteBehind takes note of the oldest change that waits; zero: none does.
func (k *Kid) noteBehind(oldest time.Time) {
	k.pace.behind, k.pace.known, k.pace.seen = oldest, time.Now(), true
}

// noteCounted takes note of what was counted. What a source that is out of reach has is not known.
func (k *Kid) noteCounted(pending []status.TablePending) {
	var oldest time.Time
	for _, p := range pending {
		if !p.Oldest.IsZero() && (oldest.IsZero() || p.Oldest.Before(oldest)) {
			oldest = p.Oldest
		}
	}
	if !slices.ContainsFunc(k.active(), func(m *member) bool { return m.isSource() && !m.up() }) {
		k.noteBehind(oldest)
		return
	}
	k.noteUnknown()
	if !oldest.IsZero() && oldest.Before(k.pace.behind) {
		k.pace.behind = oldest
	}
}

// noteUnknown takes note that it could not be looked: what was known last counts.
func (k *Kid) noteUnknown() {
	k.pace.seen = true
	if k.pace.behind.IsZero() {
		k.pace.behind = k.pace.known
	}
}

// assess says when the sync has come to be behind for too long, and when that is over.
func (k *Kid) assess() {
	o := k.sync.Options
	p := &k.pace
	if o.Overdue == 0 && o.Expired == 0 {
		if k.sync.BehindSince != nil && p.written.IsZero() {
			p.written = time.Now()
			k.recorder.Pace(status.Pace{SyncID: k.sync.ID}) // of the time when there was a bound
		}
		return
	}
	if !p.seen {
		return
	}
	behind := time.Duration(0)
	if !p.behind.IsZero() {
		behind = time.Since(p.behind)
	}
	overdue := o.Overdue > 0 && behind > o.Overdue.Duration()
	expired := o.Expired > 0 && behind > o.Expired.Duration()
	changed := overdue != p.overdue || expired != p.expired
	say := func(kind status.EventKind, bound time.Duration) {
		k.log.Warn(fmt.Sprintf("KID (%s) The sync is %s: behind for %s, more than %s", k.sync.Name, kind, behind.Round(time.Millisecond), bound), "sync", k.sync.Name)
		k.recorder.Event(k.sync.ID, kind)
	}
	if overdue && !p.overdue {
		say(status.IsOverdue, o.Overdue.Duration())
	}
	if expired && !p.expired {
		say(status.IsExpired, o.Expired.Duration())
	}
	if changed && !overdue && !expired {
		k.log.Info(fmt.Sprintf("KID (%s) The sync has caught up", k.sync.Name), "sync", k.sync.Name)
		k.recorder.Event(k.sync.ID, status.HasCaughtUp)
	}
	p.overdue, p.expired = overdue, expired
	bound := o.Overdue.Duration()
	if bound == 0 || o.Expired > 0 && o.Expired < o.Overdue {
		bound = o.Expired.Duration()
	}
	if changed || time.Since(p.written) > max(bound/4, shortestPace) {
		p.written = time.Now()
		k.recorder.Pace(status.Pace{SyncID: k.sync.ID, Behind: p.behind, Looked: p.known})
	}
}
