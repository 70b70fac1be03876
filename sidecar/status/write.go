package status

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Tunables.
const (
	pruneEvery   = time.Minute
	writeTimeout = 10 * time.Second
)

// Work writes news until ctx ends, then once more.
func (r *Recorder) Work(ctx context.Context) error {
	var conn *pgx.Conn
	defer func() {
		if conn != nil {
			_ = conn.Close(context.WithoutCancel(ctx))
		}
	}()
	var pruned time.Time
	failing := false
	for {
		stopping := false
		select {
		case <-ctx.Done():
			stopping = true
		case <-r.wake:
		}
		// A write that is under way when the sidecar stops is finished.
		write, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
		keep, changed := r.kept()
		prune := changed || time.Since(pruned) > pruneEvery
		var err error
		conn, err = r.writeNews(write, conn, keep, prune)
		cancel()
		if err != nil {
			r.keepAgain(changed)
			if stopping {
				return nil
			}
			if !failing {
				r.log.Warn("MCP Status cannot be written; it is kept and tried again", "error", err)
			}
			failing = true
			pause(ctx, time.Second)
			r.change(func() {})
			continue
		}
		failing = false
		if prune {
			pruned = time.Now()
		}
		switch {
		case r.more():
			r.change(func() {})
		case stopping:
			return nil
		default:
			pause(ctx, DefaultInterval)
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// writeNews writes what there is in one transaction and returns the connection for the next time, nil after an error.
func (r *Recorder) writeNews(ctx context.Context, conn *pgx.Conn, keep Keep, prune bool) (*pgx.Conn, error) {
	n := r.take()
	if n.empty() && !prune {
		return conn, nil
	}
	if conn == nil {
		var err error
		if conn, err = r.connect(ctx); err != nil {
			r.giveBack(n)
			return nil, fmt.Errorf("connect to the control database: %w", err)
		}
	}
	batch := n.statements()
	if prune {
		keep.queuePrune(batch)
	}
	part := r.part
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if err := tx.SendBatch(ctx, batch).Close(); err != nil {
			return err
		}
		if len(n.conflicts)+len(n.lost) == 0 {
			return nil
		}
		var err error
		part, err = n.writeConflicts(ctx, tx, keep.ConflictBytes/conflictParts)
		return err
	})
	if err != nil {
		r.giveBack(n)
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, fmt.Errorf("write status: %w", err)
	}
	if part != r.part {
		r.part = part
		r.keepAgain(true) // there may be one too many
	}
	return conn, nil
}

// A sync or database may have been removed meanwhile: every statement writes only what still has its parent.
func (n news) statements() *pgx.Batch {
	batch := &pgx.Batch{}
	for _, s := range n.dbs {
		batch.Queue(`
			INSERT INTO bucardo.db_state AS d (db_id, state, reason, next_step, last_good, server_version, apply_mode)
			SELECT id, $2, nullif($3, ''), nullif($4, ''), CASE WHEN $2 = 'good' THEN clock_timestamp() END, nullif($5, ''), nullif($6, '')
			FROM bucardo.db WHERE id = $1
			ON CONFLICT (db_id) DO UPDATE SET state = excluded.state, reason = excluded.reason, next_step = excluded.next_step,
				since = CASE WHEN d.state = excluded.state THEN d.since ELSE excluded.since END,
				last_good = coalesce(excluded.last_good, d.last_good), server_version = coalesce(excluded.server_version, d.server_version),
				apply_mode = coalesce(excluded.apply_mode, d.apply_mode)`,
			s.DBID, map[bool]string{true: "good", false: "failed"}[s.Good], s.Reason, s.NextStep, s.ServerVersion, s.ApplyMode)
	}
	for id, choices := range n.tables {
		batch.Queue("DELETE FROM bucardo.sync_table WHERE sync_id = $1", id)
		for _, c := range choices {
			batch.Queue(`
				INSERT INTO bucardo.sync_table (sync_id, kind, schema_name, table_name, included, held, key_columns, reason, next_step)
				SELECT id, coalesce(nullif($2, ''), 'table'), $3, $4, $5, $6, $7, nullif($8, ''), nullif($9, '') FROM bucardo.sync WHERE id = $1`,
				id, c.Kind, c.Schema, c.Table, c.Included, c.Held, c.KeyColumns, c.Reason, c.NextStep)
		}
	}
	for id, findings := range n.findings {
		queueFindings(batch, id, findings)
	}
	n.queueDangling(batch)
	for _, run := range n.runs {
		queueRun(batch, run)
	}
	for id, pending := range n.pending {
		queuePending(batch, id, pending)
	}
	for _, c := range n.copies {
		batch.Queue(`
			INSERT INTO bucardo.copy_state AS c (sync_id, db_id, schema_name, table_name, phase, rows_done, rows_expected, started_at, updated_at)
			SELECT s.id, d.id, $3, $4, $5, $6, $7, $8, clock_timestamp() FROM bucardo.sync s, bucardo.db d WHERE s.id = $1 AND d.id = $2
			ON CONFLICT (sync_id, db_id, schema_name, table_name) DO UPDATE SET phase = excluded.phase, rows_done = excluded.rows_done,
				rows_expected = excluded.rows_expected, started_at = excluded.started_at, updated_at = excluded.updated_at`,
			c.SyncID, c.DBID, c.Schema, c.Table, c.Phase, c.Done, c.Expected, c.Started)
	}
	for _, s := range n.sequence {
		batch.Queue(`
			INSERT INTO bucardo.sequence_state AS q (sync_id, db_id, schema_name, sequence_name, value, increment, last_set)
			SELECT s.id, d.id, $3, $4, $5, $6, $7 FROM bucardo.sync s, bucardo.db d WHERE s.id = $1 AND d.id = $2
			ON CONFLICT (sync_id, db_id, schema_name, sequence_name) DO UPDATE SET value = excluded.value, increment = excluded.increment,
				last_set = coalesce(excluded.last_set, q.last_set)`,
			s.SyncID, s.DBID, s.Schema, s.Name, s.Value, s.Increment, s.Set)
	}
	for _, s := range n.syncs {
		batch.Queue(`
			INSERT INTO bucardo.sync_state AS s (sync_id, state, reason, next_step, observed_version, activated_at, observed_list)
			SELECT id, $2, nullif($3, ''), nullif($4, ''), $5, CASE WHEN $6 THEN clock_timestamp() END, nullif($7, '') FROM bucardo.sync WHERE id = $1
			ON CONFLICT (sync_id) DO UPDATE SET state = excluded.state, reason = excluded.reason, next_step = excluded.next_step,
				since = CASE WHEN s.state = excluded.state THEN s.since ELSE clock_timestamp() END,
				observed_version = excluded.observed_version, activated_at = coalesce(s.activated_at, excluded.activated_at),
				observed_list = coalesce(excluded.observed_list, s.observed_list),
				last_bad = CASE WHEN excluded.state = 'failed' THEN clock_timestamp() ELSE s.last_bad END`,
			s.SyncID, string(s.State), s.Reason, s.NextStep, s.Version, s.Activated, s.List)
	}
	n.queuePace(batch)
	n.queueRates(batch)
	for _, e := range n.allEvents() {
		e.queue(batch)
	}
	for _, line := range n.lines {
		batch.Queue("INSERT INTO bucardo.log_line (at, level, sync_name, db_name, message) VALUES ($1, $2, nullif($3, ''), nullif($4, ''), $5)",
			line.At, line.Level, line.Sync, line.DB, line.Message)
	}
	for _, c := range n.cleanups {
		batch.Queue(`
			WITH done AS (DELETE FROM bucardo.cleanup WHERE $3 = '' AND sync_id = $1 AND db_id = $2)
			UPDATE bucardo.cleanup SET reason = $3 WHERE $3 <> '' AND sync_id = $1 AND db_id = $2`, c.syncID, c.dbID, c.reason)
	}
	for _, c := range n.commands {
		if c.chosen {
			batch.Queue(`
				UPDATE bucardo.conflict f SET chosen = c.arguments ->> 'DB', chosen_at = clock_timestamp(), chosen_by = c.requested_by
				FROM bucardo.command c WHERE c.id = $1 AND f.id = (c.arguments ->> 'Conflict')::bigint`, c.id)
		}
		batch.Queue("UPDATE bucardo.command SET done_at = clock_timestamp(), error = nullif($2, ''), result = $3 WHERE id = $1", c.id, c.err, c.result)
	}
	return batch
}

func queueFindings(batch *pgx.Batch, id int64, findings []Finding) {
	batch.Queue("DELETE FROM bucardo.finding WHERE sync_id = $1", id)
	for _, f := range findings {
		batch.Queue(`
			INSERT INTO bucardo.finding (sync_id, severity, db_name, schema_name, table_name, what, next_step)
			SELECT id, $2, nullif($3, ''), nullif($4, ''), nullif($5, ''), $6, nullif($7, '') FROM bucardo.sync WHERE id = $1`,
			id, f.Severity, f.DB, f.Schema, f.Table, f.What, f.NextStep)
	}
}

func queueRun(batch *pgx.Batch, run Run) {
	status := "good"
	if run.Error != "" {
		status = "bad"
	}
	batch.Queue(`
		INSERT INTO bucardo.run (sync_id, started_at, finished_at, status, runs, rows, deletes, conflicts, left_out, error)
		SELECT id, $2, $3, $4, $5, $6, $7, $8, $9, nullif($10, '') FROM bucardo.sync WHERE id = $1`,
		run.SyncID, run.Started, run.Finished, status, run.Runs, run.Rows, run.Deletes, run.Conflicts, run.LeftOut, run.Error)
	if run.Error != "" {
		batch.Queue("UPDATE bucardo.sync_state SET last_bad = $2 WHERE sync_id = $1", run.SyncID, run.Finished)
		return
	}
	batch.Queue(`
		UPDATE bucardo.sync_state SET last_good = $2, run_ms = $3, rows = $4, deletes = $5, conflicts = $6,
			total_runs = total_runs + $7, total_rows = total_rows + $4, total_deletes = total_deletes + $5, total_conflicts = total_conflicts + $6
		WHERE sync_id = $1`,
		run.SyncID, run.Finished, float64(run.Finished.Sub(run.Started).Microseconds())/1000/float64(run.Runs), run.Rows, run.Deletes, run.Conflicts, run.Runs)
	for _, c := range run.Changed {
		batch.Queue(`
			INSERT INTO bucardo.table_state AS t (sync_id, db_id, schema_name, table_name, last_change)
			SELECT s.id, d.id, $3, $4, $5 FROM bucardo.sync s, bucardo.db d WHERE s.id = $1 AND d.id = $2
			ON CONFLICT (sync_id, db_id, schema_name, table_name) DO UPDATE SET last_change = greatest(t.last_change, excluded.last_change)`,
			run.SyncID, c.DBID, c.Schema, c.Table, c.At)
	}
}

func queuePending(batch *pgx.Batch, id int64, pending []TablePending) {
	var total int64
	var oldest *time.Time
	batch.Queue("UPDATE bucardo.table_state SET pending = 0 WHERE sync_id = $1 AND pending <> 0", id)
	for _, p := range pending {
		total += p.Deltas
		if p.Deltas > 0 && !p.Oldest.IsZero() && (oldest == nil || p.Oldest.Before(*oldest)) {
			oldest = &p.Oldest
		}
		batch.Queue(`
			INSERT INTO bucardo.table_state AS t (sync_id, db_id, schema_name, table_name, pending)
			SELECT s.id, d.id, $3, $4, $5 FROM bucardo.sync s, bucardo.db d WHERE s.id = $1 AND d.id = $2
			ON CONFLICT (sync_id, db_id, schema_name, table_name) DO UPDATE SET pending = excluded.pending`,
			id, p.DBID, p.Schema, p.Table, p.Deltas)
	}
	batch.Queue("UPDATE bucardo.sync_state SET pending = $2, oldest_pending = $3 WHERE sync_id = $1", id, total, oldest)
}
