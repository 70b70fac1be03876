CREATE OR REPLACE FUNCTION bucardo._update_table(
    sync text,
    relation text,
    conflict_strategy text,
    row_filter text,
    db text,
    options jsonb,
    reset text
)
RETURNS bucardo.table_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_update_table$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_update_table.sync);
    entry bucardo.sync_relation := bucardo._table_of_sync(existing, _update_table.relation);
    wanted bucardo.table_option := bucardo._option_of_table(existing.id, entry);
    taken_back text[];
    wanted_filter text := _update_table.row_filter;
    filter_db bigint;
    changed boolean := false;
BEGIN
    taken_back := bucardo._reset_names(
        _update_table.reset, 'table',
        ARRAY(SELECT jsonb_object_keys(_update_table.options))
            || CASE WHEN _update_table.conflict_strategy IS NOT NULL THEN 'conflict_strategy' END
            || CASE WHEN _update_table.row_filter IS NOT NULL THEN 'row_filter' END,
        '{conflict_strategy,row_filter}');
    wanted.options := wanted.options - taken_back || bucardo._check_options(_update_table.options, 'table');
    IF 'conflict_strategy' = ANY (taken_back) THEN
        wanted.conflict_strategy := NULL;
        wanted.source_order := NULL;
    END IF;
    wanted := bucardo._table_strategy(wanted, existing, _update_table.conflict_strategy);
    IF 'row_filter' = ANY (taken_back) THEN
        wanted_filter := '';
    END IF;
    filter_db := bucardo._filter_db(_update_table.db, wanted_filter);

    IF 'row_filter' = ANY (taken_back) AND filter_db IS NULL THEN
        DELETE FROM bucardo.row_filter f
        WHERE (f.sync_id, f.schema_name, f.table_name) = (existing.id, entry.schema_name, entry.table_name);
        changed := FOUND;
    END IF;
    IF bucardo._set_table(existing, entry, wanted, wanted_filter, filter_db) OR changed THEN
        PERFORM bucardo._touch_sync(existing.id);
    END IF;
    RETURN bucardo._table_row(existing.id, entry);
END
$_update_table$;

COMMENT ON FUNCTION bucardo._update_table(
    sync text, relation text, conflict_strategy text, row_filter text, db text, options jsonb, reset text)
IS 'What update_table does.';
