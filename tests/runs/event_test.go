package runs_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// events is a listener to what applications are told.
type events struct {
	conn *pgx.Conn
	got  []string
}

func listen(t *testing.T, b *bed.Bed) *events {
	t.Helper()
	e := &events{conn: b.Connect("control")}
	if _, err := e.conn.Exec(t.Context(), "LISTEN bucardo_event"); err != nil {
		t.Fatal(err)
	}
	return e
}

// await returns the next event that has a text.
func (e *events) await(t *testing.T, text string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), bed.Patience)
	defer cancel()
	for {
		n, err := e.conn.WaitForNotification(ctx)
		if err != nil {
			t.Fatalf("no event has %q: %v, after %v", text, err, e.got)
		}
		e.got = append(e.got, n.Payload)
		if strings.Contains(n.Payload, text) {
			return n.Payload
		}
	}
}

// Applications hear what a sync does, without polling, and without what stands in the rows.
func TestEvents(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, items)
	b.Start()
	heard := listen(t, b)
	b.AddSync(`the "sync"`, "a:source,b:source", "all", "latest")
	heard.await(t, `"active"`)
	b.Exec("a", "INSERT INTO item SELECT n, 'secret' FROM generate_series(1, 7) n")
	heard.await(t, `"started"`)
	var done struct {
		Sync, Event                   string
		Runs, Rows, Deletes, Conflict int64
	}
	payload := heard.await(t, `"done"`)
	if err := json.Unmarshal([]byte(payload), &done); err != nil {
		t.Fatal(err)
	}
	if done.Sync != `the "sync"` || done.Event != "done" || done.Rows != 7 || done.Runs != 1 {
		t.Errorf("done is %s", payload)
	}

	b.Exec("control", "SELECT bucardo.pause(name) FROM bucardo.list_syncs()")
	heard.await(t, `"paused"`)
	b.Exec("a", "UPDATE item SET v = 'of a' WHERE id = 1")
	b.Exec("b", "UPDATE item SET v = 'of b' WHERE id = 1")
	b.Exec("control", "SELECT bucardo.resume(name) FROM bucardo.list_syncs()")
	if payload := heard.await(t, `"conflict"`); !strings.Contains(payload, `"conflicts": 1`) {
		t.Errorf("conflict is %s", payload)
	}

	b.Exec("b", "ALTER TABLE item ADD CHECK (v <> 'refused secret')")
	b.Exec("a", "UPDATE item SET v = 'refused secret' WHERE id = 2")
	heard.await(t, `"failed"`)
	b.Exec("b", "ALTER TABLE item DROP CONSTRAINT item_v_check")
	heard.await(t, `"active"`)
	for _, payload := range heard.got {
		if strings.Contains(payload, "secret") {
			t.Errorf("a row shows in %s", payload)
		}
	}
}
