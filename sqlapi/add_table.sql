CREATE OR REPLACE FUNCTION bucardo.add_table(
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
    if_not_exists boolean DEFAULT false
)
RETURNS bucardo.table_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_table$
BEGIN
    PERFORM bucardo._check_not_null(add_table.if_not_exists IS NOT NULL, 'add_table', 'if_not_exists');
    RETURN bucardo._add_table(
        add_table.sync, add_table.relation, add_table.conflict_strategy, add_table.row_filter, add_table.db,
        jsonb_strip_nulls(jsonb_build_object(
            'analyze_after_copy', add_table.analyze_after_copy,
            'dangling_fk', add_table.dangling_fk,
            'deletemethod', add_table.deletemethod,
            'makedelta', add_table.makedelta,
            'rebuild_index', add_table.rebuild_index,
            'record_conflicts', add_table.record_conflicts,
            'strict_checking', add_table.strict_checking,
            'update_delete', add_table.update_delete,
            'vacuum_after_copy', add_table.vacuum_after_copy)),
        add_table.if_not_exists);
END
$add_table$;

COMMENT ON FUNCTION bucardo.add_table(
    sync text, relation text, conflict_strategy text, row_filter text, db text, analyze_after_copy boolean,
    dangling_fk text, deletemethod text, makedelta boolean, rebuild_index boolean, record_conflicts text,
    strict_checking boolean, update_delete text, vacuum_after_copy boolean, if_not_exists boolean)
IS 'Puts a table on the list of a sync, and says what the sync does otherwise for it.';
