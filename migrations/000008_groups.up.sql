-- What groups, databases, and other names and columns of tables look like.

ALTER TYPE bucardo.relgroup_info ADD ATTRIBUTE sequences text[];
COMMENT ON COLUMN bucardo.relgroup_info.sequences IS 'Which sequences it holds, written as tables are.';
COMMENT ON COLUMN bucardo.relgroup_info.tables IS 'Which tables it holds: all, schema.*, schema.table or table, * in a name for any characters; with a minus those left out, with :priority where that is not 0.';
COMMENT ON COLUMN bucardo.sync_info.tables IS 'Which tables were asked for: all, schema.*, schema.table or table, * in a name for any characters; with a minus those left out, with :priority where that is not 0.';
COMMENT ON TABLE bucardo.sync_relation IS 'What a sync is to replicate, as its relgroup has it: both NULL means all tables, table_name NULL all of a schema, else one table (schema_name NULL: wherever it is found, if only once), or, with patterns, all whose name fits.';
COMMENT ON COLUMN bucardo.sync_relation.patterns IS 'Whether the names are patterns, in which * stands for any characters, and what follows a backslash for itself.';
COMMENT ON COLUMN bucardo.relgroup_member.patterns IS 'Whether the names are patterns, in which * stands for any characters, and what follows a backslash for itself.';

ALTER TYPE bucardo.db_info
    ADD ATTRIBUTE status text,
    ADD ATTRIBUTE makedelta boolean;
COMMENT ON COLUMN bucardo.db_info.status IS 'active, or inactive: taken out of all syncs for a while; its changes and those for it are kept.';
COMMENT ON COLUMN bucardo.db_info.makedelta IS 'Whether what syncs write here is passed on by other syncs of this database; NULL: as each sync has it.';

CREATE OR REPLACE VIEW bucardo.db_status AS
SELECT d.name,
       CASE WHEN d.status = 'inactive' THEN 'inactive' ELSE COALESCE(st.state, 'pending') END AS state,
       CASE WHEN d.status = 'inactive' THEN 'it was made inactive; its changes and those for it are kept' ELSE st.reason END AS reason,
       CASE
           WHEN d.status = 'inactive' THEN pg_catalog.format('SELECT bucardo.update_db(%L, status => ''active'')', d.name)
           ELSE st.next_step
       END AS next_step,
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
COMMENT ON COLUMN bucardo.db_status.state IS 'pending (not yet connected to), good, failed, or inactive (as the user wants it).';
COMMENT ON COLUMN bucardo.db_status.reason IS 'Why the last attempt failed, or why none is made; NULL when there is nothing to say.';
COMMENT ON COLUMN bucardo.db_status.since IS 'Since when the sidecar sees it in the state that it saw last.';

CREATE TYPE bucardo.customname_info AS (
    relation text,
    new_name text,
    db text,
    sync text
);
COMMENT ON TYPE bucardo.customname_info IS 'Another name of a table, as list_customnames shows it.';
COMMENT ON COLUMN bucardo.customname_info.relation IS 'The table, as the first source calls it.';
COMMENT ON COLUMN bucardo.customname_info.new_name IS 'What it is called there.';
COMMENT ON COLUMN bucardo.customname_info.db IS 'On which database; NULL: on all but the first source.';
COMMENT ON COLUMN bucardo.customname_info.sync IS 'In which sync; NULL: in all.';

CREATE TYPE bucardo.customcols_info AS (
    relation text,
    columns text[],
    db text,
    sync text
);
COMMENT ON TYPE bucardo.customcols_info IS 'Other columns of a table, as list_customcols shows them.';
COMMENT ON COLUMN bucardo.customcols_info.relation IS 'The table, as the first source calls it.';
COMMENT ON COLUMN bucardo.customcols_info.columns IS 'The columns it gets: by their names, or as expression AS name.';
COMMENT ON COLUMN bucardo.customcols_info.db IS 'Which database gets them; NULL: every receiver.';
COMMENT ON COLUMN bucardo.customcols_info.sync IS 'In which sync; NULL: in all.';

COMMENT ON COLUMN bucardo.use_info.used_by_kind IS 'What uses it: sync, dbgroup, relgroup, customname or customcols; NULL when nothing does.';
COMMENT ON COLUMN bucardo.use_info.used_by IS 'The name of what uses it, of a customname or customcols the table and where it counts; NULL when nothing does.';
COMMENT ON COLUMN bucardo.use_info.how IS 'As what: the role of a database; what is in a group; replicated, left out with the reason, asked for, or excluded, of a table; its other name or columns.';
