-- What users read: the rows that the functions return, and the views over what the sidecar saw.

CREATE TYPE bucardo.db_info AS (
    name text,
    type text,
    dbname text,
    host text,
    port integer,
    username text,
    service text,
    conninfo text,
    passfile text,
    password_env text,
    syncs text[],
    created_at timestamptz,
    updated_at timestamptz
);
COMMENT ON TYPE bucardo.db_info IS 'A database as list_dbs shows it.';
COMMENT ON COLUMN bucardo.db_info.name IS 'The name syncs call it by.';
COMMENT ON COLUMN bucardo.db_info.type IS 'The kind of database: postgres.';
COMMENT ON COLUMN bucardo.db_info.dbname IS 'Name of the database on its server; NULL: as the control connection, or libpq''s default where host or service is given.';
COMMENT ON COLUMN bucardo.db_info.host IS 'Host name, address or socket directory.';
COMMENT ON COLUMN bucardo.db_info.port IS 'TCP port, or number of the socket.';
COMMENT ON COLUMN bucardo.db_info.username IS 'Role to connect as.';
COMMENT ON COLUMN bucardo.db_info.service IS 'Entry in the sidecar''s connection service file.';
COMMENT ON COLUMN bucardo.db_info.conninfo IS 'libpq connection string, given instead of the parts.';
COMMENT ON COLUMN bucardo.db_info.passfile IS 'Password file on the sidecar''s host.';
COMMENT ON COLUMN bucardo.db_info.password_env IS 'Environment variable of the sidecar that holds the password.';
COMMENT ON COLUMN bucardo.db_info.syncs IS 'Names of the syncs it is a member of.';
COMMENT ON COLUMN bucardo.db_info.created_at IS 'When it was added.';
COMMENT ON COLUMN bucardo.db_info.updated_at IS 'When it was last changed.';

CREATE TYPE bucardo.sync_info AS (
    name text,
    state text,
    dbs text[],
    tables text[],
    conflict_strategy text,
    source_order text[],
    autokick boolean,
    status text,
    paused boolean,
    reason text,
    next_step text,
    created_at timestamptz,
    updated_at timestamptz
);
COMMENT ON TYPE bucardo.sync_info IS 'A sync as list_syncs shows it.';
COMMENT ON COLUMN bucardo.sync_info.name IS 'Its name.';
COMMENT ON COLUMN bucardo.sync_info.state IS 'What the sidecar saw: pending, active, degraded, paused, failed or inactive; pending too while a change is not yet acted on.';
COMMENT ON COLUMN bucardo.sync_info.dbs IS 'Its members, name:role, in the order given.';
COMMENT ON COLUMN bucardo.sync_info.tables IS 'What was asked to be replicated: all, schema.*, schema.table or table.';
COMMENT ON COLUMN bucardo.sync_info.conflict_strategy IS 'Who wins a conflict: latest, or source order.';
COMMENT ON COLUMN bucardo.sync_info.source_order IS 'With source order: the sources, the first wins. NULL with latest.';
COMMENT ON COLUMN bucardo.sync_info.autokick IS 'Whether changes are replicated at once; else only when kicked.';
COMMENT ON COLUMN bucardo.sync_info.status IS 'What the user wants: active or inactive.';
COMMENT ON COLUMN bucardo.sync_info.paused IS 'What the user wants: whether changes are kept but not replicated.';
COMMENT ON COLUMN bucardo.sync_info.reason IS 'Why the state is what it is; NULL when there is nothing to say.';
COMMENT ON COLUMN bucardo.sync_info.next_step IS 'What to do about it.';
COMMENT ON COLUMN bucardo.sync_info.created_at IS 'When it was added.';
COMMENT ON COLUMN bucardo.sync_info.updated_at IS 'When it was last changed.';

-- A change not yet acted on makes what the sidecar saw before it stale: the sync is pending again, and says so.
CREATE VIEW bucardo.status AS
SELECT s.name,
       CASE WHEN seen.current THEN st.state ELSE 'pending' END AS state,
       CASE
           WHEN seen.current AND st.reason IS NOT NULL THEN st.reason
           WHEN NOT seen.current THEN 'the sidecar has not acted on the last change yet'
       END AS reason,
       CASE
           WHEN seen.current AND st.next_step IS NOT NULL THEN st.next_step
           WHEN NOT seen.current THEN 'If it stays so, start `bucardo-sidecar run`.'
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
CROSS JOIN LATERAL (SELECT COALESCE(st.observed_version >= s.version, false) AS current) seen;

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

CREATE VIEW bucardo.db_status AS
SELECT d.name,
       COALESCE(st.state, 'pending') AS state,
       st.reason,
       st.next_step,
       st.since,
       st.last_good,
       st.server_version,
       st.apply_mode,
       (SELECT pg_catalog.array_agg(s.name ORDER BY s.name)
        FROM bucardo.sync_db m
        JOIN bucardo.sync s ON s.id = m.sync_id
        WHERE m.db_id = d.id) AS syncs,
       (SELECT COALESCE(pg_catalog.sum(t.pending), 0)::bigint
        FROM bucardo.table_state t
        WHERE t.db_id = d.id) AS pending,
       (SELECT pg_catalog.array_agg(DISTINCT c.sync_name ORDER BY c.sync_name)
        FROM bucardo.cleanup c
        WHERE c.db_id = d.id) AS cleanups,
       (SELECT pg_catalog.string_agg(DISTINCT c.reason, '; ')
        FROM bucardo.cleanup c
        WHERE c.db_id = d.id) AS cleanup_reason
FROM bucardo.db d
LEFT JOIN bucardo.db_state st ON st.db_id = d.id;

COMMENT ON VIEW bucardo.db_status IS 'A row for each database: whether the sidecar reaches it, and what is left to do there.';
COMMENT ON COLUMN bucardo.db_status.name IS 'The database''s name.';
COMMENT ON COLUMN bucardo.db_status.state IS 'pending (not yet connected to), good or failed.';
COMMENT ON COLUMN bucardo.db_status.reason IS 'Why the last attempt failed; NULL when it did not.';
COMMENT ON COLUMN bucardo.db_status.next_step IS 'What to do about it; NULL when there is nothing to do.';
COMMENT ON COLUMN bucardo.db_status.since IS 'Since when it is in this state.';
COMMENT ON COLUMN bucardo.db_status.last_good IS 'When the sidecar last reached it.';
COMMENT ON COLUMN bucardo.db_status.server_version IS 'Version of its server.';
COMMENT ON COLUMN bucardo.db_status.apply_mode IS 'replica: rows are applied without firing triggers and foreign keys; ordinary: the role may not do so, triggers fire.';
COMMENT ON COLUMN bucardo.db_status.syncs IS 'Names of the syncs it is a member of.';
COMMENT ON COLUMN bucardo.db_status.pending IS 'Changes captured there and not yet replicated, over all syncs.';
COMMENT ON COLUMN bucardo.db_status.cleanups IS 'Removed syncs whose triggers and deltas are still to be taken off it.';
COMMENT ON COLUMN bucardo.db_status.cleanup_reason IS 'Why that could not be done yet.';

CREATE VIEW bucardo.table_status AS
SELECT s.name AS sync,
       t.schema_name,
       t.table_name,
       d.name AS db,
       CASE WHEN t.included THEN 'replicated' ELSE 'left out' END AS state,
       t.reason,
       t.key_columns,
       CASE WHEN t.included AND d.id IS NOT NULL THEN COALESCE(st.pending, 0) END AS pending,
       st.last_change
FROM bucardo.sync_table t
JOIN bucardo.sync s ON s.id = t.sync_id
LEFT JOIN bucardo.sync_db m ON m.sync_id = t.sync_id AND m.role = 'source' AND t.included
LEFT JOIN bucardo.db d ON d.id = m.db_id
LEFT JOIN bucardo.table_state st
    ON st.sync_id = t.sync_id
    AND st.db_id = m.db_id
    AND st.schema_name = t.schema_name
    AND st.table_name = t.table_name;

COMMENT ON VIEW bucardo.table_status IS 'A row for each replicated table and source, and one for each table left out.';
COMMENT ON COLUMN bucardo.table_status.sync IS 'The sync''s name.';
COMMENT ON COLUMN bucardo.table_status.schema_name IS 'The table''s schema.';
COMMENT ON COLUMN bucardo.table_status.table_name IS 'The table''s name.';
COMMENT ON COLUMN bucardo.table_status.db IS 'The source whose changes are counted; NULL for a table left out.';
COMMENT ON COLUMN bucardo.table_status.state IS 'replicated, or left out.';
COMMENT ON COLUMN bucardo.table_status.reason IS 'Why it was left out; NULL when there is nothing to say.';
COMMENT ON COLUMN bucardo.table_status.key_columns IS 'The columns rows are told apart by.';
COMMENT ON COLUMN bucardo.table_status.pending IS 'Changes captured at this source and not yet replicated.';
COMMENT ON COLUMN bucardo.table_status.last_change IS 'Time of the last replicated change from this source.';

CREATE VIEW bucardo.runs AS
SELECT r.id,
       s.name AS sync,
       r.started_at,
       r.finished_at,
       r.finished_at - r.started_at AS run_time,
       r.status,
       r.runs,
       r.rows,
       r.deletes,
       r.conflicts,
       r.left_out,
       r.error
FROM bucardo.run r
JOIN bucardo.sync s ON s.id = r.sync_id;

COMMENT ON VIEW bucardo.runs IS 'History of the runs that had something to do, kept by age and count.';
COMMENT ON COLUMN bucardo.runs.id IS 'Grows with time: ORDER BY id DESC shows the newest first.';
COMMENT ON COLUMN bucardo.runs.sync IS 'The sync''s name.';
COMMENT ON COLUMN bucardo.runs.started_at IS 'Start of the run, of the first where several share the row.';
COMMENT ON COLUMN bucardo.runs.finished_at IS 'End of the run, of the last where several share the row.';
COMMENT ON COLUMN bucardo.runs.run_time IS 'From start to end.';
COMMENT ON COLUMN bucardo.runs.status IS 'good, or bad.';
COMMENT ON COLUMN bucardo.runs.runs IS 'How many back-to-back runs of a busy sync share this row.';
COMMENT ON COLUMN bucardo.runs.rows IS 'Rows written, over all receiving databases.';
COMMENT ON COLUMN bucardo.runs.deletes IS 'Rows deleted, over all receiving databases.';
COMMENT ON COLUMN bucardo.runs.conflicts IS 'Rows changed on several sources and decided.';
COMMENT ON COLUMN bucardo.runs.left_out IS 'Rows changed under the run and left to the next.';
COMMENT ON COLUMN bucardo.runs.error IS 'What went wrong; NULL when nothing did.';

CREATE VIEW bucardo.log AS
SELECT l.id,
       l.at,
       l.level,
       l.sync_name AS sync,
       l.db_name AS db,
       l.message
FROM bucardo.log_line l;

COMMENT ON VIEW bucardo.log IS 'What the sidecar has to say.';
COMMENT ON COLUMN bucardo.log.id IS 'Grows with time: ORDER BY id DESC shows the newest first.';
COMMENT ON COLUMN bucardo.log.at IS 'When it was said.';
COMMENT ON COLUMN bucardo.log.level IS 'info, warn or error.';
COMMENT ON COLUMN bucardo.log.sync IS 'The sync it is about, if one.';
COMMENT ON COLUMN bucardo.log.db IS 'The database it is about, if one.';
COMMENT ON COLUMN bucardo.log.message IS 'The line.';
