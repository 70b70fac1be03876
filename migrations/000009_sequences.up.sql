-- Sequences: where they stand, what became of those asked for, and the command that keeps the values of several sources apart.

ALTER TABLE bucardo.command
    ADD COLUMN arguments jsonb,
    DROP CONSTRAINT command_verb_check,
    ADD CONSTRAINT command_verb_check CHECK (verb IN ('kick', 'validate', 'ping', 'spread'));
COMMENT ON COLUMN bucardo.command.arguments IS 'What the command needs to know, if anything; its field names are those of the sidecar.';

-- What was named as a table and what was named as a sequence may have one name, if it is neither.
ALTER TABLE bucardo.sync_table
    DROP CONSTRAINT sync_table_pkey,
    ADD PRIMARY KEY (sync_id, kind, schema_name, table_name);
COMMENT ON TABLE bucardo.sync_table IS 'What the sidecar made of sync_relation: the tables it replicates with their key, the sequences, and those left out with the reason.';

COMMENT ON COLUMN bucardo.use_info.kind IS 'What was found: db, dbgroup, relgroup, table or sequence.';

CREATE TABLE bucardo.sequence_state (
    sync_id bigint NOT NULL REFERENCES bucardo.sync ON DELETE CASCADE,
    db_id bigint NOT NULL REFERENCES bucardo.db ON DELETE CASCADE,
    schema_name text NOT NULL,
    sequence_name text NOT NULL,
    value bigint,
    increment bigint NOT NULL,
    last_set timestamptz,
    PRIMARY KEY (sync_id, db_id, schema_name, sequence_name)
);
CREATE INDEX sequence_state_db_id_idx ON bucardo.sequence_state (db_id);
COMMENT ON TABLE bucardo.sequence_state IS 'Where each sequence stands at each member, as the sidecar saw it.';

CREATE VIEW bucardo.sequence_status AS
SELECT s.name AS sync,
       t.schema_name,
       t.table_name AS sequence_name,
       d.name AS db,
       CASE WHEN t.included THEN 'replicated' ELSE 'left out' END AS state,
       t.reason,
       t.next_step,
       st.value,
       st.increment,
       st.last_set
FROM bucardo.sync_table t
JOIN bucardo.sync s ON s.id = t.sync_id
LEFT JOIN bucardo.sync_db m ON m.sync_id = t.sync_id AND t.included
LEFT JOIN bucardo.db d ON d.id = m.db_id
LEFT JOIN bucardo.sequence_state st
    ON st.sync_id = t.sync_id
    AND st.db_id = m.db_id
    AND st.schema_name = t.schema_name
    AND st.sequence_name = t.table_name
WHERE t.kind = 'sequence';

COMMENT ON VIEW bucardo.sequence_status IS 'A row for each replicated sequence and database, and one for each sequence left out.';
COMMENT ON COLUMN bucardo.sequence_status.sync IS 'The sync''s name.';
COMMENT ON COLUMN bucardo.sequence_status.schema_name IS 'The sequence''s schema; empty where it was named without one and not found.';
COMMENT ON COLUMN bucardo.sequence_status.sequence_name IS 'The sequence''s name.';
COMMENT ON COLUMN bucardo.sequence_status.db IS 'The database; NULL for a sequence left out.';
COMMENT ON COLUMN bucardo.sequence_status.state IS 'replicated, or left out.';
COMMENT ON COLUMN bucardo.sequence_status.reason IS 'Why it was left out; NULL when there is nothing to say.';
COMMENT ON COLUMN bucardo.sequence_status.next_step IS 'What to do about it; NULL when there is nothing to do.';
COMMENT ON COLUMN bucardo.sequence_status.value IS 'The last value taken there, when the sidecar last looked; NULL when none was.';
COMMENT ON COLUMN bucardo.sequence_status.increment IS 'By how much it counts there.';
COMMENT ON COLUMN bucardo.sequence_status.last_set IS 'When the sidecar last moved it forward; NULL when it never did.';

-- Sequences are no tables: they do not count as such.
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
