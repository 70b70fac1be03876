// Package status writes what the sidecar saw into the control database: states, runs, pending changes, log lines.
//
// Nothing that replicates waits for it. Callers leave their news with a Recorder, which keeps the newest state of each
// thing and the runs, lines and conflicts since the last write, and a single loop writes them in one transaction every
// Interval. While the control database is away the news are kept, the runs, lines and conflicts up to a bound.
package status

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// DefaultInterval is the time between two writes.
const DefaultInterval = 100 * time.Millisecond

// maxKept bounds the runs and the log lines kept for the next write.
const maxKept = 1000

// State is the state of a sync.
type State string

// The states of a sync, see docs/sqlapi.md.
const (
	Pending  State = "pending"
	Active   State = "active"
	Degraded State = "degraded"
	Paused   State = "paused"
	Failed   State = "failed"
	Inactive State = "inactive"
)

// SyncState is the state of a sync with its reason.
type SyncState struct {
	SyncID    int64
	State     State
	Reason    string
	NextStep  string
	Version   int64
	Activated bool   // the sync has been set up on all its databases
	List      string // catalog.Sync.List, where it is followed; empty: as before
}

// DBState is the state of a database.
type DBState struct {
	DBID          int64
	Good          bool
	Reason        string
	NextStep      string
	ServerVersion string
	ApplyMode     string
}

// TableChoice is a table or sequence the sync replicates or leaves out.
type TableChoice struct {
	Kind       string // table, also when empty, or sequence
	Schema     string
	Table      string
	Included   bool
	Held       bool // its changes are kept and wait until the reason is mended
	KeyColumns []string
	Reason     string
	NextStep   string
}

// Finding is something about a sync that a user should know before it bites.
type Finding struct {
	Severity string // error, warning or notice
	DB       string // empty: not about one database
	Schema   string
	Table    string // empty: not about one table
	What     string
	NextStep string
}

// Run is the outcome of one run of a sync.
type Run struct {
	SyncID    int64
	Started   time.Time
	Finished  time.Time
	Runs      int
	Rows      int64
	Deletes   int64
	Conflicts int64
	LeftOut   int64
	Error     string
	Changed   []TableChange
}

// TableChange is the newest change that a run took from a table of a source.
type TableChange struct {
	DBID   int64
	Schema string
	Table  string
	At     time.Time
}

// TablePending is what waits in one table of one source.
type TablePending struct {
	DBID   int64
	Schema string
	Table  string
	Deltas int64
	Oldest time.Time
}

// CopyProgress is how far the first copy of a table at a member is.
type CopyProgress struct {
	SyncID   int64
	DBID     int64
	Schema   string
	Table    string
	Phase    string // copying, analyzing, done, or left as it is
	Done     int64  // rows
	Expected int64  // rows, estimated
	Started  time.Time
}

// Sequence is where a sequence stands at a member.
type Sequence struct {
	SyncID    int64
	DBID      int64
	Schema    string
	Name      string
	Value     *int64 // the last value taken; nil when none was
	Increment int64
	Set       *time.Time // when the sync last moved it; nil: not that is known
}

type copyKey struct {
	syncID, dbID  int64
	schema, table string
}

// Line is a line of the log.
type Line struct {
	At      time.Time
	Level   string
	Sync    string
	DB      string
	Message string
}

type commandDone struct {
	id     int64
	err    string
	result json.RawMessage // what was asked for, nil: nothing
	chosen bool            // it was to choose a version of a conflict
	after  int64           // conflicts that leave the queue before it is written
}

type cleanup struct {
	syncID, dbID int64
	reason       string // empty: done
}

// Recorder collects news for the control database. Safe for concurrent use; its methods never block on I/O.
type Recorder struct {
	connect func(context.Context) (*pgx.Conn, error)
	log     *slog.Logger

	mu    sync.Mutex
	news  // since the last write
	queue conflictQueue
	shown map[int64]State // what the last event about a state said
	wake  chan struct{}

	keep        Keep
	keepChanged bool
	part        int32 // that conflicts were last written to; Work's own
}

// NewRecorder returns a Recorder that writes over connections made by connect. Its own troubles go to log, which must
// not lead back to the Recorder.
func NewRecorder(connect func(context.Context) (*pgx.Conn, error), log *slog.Logger) *Recorder {
	return &Recorder{
		connect: connect, log: log,
		news: newNews(), shown: map[int64]State{},
		keep: DefaultKeep,
		wake: make(chan struct{}, 1),
	}
}

func (r *Recorder) change(f func()) {
	r.mu.Lock()
	f()
	r.mu.Unlock()
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Sync records the state of a sync.
func (r *Recorder) Sync(s SyncState) {
	r.change(func() {
		s.Activated = s.Activated || r.syncs[s.SyncID].Activated
		r.syncs[s.SyncID] = s
		r.noteState(s)
	})
}

// DB records the state of a database.
func (r *Recorder) DB(s DBState) { r.change(func() { r.dbs[s.DBID] = s }) }

// Tables records which tables a sync replicates and which it leaves out.
func (r *Recorder) Tables(syncID int64, choices []TableChoice) {
	r.change(func() { r.tables[syncID] = choices })
}

// Findings records all that was found about a sync, replacing what was recorded before.
func (r *Recorder) Findings(syncID int64, findings []Finding) {
	r.change(func() { r.findings[syncID] = findings })
}

// Pending records all that waits in a sync, replacing what was recorded before.
func (r *Recorder) Pending(syncID int64, pending []TablePending) {
	r.change(func() { r.pending[syncID] = pending })
}

// Copy records the progress of a first copy.
func (r *Recorder) Copy(p CopyProgress) {
	r.change(func() { r.copies[copyKey{p.SyncID, p.DBID, p.Schema, p.Table}] = p })
}

// Sequences records where sequences stand.
func (r *Recorder) Sequences(moved []Sequence) {
	if len(moved) == 0 {
		return
	}
	r.change(func() {
		for _, s := range moved {
			r.sequence[copyKey{s.SyncID, s.DBID, s.Schema, s.Name}] = s
		}
	})
}

// Run records a finished run. Runs that come faster than they are written share a row of the history.
func (r *Recorder) Run(run Run) {
	r.change(func() {
		for i := len(r.runs) - 1; i >= 0; i-- {
			last := &r.runs[i]
			if last.SyncID == run.SyncID && last.Error == "" && run.Error == "" {
				last.Finished = run.Finished
				last.Runs += run.Runs
				last.Rows += run.Rows
				last.Deletes += run.Deletes
				last.Conflicts += run.Conflicts
				last.LeftOut += run.LeftOut
				last.Changed = mergeChanges(last.Changed, run.Changed)
				return
			}
			if last.SyncID == run.SyncID {
				break
			}
		}
		r.runs = keepNewest(append(r.runs, run))
	})
}

func mergeChanges(a, b []TableChange) []TableChange {
	for _, change := range b {
		found := false
		for i := range a {
			if a[i].DBID == change.DBID && a[i].Schema == change.Schema && a[i].Table == change.Table {
				a[i].At, found = change.At, true
			}
		}
		if !found {
			a = append(a, change)
		}
	}
	return a
}

// Line records a line of the log.
func (r *Recorder) Line(line Line) { r.change(func() { r.lines = keepNewest(append(r.lines, line)) }) }

func keepNewest[T any](items []T) []T {
	if len(items) > maxKept {
		return append(items[:0:0], items[len(items)-maxKept/2:]...)
	}
	return items
}

// CommandDone records that a command was carried out, or why not. It is written after all that was recorded before.
func (r *Recorder) CommandDone(id int64, err error) {
	done := commandDone{id: id}
	if err != nil {
		done.err = err.Error()
	}
	r.answer(done)
}

// CommandAnswered records that a command was carried out with an answer, or why not.
func (r *Recorder) CommandAnswered(id int64, result json.RawMessage, err error) {
	done := commandDone{id: id, result: result}
	if err != nil {
		done.err = err.Error()
	}
	r.answer(done)
}

// Chosen records that a command to choose a version of a conflict was carried out, with the conflict.
func (r *Recorder) Chosen(id int64) { r.answer(commandDone{id: id, chosen: true}) }

func (r *Recorder) answer(done commandDone) {
	r.change(func() {
		done.after = r.queue.left + int64(len(r.queue.conflicts))
		r.commands = append(r.commands, done)
	})
}

// Cleanup records that a removed sync's objects are gone from a database, or the reason why not yet.
func (r *Recorder) Cleanup(syncID, dbID int64, err error) {
	c := cleanup{syncID: syncID, dbID: dbID}
	if err != nil {
		c.reason = err.Error()
	}
	r.change(func() { r.cleanups = append(r.cleanups, c) })
}

// news is what one write takes: the newest state of each thing, and the runs, lines and answers since the last write.
type news struct {
	syncs    map[int64]SyncState
	dbs      map[int64]DBState
	tables   map[int64][]TableChoice
	findings map[int64][]Finding
	pending  map[int64][]TablePending
	dangling map[int64][]Dangling
	copies   map[copyKey]CopyProgress
	sequence map[copyKey]Sequence
	runs     []Run
	lines    []Line
	commands []commandDone
	cleanups []cleanup
	paces    map[int64]Pace
	rates    map[rateKey]Rate
	events   []event

	conflicts []Conflict // taken from the queue
	lost      map[lostTable]int64
}

func newNews() news {
	return news{
		syncs: map[int64]SyncState{}, dbs: map[int64]DBState{}, tables: map[int64][]TableChoice{}, findings: map[int64][]Finding{},
		pending: map[int64][]TablePending{}, dangling: map[int64][]Dangling{}, copies: map[copyKey]CopyProgress{}, sequence: map[copyKey]Sequence{},
		paces: map[int64]Pace{}, rates: map[rateKey]Rate{},
	}
}

func (n news) empty() bool {
	return len(n.syncs)+len(n.dbs)+len(n.tables)+len(n.findings)+len(n.pending)+len(n.dangling)+len(n.copies)+len(n.sequence)+len(n.runs)+len(n.lines)+len(n.commands)+len(n.cleanups)+
		len(n.paces)+len(n.rates)+len(n.events)+len(n.conflicts)+len(n.lost) == 0
}

func (r *Recorder) take() news {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := r.news
	r.news = newNews()
	n.conflicts, n.lost = r.queue.take()
	n.commands = slices.DeleteFunc(n.commands, func(c commandDone) bool {
		early := c.after > r.queue.left
		if early {
			r.commands = append(r.commands, c)
		}
		return early
	})
	return n
}

// giveBack keeps news that could not be written, unless newer ones came meanwhile.
func (r *Recorder) giveBack(n news) {
	r.mu.Lock()
	defer r.mu.Unlock()
	keep(r.syncs, n.syncs)
	keep(r.dbs, n.dbs)
	keep(r.tables, n.tables)
	keep(r.findings, n.findings)
	keep(r.pending, n.pending)
	keep(r.dangling, n.dangling)
	keep(r.copies, n.copies)
	keep(r.sequence, n.sequence)
	r.runs = keepNewest(append(n.runs, r.runs...))
	r.lines = keepNewest(append(n.lines, r.lines...))
	r.commands = append(n.commands, r.commands...)
	r.cleanups = append(n.cleanups, r.cleanups...)
	keep(r.paces, n.paces)
	for _, rate := range n.rates {
		addRate(r.rates, rate)
	}
	r.events = keepNewest(append(n.events, r.events...))
	r.queue.giveBack(n.conflicts, n.lost)
}

func keep[K comparable, V any](newer, older map[K]V) {
	for k, v := range older {
		if _, ok := newer[k]; !ok {
			newer[k] = v
		}
	}
}
