CREATE OR REPLACE FUNCTION bucardo._add_table(
    sync text,
    relation text,
    conflict_strategy text,
    row_filter text,
    db text,
    options jsonb,
    if_not_exists boolean
)
RETURNS bucardo.table_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_add_table$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_add_table.sync);
    entry bucardo.sync_relation := bucardo._one_relation(_add_table.relation, 'table');
    filter_db bigint := bucardo._filter_db(_add_table.db, _add_table.row_filter);
    had bucardo.table_option;
    wanted bucardo.table_option;
    different text;
BEGIN
    wanted.options := bucardo._check_options(_add_table.options, 'table');
    wanted := bucardo._table_strategy(wanted, existing, _add_table.conflict_strategy);

    IF NOT bucardo._add_relation(existing, entry, _add_table.relation) THEN
        IF bucardo._table_fields(wanted, _add_table.row_filter) <> bucardo._table_fields(NULL, NULL) THEN
            entry := bucardo._with_schema(existing.id, entry);
        END IF;
        different := bucardo._differences(
            '{conflict_strategy,row_filter,options}',
            bucardo._table_fields(bucardo._option_of_table(existing.id, entry), bucardo._table_filter(existing.id, entry, filter_db)),
            bucardo._table_fields(wanted, _add_table.row_filter));
        IF NOT _add_table.if_not_exists OR different IS NOT NULL THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('table %s is on the list of sync "%s" already', _add_table.relation, existing.name)
                    || CASE WHEN _add_table.if_not_exists THEN ' and is not the same' ELSE '' END,
                DETAIL = coalesce('It differs: ' || different || '.', 'It is the same as the one asked for.'),
                HINT = CASE
                    WHEN different IS NULL THEN 'Add it with if_not_exists => true, or change it with bucardo.update_table.'
                    ELSE format('Change it: SELECT * FROM bucardo.update_table(%L, %L, ...)', existing.name, _add_table.relation)
                END;
        END IF;
    ELSIF bucardo._table_fields(wanted, _add_table.row_filter) <> bucardo._table_fields(NULL, NULL) THEN
        entry := bucardo._with_schema(existing.id, entry);
        -- What update_table set for it while another entry of the list took it in, and is not given here, stays.
        had := bucardo._option_of_table(existing.id, entry);
        wanted.options := had.options || wanted.options;
        IF wanted.conflict_strategy IS NULL THEN
            wanted.conflict_strategy := had.conflict_strategy;
            wanted.source_order := had.source_order;
        END IF;
        PERFORM bucardo._set_table(existing, entry, wanted, _add_table.row_filter, filter_db);
    END IF;

    RETURN bucardo._table_row(existing.id, entry);
END
$_add_table$;

COMMENT ON FUNCTION bucardo._add_table(
    sync text, relation text, conflict_strategy text, row_filter text, db text, options jsonb, if_not_exists boolean)
IS 'What add_table does.';
