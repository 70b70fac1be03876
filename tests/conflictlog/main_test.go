// Package conflictlog_test records conflicts, keeps and drops them, and has other decisions taken about them afterwards.
package conflictlog_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

func TestMain(m *testing.M) { clustertest.Main(m, bed.RemoveBinary) }

// recording is a Recorder at work.
type recording struct {
	*status.Recorder
	log  *bed.Log
	stop context.CancelFunc
	done chan error
}

// record starts a Recorder on the control database of the bed.
func record(t *testing.T, b *bed.Bed) *recording {
	t.Helper()
	return recordOver(t, func(ctx context.Context) (*pgx.Conn, error) { return pgx.Connect(ctx, b.Control) })
}

func recordOver(t *testing.T, connect func(context.Context) (*pgx.Conn, error)) *recording {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r := &recording{log: &bed.Log{}, stop: stop, done: make(chan error, 1)}
	r.Recorder = status.NewRecorder(connect, slog.New(slog.NewTextHandler(r.log, nil)))
	go func() { r.done <- r.Work(ctx) }()
	t.Cleanup(stop)
	return r
}

// finish has all written that was recorded.
func (r *recording) finish(t *testing.T) {
	t.Helper()
	r.stop()
	if err := <-r.done; err != nil {
		t.Fatal(err)
	}
}

// remember records conflicts with a Recorder of their own and returns once they are written.
func remember(t *testing.T, b *bed.Bed, conflicts ...status.Conflict) {
	t.Helper()
	r := record(t, b)
	r.Conflicts(conflicts)
	r.finish(t)
}

// at is a moment some seconds after one in the recent past.
func at(seconds int) time.Time {
	return time.Now().Truncate(time.Hour).Add(-2*time.Hour + time.Duration(seconds)*time.Second)
}

// version is a row at a database; empty: it is gone there.
func version(db string, seconds int, row string) status.ConflictVersion {
	v := status.ConflictVersion{DB: db, At: at(seconds), Op: "update", Row: json.RawMessage(row)}
	if row == "" {
		v.Op, v.Row = "delete", nil
	}
	return v
}

// decided is a conflict of the row 1 of the table public.item that one of the databases has won.
func decided(b *bed.Bed, winner string, versions ...status.ConflictVersion) status.Conflict {
	c := status.Conflict{
		SyncID: syncID(b), Schema: "public", Table: "item", Key: json.RawMessage(`{"id": 1}`), Kind: "update/update", Columns: []string{"qty"},
		Versions: versions, Decision: "winner", Winner: winner, Rule: "latest", At: at(100), Run: at(99),
	}
	for _, v := range versions {
		if v.DB == winner {
			c.Outcome = v.Row
		}
	}
	return c
}

func syncID(b *bed.Bed) int64 {
	id, _ := json.Number(b.Value("control", "SELECT id FROM bucardo.sync WHERE name = 's'")).Int64()
	return id
}
