CREATE OR REPLACE FUNCTION bucardo.update_table(
    sync text,
    relation text,
    conflict_strategy text DEFAULT NULL,
    row_filter text DEFAULT NULL,
    db text DEFAULT NULL,
    analyze_after_copy boolean DEFAULT NULL,
    dangling_fk text DEFAULT NULL,
    deletemethod text DEFAULT NULL,
    makedelta boolean DEFAULT NULL,
    rebuild_index boolean DEFAULT NULL,
    record_conflicts text DEFAULT NULL,
    strict_checking boolean DEFAULT NULL,
    update_delete text DEFAULT NULL,
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
            'dangling_fk', update_table.dangling_fk,
            'deletemethod', update_table.deletemethod,
            'makedelta', update_table.makedelta,
            'rebuild_index', update_table.rebuild_index,
            'record_conflicts', update_table.record_conflicts,
            'strict_checking', update_table.strict_checking,
            'update_delete', update_table.update_delete,
            'vacuum_after_copy', update_table.vacuum_after_copy)),
        update_table.reset);
END
$update_table$;

COMMENT ON FUNCTION bucardo.update_table(
    sync text, relation text, conflict_strategy text, row_filter text, db text, analyze_after_copy boolean,
    dangling_fk text, deletemethod text, makedelta boolean, rebuild_index boolean, record_conflicts text,
    strict_checking boolean, update_delete text, vacuum_after_copy boolean, reset text)
IS 'Changes what a sync does otherwise for one of its tables, also for one that a pattern takes in. NULL keeps, reset goes back to what the sync does.';
