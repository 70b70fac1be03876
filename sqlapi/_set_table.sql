CREATE OR REPLACE FUNCTION bucardo._set_table(
    existing bucardo.sync,
    entry bucardo.sync_relation,
    wanted bucardo.table_option,
    row_filter text,
    db_id bigint
)
RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_set_table$
DECLARE
    had bucardo.table_option := bucardo._option_of_table(existing.id, entry);
    changed boolean;
BEGIN
    changed := (had.options, had.conflict_strategy, had.source_order)
        IS DISTINCT FROM (wanted.options, wanted.conflict_strategy, wanted.source_order);
    IF changed THEN
        DELETE FROM bucardo.table_option o WHERE o.id = had.id;
        IF wanted.options <> '{}' OR wanted.conflict_strategy IS NOT NULL THEN
            INSERT INTO bucardo.table_option (sync_id, schema_name, table_name, options, conflict_strategy, source_order)
            VALUES (existing.id, entry.schema_name, entry.table_name, wanted.options, wanted.conflict_strategy, wanted.source_order);
        END IF;
        PERFORM bucardo._check_still_merge(existing.id);
    END IF;

    IF _set_table.row_filter IS NOT NULL THEN
        changed := bucardo._set_filter(existing.id, entry.schema_name, entry.table_name, _set_table.db_id, _set_table.row_filter) OR changed;
    END IF;
    RETURN changed;
END
$_set_table$;

COMMENT ON FUNCTION bucardo._set_table(
    existing bucardo.sync, entry bucardo.sync_relation, wanted bucardo.table_option, row_filter text, db_id bigint)
IS 'Makes a sync do this otherwise for a table; a row_filter of NULL stays as it is. Whether that changed something.';
