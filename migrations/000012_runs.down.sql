DROP VIEW bucardo.rates;
DROP TABLE bucardo.rate;
COMMENT ON COLUMN bucardo.purge_info.kind IS 'Which history: runs, log or commands.';
DELETE FROM bucardo.command WHERE verb = 'wait';
ALTER TABLE bucardo.command
    DROP CONSTRAINT command_verb_check,
    ADD CONSTRAINT command_verb_check CHECK (verb IN ('kick', 'validate', 'ping', 'spread')),
    DROP COLUMN token;
DROP VIEW bucardo.status;
CREATE VIEW bucardo.status AS
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
       COALESCE(st.total_conflicts, 0) AS total_conflicts
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
        AND l.granted) AS held) lease;

COMMENT ON VIEW bucardo.status IS 'A row for each sync: how it is and what it did.';
COMMENT ON COLUMN bucardo.status.name IS 'The sync''s name.';
COMMENT ON COLUMN bucardo.status.state IS 'pending, active, degraded, paused, failed or inactive; pending too while a change is not yet acted on.';
COMMENT ON COLUMN bucardo.status.reason IS 'Why the state is what it is; NULL when there is nothing to say.';
COMMENT ON COLUMN bucardo.status.next_step IS 'What to do about it; NULL when there is nothing to do.';
COMMENT ON COLUMN bucardo.status.last_good IS 'End of the last run that went well.';
COMMENT ON COLUMN bucardo.status.last_bad IS 'End of the last run that failed.';
COMMENT ON COLUMN bucardo.status.run_time IS 'How long the last run took.';
COMMENT ON COLUMN bucardo.status.rows IS 'Rows written by the last run, over all receiving databases.';
COMMENT ON COLUMN bucardo.status.deletes IS 'Rows deleted by the last run, over all receiving databases.';
COMMENT ON COLUMN bucardo.status.conflicts IS 'Rows changed on several sources, decided by the last run.';
COMMENT ON COLUMN bucardo.status.pending IS 'Changes captured and not yet replicated; NULL before the first look.';
COMMENT ON COLUMN bucardo.status.lag IS 'Age of the oldest pending change; zero when none is pending.';
COMMENT ON COLUMN bucardo.status.dbs IS 'The members, name:role.';
COMMENT ON COLUMN bucardo.status.tables IS 'How many tables are replicated.';
COMMENT ON COLUMN bucardo.status.tables_left_out IS 'How many tables were asked for and left out; table_status says why.';
COMMENT ON COLUMN bucardo.status.conflict_strategy IS 'Who wins a conflict: latest, or source order.';
COMMENT ON COLUMN bucardo.status.autokick IS 'Whether changes are replicated at once; else only when kicked.';
COMMENT ON COLUMN bucardo.status.since IS 'Since when the sidecar sees it in this state.';
COMMENT ON COLUMN bucardo.status.activated_at IS 'When it was first set up on all its databases.';
COMMENT ON COLUMN bucardo.status.total_runs IS 'Runs that had something to do, since the sync was added.';
COMMENT ON COLUMN bucardo.status.total_rows IS 'Rows written, since the sync was added.';
COMMENT ON COLUMN bucardo.status.total_deletes IS 'Rows deleted, since the sync was added.';
COMMENT ON COLUMN bucardo.status.total_conflicts IS 'Conflicts decided, since the sync was added.';
ALTER TABLE bucardo.sync_state DROP COLUMN looked_at, DROP COLUMN behind_since;
