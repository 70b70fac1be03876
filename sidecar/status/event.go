package status

import (
	"slices"

	"github.com/jackc/pgx/v5"
)

// EventChannel is the NOTIFY channel of the control database on which applications hear what a sync does.
const EventChannel = "bucardo_event"

// EventKind says what happened; the state of a sync is one when it changes.
type EventKind string

// What happens beside changes of the state, see docs/sqlapi.md.
const (
	RunStarted  EventKind = "started"
	RunDone     EventKind = "done"
	RunFailed   EventKind = "failed"
	HadConflict EventKind = "conflict"
	IsOverdue   EventKind = "overdue"
	IsExpired   EventKind = "expired"
	HasCaughtUp EventKind = "caught up"
)

// event is something applications are told. It has nothing that stands in the rows, in an error or in a connection
// setting: whoever may connect to the control database can listen.
type event struct {
	syncID int64
	kind   EventKind
	run    *Run // of done and conflict: its counts, those of several runs where they share a row of the history
}

// addEvent keeps an event for the next write. The same one twice is said once.
func (r *Recorder) addEvent(e event) {
	if e.run == nil && slices.ContainsFunc(r.events, func(known event) bool { return known.syncID == e.syncID && known.kind == e.kind }) {
		return
	}
	r.events = keepNewest(append(r.events, e))
}

// Event tells applications that something happened to a sync.
func (r *Recorder) Event(syncID int64, kind EventKind) {
	r.change(func() { r.addEvent(event{syncID: syncID, kind: kind}) })
}

// noteState makes an event of a change of the state.
func (r *Recorder) noteState(s SyncState) {
	if r.shown[s.SyncID] != s.State {
		r.shown[s.SyncID] = s.State
		r.addEvent(event{syncID: s.SyncID, kind: EventKind(s.State)})
	}
}

// allEvents are those collected and what the runs have to say.
func (n news) allEvents() []event {
	events := slices.Clone(n.events)
	failed := map[int64]bool{}
	for _, e := range events {
		failed[e.syncID] = failed[e.syncID] || e.kind == RunFailed
	}
	for i := range n.runs {
		run := &n.runs[i]
		switch {
		case run.Error != "" && failed[run.SyncID]:
		case run.Error != "":
			failed[run.SyncID] = true
			events = append(events, event{syncID: run.SyncID, kind: RunFailed})
		default:
			if run.Conflicts > 0 {
				events = append(events, event{run.SyncID, HadConflict, run})
			}
			events = append(events, event{run.SyncID, RunDone, run})
		}
	}
	return events
}

// queue sends the event at the commit of what it is about. A sync that was removed meanwhile says nothing.
func (e event) queue(batch *pgx.Batch) {
	if e.run == nil {
		batch.Queue(`SELECT pg_notify($1, jsonb_build_object('sync', name, 'event', $3::text)::text) FROM bucardo.sync WHERE id = $2`,
			EventChannel, e.syncID, string(e.kind))
		return
	}
	batch.Queue(`
		SELECT pg_notify($1, jsonb_build_object('sync', name, 'event', $3::text, 'runs', $4::integer, 'rows', $5::bigint,
			'deletes', $6::bigint, 'conflicts', $7::bigint, 'left_out', $8::bigint)::text)
		FROM bucardo.sync WHERE id = $2`,
		EventChannel, e.syncID, string(e.kind), e.run.Runs, e.run.Rows, e.run.Deletes, e.run.Conflicts, e.run.LeftOut)
}
