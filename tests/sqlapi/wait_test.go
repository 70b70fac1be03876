package sqlapi_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// In these tests a second session does what the sidecar would do.

func TestWaitUntilActive(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	sidecar := b.connect(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)

	done := make(chan error, 1)
	go func() {
		_, err := b.conn.Exec(t.Context(), `CALL bucardo.wait_until_active('bard', '1 minute')`)
		done <- err
	}()
	for _, statement := range []string{
		`UPDATE bucardo.sync_state SET state = 'failed', reason = 'database s2: cannot connect', observed_version = 1`,
		`INSERT INTO bucardo.sync_table
		 SELECT s.id, v.*
		 FROM bucardo.sync s,
		      (VALUES ('public', 'character', true, ARRAY['charid'], NULL),
		              ('public', 'chapter', true, ARRAY['workid', 'My Section'], NULL),
		              ('public', 'note', false, NULL, 'it has no primary key'),
		              ('public', 'view', false, NULL, NULL)) v`,
		`UPDATE bucardo.sync_state SET state = 'active', reason = NULL`,
	} {
		if _, err := sidecar.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-done; err != nil {
		t.Fatal(describe(err))
	}
	want := []string{
		`NOTICE: added table public.chapter (key: workid, "My Section")`,
		`NOTICE: added table public."character" (key: charid)`,
		`NOTICE: left out table public.note: it has no primary key`,
		`NOTICE: left out table public.view: no reason given`,
	}
	if diff := cmp.Diff(want, b.notices); diff != "" {
		t.Errorf("notices (-want +got):\n%s", diff)
	}
}

func TestWaitUntilActiveOutcomes(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.lease(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)
	for _, test := range []struct{ sidecar, want, notice string }{
		{
			sidecar: `UPDATE bucardo.sync_state SET state = 'failed', reason = 'database s2: cannot connect', next_step = 'Start the server.', observed_version = 1`,
			want:    "55000 sync \"bard\" is failed after 00:00:00.01\nDETAIL: database s2: cannot connect\nHINT: Start the server.",
		},
		{
			sidecar: `UPDATE bucardo.sync_state SET state = 'failed', reason = NULL, next_step = NULL, observed_version = 1`,
			want:    "55000 sync \"bard\" is failed after 00:00:00.01\nDETAIL: No reason is known.\nHINT: SELECT * FROM bucardo.log WHERE sync = 'bard' ORDER BY id DESC LIMIT 10",
		},
		{
			sidecar: `UPDATE bucardo.sync_state SET state = 'active', observed_version = 0`,
			want:    "55000 sync \"bard\" is pending after 00:00:00.01\nDETAIL: the sidecar has not acted on the last change yet\nHINT: If it stays so, start `bucardo-sidecar run`.",
		},
		{
			sidecar: `UPDATE bucardo.sync_state SET state = 'degraded', reason = 'database s2: cannot connect', observed_version = 1`,
			notice:  `WARNING: sync "bard" is degraded`,
		},
		{sidecar: `UPDATE bucardo.sync_state SET state = 'active', reason = NULL, observed_version = 1`},
	} {
		b.must(t, test.sidecar)
		b.notices = nil
		got := ""
		if _, err := b.conn.Exec(t.Context(), `CALL bucardo.wait_until_active('bard', '10ms')`); err != nil {
			got = describe(err)
		}
		if got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.sidecar, got, test.want)
		}
		if notice := strings.Join(b.notices, "\n"); notice != test.notice {
			t.Errorf("%s: notices %q, want %q", test.sidecar, notice, test.notice)
		}
	}
}

// TestWaitInEveryProtocol has the ways in which a client may call a procedure.
func TestWaitInEveryProtocol(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)
	b.must(t, `UPDATE bucardo.sync_state SET state = 'active', observed_version = 1`)

	if _, err := b.conn.Exec(t.Context(), `CALL bucardo.wait_until_active($1, $2)`, "bard", "1s"); err != nil {
		t.Errorf("with parameters: %s", describe(err))
	}
	b.must(t, `DO $$ BEGIN PERFORM bucardo.resume('bard'); CALL bucardo.wait_until_active('bard'); END $$`)
	b.must(t, `
CREATE PROCEDURE deploy() LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bucardo.add_sync('other', 's1,s3');
    UPDATE bucardo.sync_state SET state = 'active', observed_version = 1;
    CALL bucardo.wait_until_active('other');
END
$$`)
	b.must(t, `CALL deploy()`)
}

func TestWaitForARemovedSync(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	other := b.connect(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)
	done := make(chan error, 1)
	go func() {
		_, err := other.Exec(t.Context(), `CALL bucardo.wait_until_active('bard', '1 minute')`)
		done <- err
	}()
	b.must(t, `SELECT bucardo.remove_sync('bard')`)
	if got := describe(<-done); !strings.HasPrefix(got, `42704 sync "bard" does not exist`) {
		t.Errorf("waiting for a sync that goes: %s", got)
	}
}

func TestKickAndWait(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	sidecar := b.connect(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)
	for _, test := range []struct{ outcome, want string }{
		{`SET done_at = now()`, ""},
		{
			`SET done_at = now(), error = 'database s2: cannot connect'`,
			"55000 kick of sync \"bard\" went wrong\nDETAIL: database s2: cannot connect\nHINT: SELECT state, reason, next_step FROM bucardo.status WHERE name = 'bard'",
		},
	} {
		done := make(chan error, 1)
		go func() {
			_, err := b.conn.Exec(t.Context(), `CALL bucardo.kick_and_wait('bard', '1 minute')`)
			done <- err
		}()
		for updated := int64(0); updated == 0; {
			tag, err := sidecar.Exec(t.Context(), `UPDATE bucardo.command `+test.outcome+` WHERE done_at IS NULL`)
			if err != nil {
				t.Fatal(err)
			}
			updated = tag.RowsAffected()
		}
		got := ""
		if err := <-done; err != nil {
			got = describe(err)
		}
		if got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.outcome, got, test.want)
		}
	}

	refused := fails(t, b.conn, `CALL bucardo.kick_and_wait('bard', '0s')`)
	if refused.Code != "55000" || !strings.HasSuffix(refused.Detail, "The kick stays queued.") {
		t.Errorf("no sidecar: %s", describe(refused))
	}
	if got := one[int](t, b.conn, `SELECT count(*)::integer FROM bucardo.command WHERE done_at IS NULL`); got != 1 {
		t.Errorf("%d kicks are queued", got)
	}
}

// TestKickAndWaitEndsEarly has the sync switched off or removed while its kick waits.
func TestKickAndWaitEndsEarly(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	other := b.connect(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)
	for _, test := range []struct{ call, want string }{
		{`SELECT bucardo.pause('bard')`, `55000 sync "bard" is paused`},
		{`SELECT bucardo.remove_sync('bard')`, `42704 sync "bard" was removed`},
	} {
		b.must(t, `DELETE FROM bucardo.command; SELECT bucardo.resume('bard')`)
		done := make(chan error, 1)
		go func() {
			_, err := other.Exec(t.Context(), `CALL bucardo.kick_and_wait('bard', '1 minute')`)
			done <- err
		}()
		for one[int](t, b.conn, `SELECT count(*)::integer FROM bucardo.command`) == 0 {
			if err := t.Context().Err(); err != nil {
				t.Fatal(err)
			}
		}
		b.must(t, test.call)
		if got := describe(<-done); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s: %s", test.call, got)
		}
	}
}

func TestWaitUntilRemoved(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	other := b.connect(t)
	b.must(t, `CALL bucardo.wait_until_removed('never was')`)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2,s3')`)
	b.must(t, `SELECT bucardo.update_sync('bard', 's1,s2')`)
	b.must(t, `UPDATE bucardo.cleanup SET reason = 'cannot connect'`)
	refused := fails(t, b.conn, `CALL bucardo.wait_until_removed('bard', '10ms')`)
	if want := "Its triggers and deltas are still on: s3 (cannot connect)."; refused.Code != "55000" || refused.Detail != want {
		t.Errorf("a removed member: %s", describe(refused))
	}

	b.must(t, `SELECT bucardo.remove_sync('bard')`)
	done := make(chan error, 1)
	go func() {
		_, err := other.Exec(t.Context(), `CALL bucardo.wait_until_removed('bard', '1 minute')`)
		done <- err
	}()
	b.must(t, `DELETE FROM bucardo.cleanup WHERE db_id = (SELECT id FROM bucardo.db WHERE name = 's1')`)
	b.must(t, `DELETE FROM bucardo.cleanup`)
	if err := <-done; err != nil {
		t.Errorf("after the cleanup: %s", describe(err))
	}
}
