// Package supervisor compares what the user wants with what runs, and starts, stops, updates and kicks kids.
//
// The control database is the authority. The supervisor reads it whole on every hint (a notification, a reconnection)
// and on a slow poll, and acts on the difference; that a hint is lost costs time, never a change. Only the holder of
// the lease works; others stand by. When the control database is away, the kids go on with what they were told last.
package supervisor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/control"
	"github.com/bucardo/bucardo-sidecar/sidecar/kid"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
)

// Tunables.
const (
	DefaultPoll  = 2 * time.Second  // the slow poll of the configuration
	DefaultGrace = 10 * time.Second // for the runs at hand when stopping
	leaseRetry   = time.Second
	readTimeout  = 10 * time.Second
	cleanupRetry = time.Second

	slowestCleanupRetry = 30 * time.Second
)

// Options of a Supervisor.
type Options struct {
	Control  *pgx.ConnConfig
	Log      *slog.Logger
	Recorder *status.Recorder
	Poll     time.Duration // DefaultPoll when zero
}

// Supervisor runs the syncs of one control database.
type Supervisor struct {
	control  *pgx.ConnConfig
	log      *slog.Logger
	recorder *status.Recorder
	poll     time.Duration
	hints    chan struct{}

	running  map[int64]*running // by sync id
	cleanups map[cleanupKey]*cleanupAttempt
	done     chan cleanupKey
	seen     map[int64]*running // commands handed to a kid; nil: answered without one
	gate     gate
	inactive map[int64]int64
	group    sync.WaitGroup
}

type running struct {
	sync catalog.Sync
	kid  *kid.Kid
	stop context.CancelFunc
	kill context.CancelFunc
	done chan struct{}
}

type cleanupKey struct{ sync, db int64 }

// cleanupAttempt is what is known of a cleanup; it belongs to the goroutine that works on it.
type cleanupAttempt struct {
	working bool
	failed  int
	reason  string
}

// New returns a supervisor.
func New(o Options) *Supervisor {
	if o.Poll == 0 {
		o.Poll = DefaultPoll
	}
	return &Supervisor{
		control: o.Control, log: o.Log, recorder: o.Recorder, poll: o.Poll, hints: make(chan struct{}, 1),
		running: map[int64]*running{}, cleanups: map[cleanupKey]*cleanupAttempt{}, done: make(chan cleanupKey),
		seen: map[int64]*running{}, inactive: map[int64]int64{},
	}
}

func (s *Supervisor) connect(ctx context.Context) (*pgx.Conn, error) {
	config := s.control.Copy()
	config.RuntimeParams["application_name"] = "bucardo supervisor"
	// A planner without statistics takes the read of the configuration for dear; compiling it takes seconds, it takes milliseconds.
	config.RuntimeParams["jit"] = "off"
	return pgx.ConnectConfig(ctx, config)
}

func (s *Supervisor) hint() {
	select {
	case s.hints <- struct{}{}:
	default:
	}
}

// Run supervises until ctx is done, then lets the runs at hand finish, for at most DefaultGrace or until hard is done.
func (s *Supervisor) Run(ctx, hard context.Context) error {
	group, listening := errgroup.WithContext(ctx)
	group.Go(func() error { return control.Listen(listening, s.connect, s.log, s.hint) })
	group.Go(func() error {
		s.supervise(listening, hard)
		return nil
	})
	return group.Wait()
}

func (s *Supervisor) supervise(ctx, hard context.Context) {
	for ctx.Err() == nil {
		lease := s.awaitLease(ctx)
		if lease == nil {
			break
		}
		s.lead(ctx, hard, lease)
		if ctx.Err() != nil {
			s.stopAll(hard) // before another sidecar may begin
		}
		lease.Release(ctx)
	}
	s.stopAll(hard)
	s.group.Wait()
}

// awaitLease waits until this sidecar may work. Kids that run go on while the control database cannot be reached, and
// are stopped when another sidecar has taken over.
func (s *Supervisor) awaitLease(ctx context.Context) *control.Lease {
	said := ""
	for ctx.Err() == nil {
		lease, err := control.Acquire(ctx, s.connect)
		if err == nil {
			s.log.Info("MCP Working: this sidecar holds the lease")
			return lease
		}
		if errors.Is(err, control.ErrLeaseTaken) {
			s.stopAll(ctx)
		}
		if cause := node.Cause(err); ctx.Err() == nil && cause != said {
			said = cause
			if errors.Is(err, control.ErrLeaseTaken) {
				s.log.Info("MCP Standing by: " + control.ErrLeaseTaken.Error())
			} else {
				s.log.Warn("MCP Waiting for the control database: " + cause)
			}
		}
		pause(ctx, leaseRetry)
	}
	return nil
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// lead works while the lease holds.
func (s *Supervisor) lead(ctx, hard context.Context, lease *control.Lease) {
	ticker := time.NewTicker(s.poll)
	defer ticker.Stop()
	for ctx.Err() == nil {
		if err := s.Reconcile(ctx, hard, lease); err != nil {
			if ctx.Err() == nil {
				s.log.Warn("MCP The control database was lost; the kids go on", "error", err)
			}
			return
		}
		select {
		case <-ctx.Done():
		case <-s.hints:
		case key := <-s.done:
			s.cleanups[key].working = false
		case <-ticker.C:
		}
	}
}

// Reconcile reads what is wanted once and acts on what differs.
func (s *Supervisor) Reconcile(ctx, hard context.Context, q catalog.Querier) error {
	reading, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	config, err := catalog.Read(reading, q)
	if err != nil {
		return err
	}
	s.gate.SetLimit(config.Settings.MaxActiveRuns)
	s.recorder.Keep(status.Keep{
		For: config.Settings.KeepHistory.Duration(), Rows: config.Settings.KeepRows,
		Conflicts: config.Settings.KeepConflicts.Duration(), ConflictBytes: int64(config.Settings.KeepConflictsSize) << 20,
	})
	wanted := map[int64]catalog.Sync{}
	for _, sync := range config.Syncs {
		if sync.Active {
			wanted[sync.ID] = sync
			delete(s.inactive, sync.ID)
		} else {
			s.setInactive(sync)
		}
	}
	s.stopUnwanted(hard, wanted)
	s.cleanUp(ctx, config)
	for id, sync := range wanted {
		switch r := s.running[id]; {
		case r == nil && !s.cleaning(sync):
			s.start(hard, config.InstallationID, sync)
		case r != nil && r.sync.Version != sync.Version:
			r.kid.Update(sync)
			r.sync = sync
		}
	}
	s.dispatch(ctx, config)
	return nil
}

// setInactive shows once for each version that an inactive sync does nothing.
func (s *Supervisor) setInactive(sync catalog.Sync) {
	if s.inactive[sync.ID] == sync.Version {
		return
	}
	s.inactive[sync.ID] = sync.Version
	s.recorder.Sync(status.SyncState{
		SyncID: sync.ID, State: status.Inactive, Version: sync.Version,
		NextStep: fmt.Sprintf("SELECT bucardo.activate('%s')", strings.ReplaceAll(sync.Name, "'", "''")),
	})
}

// stopUnwanted stops the kids of syncs that are gone, inactive, or of another shape; the latter start anew.
func (s *Supervisor) stopUnwanted(hard context.Context, wanted map[int64]catalog.Sync) {
	var stopping []*running
	for id, r := range s.running {
		if sync, ok := wanted[id]; !ok || !r.sync.SameShape(sync) {
			r.stop()
			stopping = append(stopping, r)
			delete(s.running, id)
		}
	}
	s.awaitStopped(hard, stopping)
}

func (s *Supervisor) stopAll(hard context.Context) {
	s.stopUnwanted(hard, nil)
}

func (s *Supervisor) awaitStopped(hard context.Context, stopping []*running) {
	grace, cancel := context.WithTimeout(hard, DefaultGrace)
	defer cancel()
	for _, r := range stopping {
		select {
		case <-r.done:
		case <-grace.Done():
			r.kill()
			<-r.done
		}
		r.kill()
	}
}

func (s *Supervisor) start(hard context.Context, installation string, sync catalog.Sync) {
	kill, cancelKill := context.WithCancel(hard)
	stop, cancelStop := context.WithCancel(kill)
	r := &running{
		sync: sync, stop: cancelStop, kill: cancelKill, done: make(chan struct{}),
		kid: kid.New(kid.Options{Sync: sync, Control: s.control, Installation: installation, Log: s.log, Recorder: s.recorder, Gate: &s.gate}),
	}
	s.running[sync.ID] = r
	s.group.Go(func() {
		defer close(r.done)
		r.kid.Run(stop, kill)
	})
}

// dispatch hands each command to its kid, once, and again to one that follows. Those for an inactive sync are answered here.
func (s *Supervisor) dispatch(ctx context.Context, config catalog.Config) {
	open := map[int64]bool{}
	for _, c := range config.Commands {
		open[c.ID] = true
		r := s.running[c.SyncID]
		if holder, seen := s.seen[c.ID]; seen && (holder == nil || holder == r) {
			continue
		}
		switch {
		case c.Verb == "ping":
			s.seen[c.ID] = nil
			s.recorder.CommandDone(c.ID, nil)
		case c.Verb == "create_target_tables":
			s.seen[c.ID] = nil
			s.beside(config, c, func(o kid.Options) error { return kid.CreateTables(ctx, o, c) })
		case r != nil:
			s.seen[c.ID] = r
			r.kid.Command(ctx, c)
		case s.inactive[c.SyncID] != 0:
			s.seen[c.ID] = nil
			s.answerInactive(ctx, config, c)
		}
	}
	for id := range s.seen {
		if !open[id] {
			delete(s.seen, id)
		}
	}
}

func (s *Supervisor) answerInactive(ctx context.Context, config catalog.Config, c catalog.Command) {
	if c.Verb != "validate" {
		s.recorder.CommandDone(c.ID, errors.New("the sync is not active"))
		return
	}
	s.beside(config, c, func(o kid.Options) error { return kid.Validate(ctx, o) })
}

// beside carries a command out apart from the sync's kid, if there is one.
func (s *Supervisor) beside(config catalog.Config, c catalog.Command, f func(o kid.Options) error) {
	for _, sync := range config.Syncs {
		if sync.ID == c.SyncID {
			s.group.Go(func() {
				s.recorder.CommandDone(c.ID, f(kid.Options{Sync: sync, Control: s.control, Installation: config.InstallationID, Log: s.log, Recorder: s.recorder}))
			})
		}
	}
}

// cleanUp takes removed syncs, and removed members, off the databases that still have them.
func (s *Supervisor) cleanUp(ctx context.Context, config catalog.Config) {
	wanted := map[cleanupKey]bool{}
	for _, c := range config.Cleanups {
		key := cleanupKey{c.SyncID, c.DB.ID}
		wanted[key] = true
		attempt := s.cleanups[key]
		if attempt == nil {
			attempt = &cleanupAttempt{}
			s.cleanups[key] = attempt
		}
		if !attempt.working {
			attempt.working = true
			s.group.Go(func() { s.cleanUpOne(ctx, config.InstallationID, key, c, attempt) })
		}
	}
	for key, attempt := range s.cleanups {
		if !wanted[key] && !attempt.working {
			delete(s.cleanups, key)
		}
	}
}

// cleaning reports whether a member that has come back is still being taken off.
func (s *Supervisor) cleaning(sync catalog.Sync) bool {
	for _, m := range sync.Members {
		if s.cleanups[cleanupKey{sync.ID, m.DB.ID}] != nil {
			return true
		}
	}
	return false
}

func (s *Supervisor) cleanUpOne(ctx context.Context, installation string, key cleanupKey, c catalog.Cleanup, attempt *cleanupAttempt) {
	err := kid.Release(ctx, s.control, installation, c)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		problem := node.AsProblem(err)
		if problem.Error() != attempt.reason {
			attempt.reason = problem.Error()
			s.log.Warn(fmt.Sprintf("MCP Removed sync %s cannot be taken off yet: %s", c.SyncName, problem.Error()), "sync", c.SyncName, "db", c.DB.Name, "next_step", problem.NextStep)
			s.recorder.Cleanup(c.SyncID, c.DB.ID, problem)
		}
		pause(ctx, min(cleanupRetry<<attempt.failed, slowestCleanupRetry))
		attempt.failed = min(attempt.failed+1, 10)
	} else {
		s.log.Info(fmt.Sprintf("MCP Removed sync %s was taken off database %s", c.SyncName, c.DB.Name), "sync", c.SyncName, "db", c.DB.Name)
		s.recorder.Cleanup(c.SyncID, c.DB.ID, nil)
		// The row goes with the next write of the status; until then it is not taken for a new one.
		pause(ctx, 5*status.DefaultInterval)
	}
	select {
	case s.done <- key:
	case <-ctx.Done():
	}
}
