// Package kid replicates one sync.
//
// A kid goes through these states; the control database says what it should do, the kid says in the status what it does:
//
//	            +--------- a table changed, a member came back ----------+
//	            v                                                        |
//	start -> activate ----> look -> run -> look ... -> arm -> wait --> look
//	            |             ^                                 |
//	            | failed      +------- notification, kick, <----+
//	            v                      slow poll
//	        wait, again
//
// look opens one snapshot on each source and finds what is pending towards each receiver. run decides and applies it in
// one transaction on each receiver, together with the watermark that says what the receiver now has. Nothing in the kid
// is needed to go on after a crash: the watermarks are at the receivers, the deltas at the sources. A member that fails
// is suspended and tried again; the others go on.
package kid

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// Tunables.
const (
	DefaultRetryAfter = 500 * time.Millisecond // between attempts to reach a database or to activate
	maxRetryAfter     = 4 * time.Second        // after runs failed again and again
	DefaultPoll       = time.Second            // the slow poll, for wake-ups that were lost
	longestRest       = 20 * time.Millisecond  // between runs under load
	examineAtLeast    = 10 * time.Second       // between looks at the captured tables under load
	silentPoll        = 50 * time.Millisecond  // the poll where writers do not notify
	shortestPoll      = 2 * time.Millisecond   // while transactions are open that may have missed the wake-up
)

// Options of a Kid.
type Options struct {
	Sync         catalog.Sync
	Control      *pgx.ConnConfig // what databases leave out of their connection settings
	Installation string          // identity of the control database
	Log          *slog.Logger
	Recorder     *status.Recorder
	Gate         Gate // nil: the sync may run at any time
}

// Kid replicates one sync. Make it with New, then Run it once.
type Kid struct {
	sync         catalog.Sync
	control      *pgx.ConnConfig
	installation string
	log          *slog.Logger
	recorder     *status.Recorder
	retryAfter   time.Duration
	poll         time.Duration

	updates    chan catalog.Sync
	commands   chan catalog.Command
	probes     chan probe
	rounds     chan roundResult
	checks     chan foreignKeyCheck
	ended      []roundResult     // taken from rounds, not yet acted on
	probed     []probe           // taken from probes, not yet acted on
	records    []status.Conflict // conflicts that the run has decided
	remembered []remembered      // more of them, to be described
	noted      atomic.Int64      // bytes of their versions
	owingTurn  sync.Mutex        // one receiver at a time asks the sources again
	probing    sync.WaitGroup
	stop       context.Context //nolint:containedctx // ends the probes

	newest       map[int]time.Time // by position of a source: the newest change that the run knows, where a strategy needs it
	skips        skips
	code         customCode
	skipsArrived bool // every receiver has committed the runs whose skipped changes are kept
	members      []*member
	plan         *plan
	sequences    sequences
	dangling     dangling
	activated    bool
	batchRows    int
	open         []catalog.Command            // commands to be answered after the next run
	asked        map[int64]map[*member]string // by command: as of when whole tables have to arrive before it is answered
	rotated      time.Time
	unrotated    bool      // deltas were consumed since
	examined     time.Time // when the captured tables were last checked for staleness
	stale        bool      // a captured table is no longer what it was

	known       map[tableName]bool // tables of the first source: whether they have a unique index
	created     map[tableName]bool // those created since the list was first followed
	follows     bool               // the list, as it is, was followed before
	names       string             // fingerprint of the names of the first source's tables, when they were last looked at
	discovered  time.Time          // when new tables were last looked for
	reexamined  time.Time          // when held tables were last looked at
	counted     time.Time
	waiting     bool // the status shows pending changes
	state       status.SyncState
	gate        Gate
	place       Place // nil: none
	pace        pace
	waited      int64            // commands up to this id that wait have had their look
	parkedTried time.Time        // when parked rows were last tried
	parkedPairs map[string]bool  // pairs of rows of which one is parked
	parkedShown []status.Finding // about parked rows, as they stand in the status
	skewed      []status.Finding // about clocks that are too far apart
	moveAll     bool             // watermarks are to move with the next look, whatever there is
}

// New returns a kid for a sync.
func New(o Options) *Kid {
	k := &Kid{
		sync: o.Sync, control: o.Control, installation: o.Installation, log: o.Log, recorder: o.Recorder,
		retryAfter: DefaultRetryAfter, poll: DefaultPoll,
		updates: make(chan catalog.Sync, 1), commands: make(chan catalog.Command, 64), probes: make(chan probe, len(o.Sync.Members)),
		rounds: make(chan roundResult, len(o.Sync.Members)), checks: make(chan foreignKeyCheck, 1), asked: map[int64]map[*member]string{},
		activated: o.Sync.Activated, batchRows: firstBatch,
		follows: o.Sync.Activated && o.Sync.ObservedList == o.Sync.List(), created: map[tableName]bool{},
		gate: o.Gate, pace: newPace(o.Sync.BehindSince), code: newCustomCode(o.Control, o.Sync),
	}
	for i, m := range o.Sync.Members {
		k.members = append(k.members, &member{position: i, db: m.DB, role: m.Role, onetimecopy: o.Sync.CopyOf(m)})
	}
	return k
}

// Update gives a running kid a newer version of its sync, of the same shape.
func (k *Kid) Update(newer catalog.Sync) {
	for {
		select {
		case k.updates <- newer:
			return
		default:
		}
		select {
		case <-k.updates:
		default:
		}
	}
}

// Command hands a kick or validate command over. It is answered in the control database.
func (k *Kid) Command(ctx context.Context, c catalog.Command) {
	select {
	case k.commands <- c:
	case <-ctx.Done():
	}
}

// Run replicates until stop is done, finishing the run at hand; hard ends even that.
func (k *Kid) Run(stop, hard context.Context) {
	defer func() {
		k.probing.Wait()
		k.code.runner.Close(hard)
		for _, m := range k.members {
			m.close(hard)
		}
	}()
	k.stop = stop
	for stop.Err() == nil {
		k.takeUpdate()
		k.takeCommands()
		k.takeProbes()
		k.testCode(hard)
		if !k.hasActiveSource() {
			k.showState()
			k.answer(k.atRest())
			k.await(stop, nil, k.poll)
			continue
		}
		if err := k.activate(hard); err != nil {
			k.activationFailed(stop, err)
			continue
		}
		k.activated, k.follows = true, true
		k.announce()
		k.answerValidations()
		k.work(stop, hard)
	}
}

func (k *Kid) activationFailed(stop context.Context, err error) {
	if stop.Err() != nil {
		return
	}
	problem := node.AsProblem(err)
	k.setState(status.Failed, problem.Error(), problem.NextStep)
	k.answer(problem)
	k.noteUnknown()
	k.assess()
	wait := k.retryAfter
	if node.LockHeld(err) {
		wait = maxRetryAfter // every attempt makes the table's writers wait
	}
	k.await(stop, nil, wait)
}

func (k *Kid) announce() {
	included := 0
	for _, c := range k.plan.choices {
		if c.Included {
			included++
		}
	}
	if k.state.State != status.Active && k.state.State != status.Degraded {
		k.log.Info(fmt.Sprintf("KID (%s) Ready: %d databases, %d tables", k.sync.Name, len(k.up()), included), "sync", k.sync.Name)
	}
	k.showState()
}

// showState derives the state of the sync from what is known of its members.
func (k *Kid) showState() {
	if k.sync.Paused {
		k.setState(status.Paused, "", fmt.Sprintf("SELECT bucardo.resume(%s)", quote(k.sync.Name)))
		return
	}
	for _, m := range k.members {
		if m.trouble() != nil {
			problem := node.AsProblem(m.trouble())
			state := status.Degraded
			switch {
			case m.copying && !k.canRun(), m.whole.failure == nil && m.whole.lacking() && k.allInTrouble():
				state = status.Pending
			case !k.canRun() || k.allInTrouble():
				state = status.Failed
			}
			k.setState(state, problem.Error(), problem.NextStep)
			return
		}
	}
	if err := k.atRest(); err != nil {
		problem := node.AsProblem(err)
		k.setState(status.Paused, problem.Error(), problem.NextStep)
		return
	}
	if len(k.plan.held) > 0 {
		k.showHeld()
		return
	}
	for _, problem := range k.code.trouble {
		k.setState(status.Degraded, problem.Error(), problem.NextStep)
		return
	}
	if n := len(k.parkedShown); n > 0 {
		k.setState(status.Degraded, k.parkedShown[0].What, k.parkedShown[0].NextStep)
		return
	}
	if len(k.skewed) > 0 {
		k.setState(status.Active, k.skewed[0].What, k.skewed[0].NextStep)
		return
	}
	k.setState(status.Active, "", "")
}

// allInTrouble reports whether no receiver is known to be well.
func (k *Kid) allInTrouble() bool {
	well := 0
	for _, m := range k.active() {
		if m.trouble() == nil {
			well++
		}
	}
	return well < 2
}

// canRun reports whether there is a source and somebody to receive from it.
func (k *Kid) canRun() bool {
	sources := 0
	for _, m := range k.up() {
		if m.isSource() {
			sources++
		}
	}
	return sources > 0 && len(k.up()) > 1
}

func (k *Kid) setState(state status.State, reason, nextStep string) {
	s := status.SyncState{SyncID: k.sync.ID, State: state, Reason: reason, NextStep: nextStep, Version: k.sync.Version, Activated: k.activated}
	if k.follows && k.activated {
		s.List = k.sync.List()
	}
	if s == k.state {
		return
	}
	if s.Reason != k.state.Reason || s.State != k.state.State {
		attrs := []any{"sync", k.sync.Name, "state", string(state)}
		switch {
		case reason != "":
			k.log.Warn(fmt.Sprintf("KID (%s) %s: %s", k.sync.Name, state, reason), append(attrs, "reason", reason, "next_step", nextStep)...)
		default:
			k.log.Info(fmt.Sprintf("KID (%s) %s", k.sync.Name, state), attrs...)
		}
	}
	k.state = s
	k.recorder.Sync(s)
}

func quote(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// takeUpdate takes over a newer version of the sync, if there is one.
func (k *Kid) takeUpdate() bool {
	select {
	case newer := <-k.updates:
		k.sync = newer
		return true
	default:
		return false
	}
}

// takeCommands collects the commands that wait and reports whether a run, or a new activation, was asked for.
func (k *Kid) takeCommands() (kicked, validate bool) {
	for {
		select {
		case c := <-k.commands:
			k.open = append(k.open, c)
		default:
			for _, c := range k.open {
				kicked = kicked || c.Verb == "kick" && k.asked[c.ID] == nil || k.wantsLook(c)
				validate = validate || c.Verb == "validate"
			}
			return kicked, validate
		}
	}
}

// answer reports the outcome of the open commands, those apart that wait for more than a run.
func (k *Kid) answer(err error) {
	k.open = slices.DeleteFunc(k.open, func(c catalog.Command) bool {
		if asksForRun(c) {
			k.recorder.CommandDone(c.ID, err)
		}
		return asksForRun(c)
	})
	clear(k.asked)
}

// asksForRun reports whether a run, or the look at the tables before one, answers a command. The others have answers of
// their own.
func asksForRun(c catalog.Command) bool { return c.Verb == "kick" || c.Verb == "validate" }

// answerValidations reports that the activation just done was good.
func (k *Kid) answerValidations() {
	k.open = slices.DeleteFunc(k.open, func(c catalog.Command) bool {
		if c.Verb == "validate" {
			k.recorder.CommandDone(c.ID, nil)
		}
		return c.Verb == "validate"
	})
}

// work runs until something asks for a new activation, or stop is done.
func (k *Kid) work(stop, hard context.Context) {
	defer k.leave()
	look, arm, busy := true, false, false
	backoff := shortestPoll
	for stop.Err() == nil {
		if k.takeUpdate() {
			k.showState()
			look = true
		}
		kicked, validate := k.takeCommands()
		kicked = kicked || k.due()
		k.testCode(hard)
		k.spreadSequences(hard)
		k.dropDeltas(hard)
		k.chooseVersions(hard)
		k.checkForeignKeys(hard)
		probed := len(k.probes)+len(k.probed) > 0
		if validate {
			k.retryBrokenNow()
		}
		if k.takeProbes() || validate {
			return
		}
		if probed {
			k.showState()
		}
		if k.takeRounds() {
			look = true
			k.answerArrived(hard, nil)
		}
		if k.stale || k.mended(hard) {
			k.stale = false
			return
		}
		k.assess()
		if k.reopen(hard) {
			return
		}
		if !k.canRun() {
			k.leave()
			k.showState()
			k.countPending(hard, false)
			if !k.anyCopying() {
				k.answer(errors.Join(k.firstMemberProblem(), k.atRest()))
			}
			k.await(stop, nil, k.poll)
			continue
		}
		if k.sync.Paused || !k.sync.Autokick && !kicked {
			k.leave()
			if time.Since(k.examined) > k.poll {
				k.slowPoll(hard) // nothing else would find out that a database is away
			}
			k.countPending(hard, false)
			if k.sync.Paused {
				k.answer(nil)
			}
			k.discover(hard)
			k.await(stop, k.listeners(), k.untilDue(k.poll))
			look = true
			continue
		}
		if !look && !kicked {
			k.countPending(hard, false)
			look, arm = k.waitForWork(stop, hard, &backoff)
			continue
		}
		if time.Since(k.examined) > examineAtLeast {
			k.slowPoll(hard) // under load it never gets to wait
			continue
		}
		if k.enter(stop) != nil {
			return
		}
		started := time.Now()
		result, err := k.runOnce(hard, arm)
		if !result.more || err != nil {
			k.leave()
		}
		if hard.Err() != nil || errors.Is(err, errReplan) {
			return
		}
		if err != nil {
			k.runFailed(stop, err)
			continue
		}
		k.ran(started, result)
		k.showState()
		k.rotate(hard, result.worked)
		if result.more || k.firstMemberProblem() != nil {
			k.countPending(hard, true)
		}
		if !result.more && !result.leftOut {
			k.answerArrived(hard, result.snapshots)
		}
		k.answerWaits(result)
		switch {
		case result.leftOut && !result.more:
			// The row is held, or hot: look again soon, but not without a pause.
			k.await(stop, nil, backoff)
			backoff = min(2*backoff, k.poll/4)
			arm = false
		case result.worked:
			backoff = shortestPoll
			// After a first change there is probably no second: arm at once. Under load, rest for as long as the run took:
			// many small runs would cost the sources more than the changes are worth.
			if busy && !result.more {
				k.await(stop, nil, min(time.Since(started), longestRest))
			}
			arm, busy = !busy, true
		case !arm:
			arm = true
		default:
			k.noteArmed(result)
			k.countPending(hard, false)
			look, arm, busy = false, false, false
		}
	}
}

// runFailed puts the reason why a run failed into the status, unless a suspended member already says it.
func (k *Kid) runFailed(stop context.Context, err error) {
	if stop.Err() != nil {
		return
	}
	k.answer(err)
	k.noteUnknown()
	if k.firstMemberProblem() != nil {
		k.showState()
		return
	}
	problem := node.AsProblem(err)
	k.setState(status.Failed, problem.Error(), problem.NextStep)
	k.await(stop, nil, min(k.retryAfter<<min(k.code.stopped, 8), maxRetryAfter))
}

func (k *Kid) firstMemberProblem() error {
	for _, m := range k.members {
		if m.trouble() != nil {
			return m.trouble()
		}
	}
	return nil
}
