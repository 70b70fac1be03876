-- What the sidecar found about a sync, tables that are held, and dropping deltas by hand.

ALTER TABLE bucardo.command
    DROP CONSTRAINT command_verb_check,
    ADD CONSTRAINT command_verb_check CHECK (verb IN ('kick', 'validate', 'ping', 'spread', 'wait', 'drop_deltas'));

ALTER TABLE bucardo.sync_state ADD COLUMN observed_list text;
COMMENT ON COLUMN bucardo.sync_state.observed_list IS 'The list of tables that the sidecar followed last: tables created since, which it means, have rows that are still to be replicated.';

CREATE TABLE bucardo.finding (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sync_id bigint NOT NULL REFERENCES bucardo.sync ON DELETE CASCADE,
    severity text NOT NULL CHECK (severity IN ('error', 'warning', 'notice')),
    db_name text,
    schema_name text,
    table_name text,
    what text NOT NULL,
    next_step text,
    found_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
);
CREATE INDEX finding_sync_id_idx ON bucardo.finding (sync_id);
COMMENT ON TABLE bucardo.finding IS 'What the sidecar found when it last looked at the databases of each sync.';

CREATE VIEW bucardo.findings AS
SELECT s.name AS sync,
       f.severity,
       f.db_name AS db,
       f.schema_name,
       f.table_name,
       f.what AS finding,
       f.next_step,
       f.found_at
FROM bucardo.finding f
JOIN bucardo.sync s ON s.id = f.sync_id
ORDER BY s.name, pg_catalog.array_position('{error,warning,notice}'::text[], f.severity), f.id;

COMMENT ON VIEW bucardo.findings IS 'A row for each thing about a sync that a user should know before it bites, as the sidecar last saw it: at activation, at validate, and when a table changed.';
COMMENT ON COLUMN bucardo.findings.sync IS 'The sync''s name.';
COMMENT ON COLUMN bucardo.findings.severity IS 'error: it is not replicated; warning: it is not what it looks like; notice: good to know.';
COMMENT ON COLUMN bucardo.findings.db IS 'The database it is about; NULL for all.';
COMMENT ON COLUMN bucardo.findings.schema_name IS 'Schema of the table or sequence; NULL for all.';
COMMENT ON COLUMN bucardo.findings.table_name IS 'Name of the table or sequence; NULL for all.';
COMMENT ON COLUMN bucardo.findings.finding IS 'What was found.';
COMMENT ON COLUMN bucardo.findings.next_step IS 'How to mend it.';
COMMENT ON COLUMN bucardo.findings.found_at IS 'When the sidecar found it.';

CREATE OR REPLACE VIEW bucardo.table_status AS
SELECT s.name AS sync,
       t.schema_name,
       t.table_name,
       d.name AS db,
       CASE WHEN t.included THEN 'replicated' WHEN t.held THEN 'held' ELSE 'left out' END AS state,
       t.reason,
       t.key_columns,
       CASE WHEN t.included AND d.id IS NOT NULL THEN COALESCE(st.pending, 0) END AS pending,
       st.last_change,
       t.next_step
FROM bucardo.sync_table t
JOIN bucardo.sync s ON s.id = t.sync_id
LEFT JOIN bucardo.sync_db m ON m.sync_id = t.sync_id AND m.role = 'source' AND t.included
LEFT JOIN bucardo.db d ON d.id = m.db_id
LEFT JOIN bucardo.table_state st
    ON st.sync_id = t.sync_id
    AND st.db_id = m.db_id
    AND st.schema_name = t.schema_name
    AND st.table_name = t.table_name
WHERE t.kind = 'table';
COMMENT ON VIEW bucardo.table_status IS 'A row for each replicated table and source, and one for each table held or left out.';
COMMENT ON COLUMN bucardo.table_status.state IS 'replicated; held: cannot be for now, its changes are kept and flow when the reason is mended; or left out.';
COMMENT ON COLUMN bucardo.table_status.reason IS 'Why it is held or left out; NULL when there is nothing to say.';
COMMENT ON COLUMN bucardo.table_status.next_step IS 'What to do about it; NULL when there is nothing to do.';
