package sqlapi_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestViews reads the views over what a sidecar would have written.
func TestViews(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.lease(t)
	b.must(t, `
SELECT bucardo.add_sync('bard', 's1:source,s2:source,s3');
SELECT bucardo.add_sync('gone', 's1,s2');
SELECT bucardo.remove_sync('gone');
UPDATE bucardo.cleanup SET reason = 'cannot connect';
INSERT INTO bucardo.sync_table
SELECT s.id, v.*
FROM bucardo.sync s,
     (VALUES ('public', 'work', true, ARRAY['workid'], NULL),
             ('public', 'note', false, NULL, 'it has no primary key')) v;
INSERT INTO bucardo.sync_table (sync_id, kind, schema_name, table_name, included, reason, next_step)
SELECT s.id, 'sequence', v.*
FROM bucardo.sync s,
     (VALUES ('public', 'work_seq', true, NULL, NULL),
             ('', 'work', false, 'it does not exist on s1', 'Create it.')) v;
INSERT INTO bucardo.sequence_state
SELECT s.id, d.id, 'public', 'work_seq', 70, 2, '2026-01-01 00:00+00'
FROM bucardo.sync s, bucardo.db d
WHERE d.name = 's3';
INSERT INTO bucardo.table_state
SELECT s.id, d.id, 'public', 'work', 7, '2026-01-01 00:00+00'
FROM bucardo.sync s, bucardo.db d
WHERE d.name = 's1';
INSERT INTO bucardo.db_state (db_id, state, reason, next_step, server_version, apply_mode)
SELECT d.id, 'failed', 'cannot connect', 'Start the server.', '15.18', 'replica'
FROM bucardo.db d
WHERE d.name = 's2';
INSERT INTO bucardo.run (sync_id, started_at, finished_at, status, runs, rows, deletes, conflicts, left_out, error)
SELECT s.id, '2026-01-01 00:00+00', '2026-01-01 00:00:02+00', 'bad', 3, 4, 5, 6, 7, 'it broke'
FROM bucardo.sync s;
INSERT INTO bucardo.log_line (level, sync_name, db_name, message) VALUES ('warn', 'bard', 's2', 'cannot connect');
UPDATE bucardo.sync_state
SET state = 'degraded', reason = 'database s2: cannot connect', next_step = 'Start the server.', observed_version = 1,
    run_ms = 1500, rows = 1, deletes = 2, conflicts = 3, total_runs = 4, total_rows = 5, total_deletes = 6,
    total_conflicts = 7, pending = 7, oldest_pending = now() - interval '1 hour'`)

	for _, test := range []struct {
		query string
		want  []string
	}{
		{
			`SELECT concat_ws('|', name, state, reason, next_step, run_time, rows, deletes, conflicts, pending, lag BETWEEN '1 hour' AND '2 hours',
			     dbs, tables, tables_left_out, conflict_strategy, autokick, total_runs, total_rows, total_deletes, total_conflicts)
			 FROM bucardo.status`,
			[]string{`bard|degraded|database s2: cannot connect|Start the server.|00:00:01.5|1|2|3|7|t|{s1:source,s2:source,s3:target}|1|1|latest|t|4|5|6|7`},
		},
		{
			`SELECT concat_ws('|', name, state, reason, next_step, server_version, apply_mode, syncs, pending, cleanups, cleanup_reason)
			 FROM bucardo.db_status
			 ORDER BY name`,
			[]string{
				`s1|pending|{bard}|7|{gone}|cannot connect`,
				`s2|failed|cannot connect|Start the server.|15.18|replica|{bard}|0|{gone}|cannot connect`,
				`s3|pending|{bard}|0`,
			},
		},
		{
			`SELECT concat_ws('|', sync, schema_name, table_name, db, state, reason, key_columns, pending, last_change AT TIME ZONE 'UTC')
			 FROM bucardo.table_status
			 ORDER BY 1`,
			[]string{
				`bard|public|note|left out|it has no primary key`,
				`bard|public|work|s1|replicated|{workid}|7|2026-01-01 00:00:00`,
				`bard|public|work|s2|replicated|{workid}|0`,
			},
		},
		{
			`SELECT concat_ws('|', sync, schema_name, sequence_name, db, state, reason, next_step, value, increment, last_set AT TIME ZONE 'UTC')
			 FROM bucardo.sequence_status
			 ORDER BY 1`,
			[]string{
				`bard|public|work_seq|s1|replicated`,
				`bard|public|work_seq|s2|replicated`,
				`bard|public|work_seq|s3|replicated|70|2|2026-01-01 00:00:00`,
				`bard||work|left out|it does not exist on s1|Create it.`,
			},
		},
		{
			`SELECT concat_ws('|', sync, run_time, status, runs, rows, deletes, conflicts, left_out, error) FROM bucardo.runs`,
			[]string{`bard|00:00:02|bad|3|4|5|6|7|it broke`},
		},
		{`SELECT concat_ws('|', level, sync, db, message) FROM bucardo.log`, []string{`warn|bard|s2|cannot connect`}},
	} {
		if diff := cmp.Diff(test.want, all[string](t, b.conn, test.query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.query, diff)
		}
	}

	b.must(t, `UPDATE bucardo.sync_state SET pending = 0, oldest_pending = NULL`)
	if got := one[string](t, b.conn, `SELECT lag::text FROM bucardo.status`); got != "00:00:00" {
		t.Errorf("lag with nothing pending is %s", got)
	}
	b.must(t, `SELECT bucardo.pause('bard')`)
	if got := one[string](t, b.conn, `SELECT state || ': ' || reason FROM bucardo.status`); got != "pending: the sidecar has not acted on the last change yet" {
		t.Errorf("after a change: %s", got)
	}
}

// TestStatusWithoutSidecar has the status say that what it shows is old.
func TestStatusWithoutSidecar(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_sync('new', 's1,s2');
SELECT bucardo.add_sync(name, 's1,s2') FROM unnest(ARRAY['active', 'failed', 'inactive']) name;
UPDATE bucardo.sync_state st SET state = s.name, observed_version = 1 FROM bucardo.sync s WHERE s.id = st.sync_id AND s.name <> 'new';
UPDATE bucardo.sync_state SET reason = 'cannot connect', next_step = 'Mend it.' WHERE state = 'failed'`)
	const query = `SELECT concat_ws('|', name, state, reason, next_step) FROM bucardo.status ORDER BY name`
	without := []string{
		"active|active|no sidecar is running|Start `bucardo-sidecar run`.",
		"failed|failed|no sidecar is running|Start `bucardo-sidecar run`.",
		"inactive|inactive",
		"new|pending|no sidecar is running|Start `bucardo-sidecar run`.",
	}
	if diff := cmp.Diff(without, all[string](t, b.conn, query)); diff != "" {
		t.Errorf("without a sidecar (-want +got):\n%s", diff)
	}

	lease := b.lease(t)
	want := []string{
		"active|active",
		"failed|failed|cannot connect|Mend it.",
		"inactive|inactive",
		"new|pending|the sidecar has not acted on the last change yet|If it stays so, start `bucardo-sidecar run`.",
	}
	if diff := cmp.Diff(want, all[string](t, b.conn, query)); diff != "" {
		t.Errorf("with a sidecar (-want +got):\n%s", diff)
	}

	// A lease of another database, or a lock of another kind, is none; the server gives it up a moment after the connection ends.
	lease.Release(t.Context())
	b.must(t, `SELECT pg_advisory_lock(27713617414743142); SELECT pg_advisory_unlock(27713617414743142)`)
	b.must(t, `SELECT pg_advisory_lock(6452579, 1634886758), pg_advisory_lock(1)`)
	if diff := cmp.Diff(without, all[string](t, b.conn, query)); diff != "" {
		t.Errorf("after the sidecar (-want +got):\n%s", diff)
	}
}
