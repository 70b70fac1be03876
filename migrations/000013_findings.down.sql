DROP VIEW bucardo.table_status;
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
DROP VIEW bucardo.findings;
DROP TABLE bucardo.finding;
DELETE FROM bucardo.command WHERE verb = 'drop_deltas';
ALTER TABLE bucardo.command
    DROP CONSTRAINT command_verb_check,
    ADD CONSTRAINT command_verb_check CHECK (verb IN ('kick', 'validate', 'ping', 'spread', 'wait'));
ALTER TABLE bucardo.sync_state DROP COLUMN observed_list;
