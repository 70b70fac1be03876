-- When a sync is behind, how fast it is, and waiting until what was written has arrived.

ALTER TABLE bucardo.sync_state
    ADD COLUMN behind_since timestamptz,
    ADD COLUMN looked_at timestamptz;
COMMENT ON COLUMN bucardo.sync_state.behind_since IS 'Time of the oldest change that has not arrived everywhere; NULL when all has. Kept where overdue or expired is set.';
COMMENT ON COLUMN bucardo.sync_state.looked_at IS 'When that was last known.';

-- behind_since is what the sidecar saw; that it does not look any more is no better.
CREATE OR REPLACE VIEW bucardo.status AS
SELECT s.name,
       CASE WHEN seen.current THEN st.state ELSE 'pending' END AS state,
       CASE
           WHEN NOT lease.held AND (st.state <> 'inactive' OR NOT seen.current) THEN 'no sidecar is running'
           WHEN NOT seen.current THEN 'the sidecar has not acted on the last change yet'
           ELSE st.reason
       END AS reason,
       CASE
           WHEN NOT lease.held AND (st.state <> 'inactive' OR NOT seen.current) THEN 'Start `bucardo-sidecar run`.'
           WHEN NOT seen.current THEN 'If it stays so, start `bucardo-sidecar run`.'
           ELSE st.next_step
       END AS next_step,
       st.last_good,
       st.last_bad,
       pg_catalog.make_interval(secs => st.run_ms / 1000) AS run_time,
       st.rows,
       st.deletes,
       st.conflicts,
       st.pending,
       CASE
           WHEN st.pending IS NULL THEN NULL
           WHEN st.pending = 0 OR st.oldest_pending IS NULL THEN interval '0'
           ELSE GREATEST(pg_catalog.clock_timestamp() - st.oldest_pending, interval '0')
       END AS lag,
       (SELECT pg_catalog.array_agg(d.name || ':' || m.role ORDER BY m.position)
        FROM bucardo.sync_db m
        JOIN bucardo.db d ON d.id = m.db_id
        WHERE m.sync_id = s.id) AS dbs,
       (SELECT pg_catalog.count(*)
        FROM bucardo.sync_table t
        WHERE t.sync_id = s.id
        AND t.kind = 'table'
        AND t.included) AS tables,
       (SELECT pg_catalog.count(*)
        FROM bucardo.sync_table t
        WHERE t.sync_id = s.id
        AND t.kind = 'table'
        AND NOT t.included) AS tables_left_out,
       s.conflict_strategy,
       s.autokick,
       CASE WHEN seen.current THEN st.since ELSE s.updated_at END AS since,
       st.activated_at,
       COALESCE(st.total_runs, 0) AS total_runs,
       COALESCE(st.total_rows, 0) AS total_rows,
       COALESCE(st.total_deletes, 0) AS total_deletes,
       COALESCE(st.total_conflicts, 0) AS total_conflicts,
       s.status = 'active' AND late.overdue AS overdue,
       s.status = 'active' AND late.expired AS expired
FROM bucardo.sync s
LEFT JOIN bucardo.sync_state st ON st.sync_id = s.id
CROSS JOIN LATERAL (SELECT COALESCE(st.observed_version >= s.version, false) AS current) seen
CROSS JOIN (
    SELECT EXISTS (
        SELECT FROM pg_catalog.pg_locks l
        WHERE l.locktype = 'advisory'
        AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
        AND l.classid = (27713617414743142 >> 32)::oid
        AND l.objid = (27713617414743142 & 4294967295)::oid
        AND l.objsubid = 1
        AND l.granted) AS held) lease
CROSS JOIN LATERAL (
    SELECT COALESCE(pg_catalog.bool_or(g.name = 'overdue' AND (st.behind_since < now.time - g.bound OR st.looked_at < now.time - g.bound - interval '5s')), false) AS overdue,
           COALESCE(pg_catalog.bool_or(g.name = 'expired' AND (st.behind_since < now.time - g.bound OR st.looked_at < now.time - g.bound - interval '5s')), false) AS expired
    FROM (
        SELECT o.name, COALESCE(s.options ->> o.name, o.value, o.default_value)::interval AS bound
        FROM bucardo.setting o
        WHERE o.name IN ('overdue', 'expired')) g
    CROSS JOIN (SELECT pg_catalog.clock_timestamp() AS time) now
    WHERE g.bound > interval '0') late;
COMMENT ON COLUMN bucardo.status.overdue IS 'Whether it has been behind for longer than its setting overdue; false without one.';
COMMENT ON COLUMN bucardo.status.expired IS 'Whether it has been behind for longer than its setting expired; false without one.';

ALTER TABLE bucardo.command
    ADD COLUMN token text,
    DROP CONSTRAINT command_verb_check,
    ADD CONSTRAINT command_verb_check CHECK (verb IN ('kick', 'validate', 'ping', 'spread', 'wait'));
COMMENT ON COLUMN bucardo.purge_info.kind IS 'Which history: runs, rates, log or commands.';
COMMENT ON COLUMN bucardo.command.token IS 'With wait: what every member is to have received; NULL: all that is committed when it is given.';

CREATE TABLE bucardo.rate (
    sync_id bigint NOT NULL REFERENCES bucardo.sync ON DELETE CASCADE,
    db_id bigint NOT NULL REFERENCES bucardo.db ON DELETE CASCADE,
    at timestamptz NOT NULL,
    changes bigint NOT NULL,
    rows bigint NOT NULL,
    run_ms double precision NOT NULL,
    latency_sum double precision NOT NULL,
    latency_max double precision NOT NULL,
    PRIMARY KEY (sync_id, db_id, at)
);
CREATE INDEX rate_db_id_idx ON bucardo.rate (db_id);
CREATE INDEX rate_at_idx ON bucardo.rate (at);
COMMENT ON TABLE bucardo.rate IS 'What each database received in ten seconds, of syncs with track_rates, and how long it took. Latencies are in milliseconds.';

CREATE VIEW bucardo.rates AS
SELECT s.name AS sync,
       d.name AS db,
       r.at,
       r.changes,
       r.rows,
       CASE WHEN r.run_ms > 0 THEN pg_catalog.round((1000 * r.rows / r.run_ms)::numeric, 1) END AS rows_per_second,
       CASE WHEN r.changes > 0 THEN pg_catalog.round((r.latency_sum / r.changes)::numeric, 3) END AS latency_avg,
       CASE WHEN r.changes > 0 THEN pg_catalog.round(r.latency_max::numeric, 3) END AS latency_max
FROM bucardo.rate r
JOIN bucardo.sync s ON s.id = r.sync_id
JOIN bucardo.db d ON d.id = r.db_id;

COMMENT ON VIEW bucardo.rates IS 'How fast changes arrive: a row for each ten seconds in which a database received something, of syncs with track_rates.';
COMMENT ON COLUMN bucardo.rates.sync IS 'The sync''s name.';
COMMENT ON COLUMN bucardo.rates.db IS 'The database that received.';
COMMENT ON COLUMN bucardo.rates.at IS 'Start of the ten seconds.';
COMMENT ON COLUMN bucardo.rates.changes IS 'Captured changes that arrived; several of one row are as many.';
COMMENT ON COLUMN bucardo.rates.rows IS 'Rows written and deleted for them.';
COMMENT ON COLUMN bucardo.rates.rows_per_second IS 'Rows for each second spent in runs.';
COMMENT ON COLUMN bucardo.rates.latency_avg IS 'Milliseconds from a change at its source to the commit here, on average, by the clocks of the source and of the sidecar.';
COMMENT ON COLUMN bucardo.rates.latency_max IS 'The same for the change that took longest.';
