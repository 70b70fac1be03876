CREATE OR REPLACE FUNCTION bucardo.update_sync(
    name text,
    dbs anycompatible DEFAULT NULL,
    tables anycompatible DEFAULT NULL,
    conflict_strategy text DEFAULT NULL,
    autokick boolean DEFAULT NULL,
    onetimecopy integer DEFAULT NULL,
    copy_workers integer DEFAULT NULL,
    status text DEFAULT NULL,
    sequences text DEFAULT NULL,
    row_filter text DEFAULT NULL,
    analyze_after_copy boolean DEFAULT NULL,
    batch_time interval DEFAULT NULL,
    checktime interval DEFAULT NULL,
    dangling_fk text DEFAULT NULL,
    deletemethod text DEFAULT NULL,
    expired interval DEFAULT NULL,
    isolation_level text DEFAULT NULL,
    lifetime interval DEFAULT NULL,
    lock_timeout interval DEFAULT NULL,
    makedelta boolean DEFAULT NULL,
    max_clock_skew interval DEFAULT NULL,
    max_runs integer DEFAULT NULL,
    overdue interval DEFAULT NULL,
    priority integer DEFAULT NULL,
    rebuild_index boolean DEFAULT NULL,
    record_conflicts text DEFAULT NULL,
    statement_timeout interval DEFAULT NULL,
    strict_checking boolean DEFAULT NULL,
    track_rates boolean DEFAULT NULL,
    update_delete text DEFAULT NULL,
    vacuum_after_copy boolean DEFAULT NULL,
    reset text DEFAULT NULL
)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $update_sync$
BEGIN
    RETURN bucardo._update_sync(
        update_sync.name, update_sync.dbs::text, update_sync.tables::text, update_sync.sequences, update_sync.conflict_strategy,
        update_sync.autokick, update_sync.onetimecopy, update_sync.copy_workers, update_sync.status, update_sync.row_filter,
        jsonb_strip_nulls(jsonb_build_object(
            'analyze_after_copy', update_sync.analyze_after_copy,
            'batch_time', update_sync.batch_time,
            'checktime', update_sync.checktime,
            'dangling_fk', update_sync.dangling_fk,
            'deletemethod', update_sync.deletemethod,
            'expired', update_sync.expired,
            'isolation_level', update_sync.isolation_level,
            'lifetime', update_sync.lifetime,
            'lock_timeout', update_sync.lock_timeout,
            'makedelta', update_sync.makedelta,
            'max_clock_skew', update_sync.max_clock_skew,
            'max_runs', update_sync.max_runs,
            'overdue', update_sync.overdue,
            'priority', update_sync.priority,
            'rebuild_index', update_sync.rebuild_index,
            'record_conflicts', update_sync.record_conflicts,
            'statement_timeout', update_sync.statement_timeout,
            'strict_checking', update_sync.strict_checking,
            'track_rates', update_sync.track_rates,
            'update_delete', update_sync.update_delete,
            'vacuum_after_copy', update_sync.vacuum_after_copy)),
        update_sync.reset);
END
$update_sync$;

COMMENT ON FUNCTION bucardo.update_sync(
    name text, dbs anycompatible, tables anycompatible, conflict_strategy text, autokick boolean, onetimecopy
    integer, copy_workers integer, status text, sequences text, row_filter text, analyze_after_copy boolean,
    batch_time interval, checktime interval, dangling_fk text, deletemethod text, expired interval, isolation_level
    text, lifetime interval, lock_timeout interval, makedelta boolean, max_clock_skew interval, max_runs integer,
    overdue interval, priority integer, rebuild_index boolean, record_conflicts text, statement_timeout interval,
    strict_checking boolean, track_rates boolean, update_delete text, vacuum_after_copy boolean, reset text)
IS 'Changes a sync: NULL keeps a setting, reset takes options back to what the configuration says. The triggers and deltas of databases that leave it are taken off them.';
