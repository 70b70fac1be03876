CREATE OR REPLACE FUNCTION bucardo.update_table(
    sync text,
    relation text,
    conflict_strategy text DEFAULT NULL,
    row_filter text DEFAULT NULL,
    db text DEFAULT NULL,
    analyze_after_copy boolean DEFAULT NULL,
    deletemethod text DEFAULT NULL,
    makedelta boolean DEFAULT NULL,
    rebuild_index boolean DEFAULT NULL,
    strict_checking boolean DEFAULT NULL,
    vacuum_after_copy boolean DEFAULT NULL,
    reset text DEFAULT NULL
)
RETURNS bucardo.table_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $update_table$
BEGIN
    RETURN bucardo._update_table(
        update_table.sync, update_table.relation, update_table.conflict_strategy, update_table.row_filter, update_table.db,
        jsonb_strip_nulls(jsonb_build_object(
            'analyze_after_copy', update_table.analyze_after_copy,
            'deletemethod', update_table.deletemethod,
            'makedelta', update_table.makedelta,
            'rebuild_index', update_table.rebuild_index,
            'strict_checking', update_table.strict_checking,
            'vacuum_after_copy', update_table.vacuum_after_copy)),
        update_table.reset);
END
$update_table$;

COMMENT ON FUNCTION bucardo.update_table(
    sync text, relation text, conflict_strategy text, row_filter text, db text, analyze_after_copy boolean, deletemethod text,
    makedelta boolean, rebuild_index boolean, strict_checking boolean, vacuum_after_copy boolean, reset text)
IS 'Changes what a sync does otherwise for one of its tables, also for one that a pattern takes in. NULL keeps, reset goes back to what the sync does.';
