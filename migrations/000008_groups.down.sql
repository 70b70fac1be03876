-- The functions return the types below. They are installed after the migrations, so they go before them.
DO $functions$
DECLARE
    routine regprocedure;
BEGIN
    FOR routine IN
        SELECT p.oid
        FROM pg_catalog.pg_proc p
        WHERE p.pronamespace = 'bucardo'::pg_catalog.regnamespace
        AND p.prorettype <> 'trigger'::pg_catalog.regtype
    LOOP
        EXECUTE pg_catalog.format('DROP ROUTINE %s', routine);
    END LOOP;
END
$functions$;

COMMENT ON COLUMN bucardo.use_info.how IS 'As what: the role of a database; what is in a group; replicated, left out with the reason, or asked for, of a table.';
COMMENT ON COLUMN bucardo.use_info.used_by IS 'The name of what uses it; NULL when nothing does.';
COMMENT ON COLUMN bucardo.use_info.used_by_kind IS 'What uses it: sync, dbgroup or relgroup; NULL when nothing does.';
DROP TYPE bucardo.customcols_info;
DROP TYPE bucardo.customname_info;
CREATE OR REPLACE VIEW bucardo.db_status AS
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
COMMENT ON COLUMN bucardo.db_status.state IS 'pending (not yet connected to), good or failed.';
COMMENT ON COLUMN bucardo.db_status.reason IS 'Why the last attempt failed; NULL when it did not.';
COMMENT ON COLUMN bucardo.db_status.since IS 'Since when it is in this state.';
ALTER TYPE bucardo.db_info DROP ATTRIBUTE makedelta, DROP ATTRIBUTE status;

COMMENT ON COLUMN bucardo.relgroup_member.patterns IS 'Whether the names are patterns, in which * stands for any characters.';
COMMENT ON COLUMN bucardo.sync_relation.patterns IS NULL;
COMMENT ON TABLE bucardo.sync_relation IS 'What a sync is to replicate, as its relgroup has it: both NULL means all tables, table_name NULL all of a schema, else one table (schema_name NULL: wherever it is found, if only once).';
COMMENT ON COLUMN bucardo.sync_info.tables IS 'What was asked to be replicated: all, schema.*, schema.table or table.';
COMMENT ON COLUMN bucardo.relgroup_info.tables IS 'What it holds: all, schema.*, schema.table or table, in the order given.';
ALTER TYPE bucardo.relgroup_info DROP ATTRIBUTE sequences;
