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
        AND t.included) AS tables,
       (SELECT pg_catalog.count(*)
        FROM bucardo.sync_table t
        WHERE t.sync_id = s.id
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

DROP VIEW bucardo.sequence_status;
DROP TABLE bucardo.sequence_state;
DELETE FROM bucardo.sync_table WHERE kind <> 'table';
ALTER TABLE bucardo.sync_table
    DROP CONSTRAINT sync_table_pkey,
    ADD PRIMARY KEY (sync_id, schema_name, table_name);
COMMENT ON TABLE bucardo.sync_table IS 'What the sidecar made of sync_relation: the tables it replicates with their key, and those left out with the reason.';
COMMENT ON COLUMN bucardo.use_info.kind IS 'What was found: db, dbgroup, relgroup or table.';
DELETE FROM bucardo.command WHERE verb = 'spread';
ALTER TABLE bucardo.command
    DROP COLUMN arguments,
    DROP CONSTRAINT command_verb_check,
    ADD CONSTRAINT command_verb_check CHECK (verb IN ('kick', 'validate', 'ping'));
