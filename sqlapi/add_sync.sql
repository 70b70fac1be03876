CREATE OR REPLACE FUNCTION bucardo.add_sync(
    name text,
    dbs anycompatible,
    tables text DEFAULT 'all',
    conflict_strategy text DEFAULT 'latest',
    autokick boolean DEFAULT true,
    onetimecopy integer DEFAULT 0,
    copy_workers integer DEFAULT 2,
    status text DEFAULT 'active',
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
    if_not_exists boolean DEFAULT false
)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $add_sync$
BEGIN
    RETURN bucardo._add_sync(
        add_sync.name, add_sync.dbs::text, add_sync.tables, add_sync.sequences, add_sync.conflict_strategy, add_sync.autokick,
        add_sync.onetimecopy, add_sync.copy_workers, add_sync.status, add_sync.row_filter,
        jsonb_strip_nulls(jsonb_build_object(
            'analyze_after_copy', add_sync.analyze_after_copy,
            'batch_time', add_sync.batch_time,
            'checktime', add_sync.checktime,
            'dangling_fk', add_sync.dangling_fk,
            'deletemethod', add_sync.deletemethod,
            'expired', add_sync.expired,
            'isolation_level', add_sync.isolation_level,
            'lifetime', add_sync.lifetime,
            'lock_timeout', add_sync.lock_timeout,
            'makedelta', add_sync.makedelta,
            'max_clock_skew', add_sync.max_clock_skew,
            'max_runs', add_sync.max_runs,
            'overdue', add_sync.overdue,
            'priority', add_sync.priority,
            'rebuild_index', add_sync.rebuild_index,
            'record_conflicts', add_sync.record_conflicts,
            'statement_timeout', add_sync.statement_timeout,
            'strict_checking', add_sync.strict_checking,
            'track_rates', add_sync.track_rates,
            'update_delete', add_sync.update_delete,
            'vacuum_after_copy', add_sync.vacuum_after_copy)),
        add_sync.if_not_exists);
END
$add_sync$;

COMMENT ON FUNCTION bucardo.add_sync(
    name text, dbs anycompatible, tables text, conflict_strategy text, autokick boolean, onetimecopy integer,
    copy_workers integer, status text, sequences text, row_filter text, analyze_after_copy boolean, batch_time
    interval, checktime interval, dangling_fk text, deletemethod text, expired interval, isolation_level text,
    lifetime interval, lock_timeout interval, makedelta boolean, max_clock_skew interval, max_runs integer, overdue
    interval, priority integer, rebuild_index boolean, record_conflicts text, statement_timeout interval,
    strict_checking boolean, track_rates boolean, update_delete text, vacuum_after_copy boolean, if_not_exists
    boolean)
IS 'Adds a sync: which databases, which tables, who wins a conflict, and what it sets otherwise than the configuration. Lists are written ''a,b'' or as arrays.';

-- The only overload of the schema. PostgreSQL has no type that a string literal and an array both convert to, and
-- within one polymorphic family dbs and tables would have to be of one kind: this lets a user mix them.
CREATE OR REPLACE FUNCTION bucardo.add_sync(
    name text,
    dbs anycompatible,
    tables text[],
    conflict_strategy text DEFAULT 'latest',
    autokick boolean DEFAULT true,
    onetimecopy integer DEFAULT 0,
    copy_workers integer DEFAULT 2,
    status text DEFAULT 'active',
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
    if_not_exists boolean DEFAULT false
)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $add_sync$
BEGIN
    RETURN bucardo._add_sync(
        add_sync.name, add_sync.dbs::text, add_sync.tables::text, add_sync.sequences, add_sync.conflict_strategy, add_sync.autokick,
        add_sync.onetimecopy, add_sync.copy_workers, add_sync.status, add_sync.row_filter,
        jsonb_strip_nulls(jsonb_build_object(
            'analyze_after_copy', add_sync.analyze_after_copy,
            'batch_time', add_sync.batch_time,
            'checktime', add_sync.checktime,
            'dangling_fk', add_sync.dangling_fk,
            'deletemethod', add_sync.deletemethod,
            'expired', add_sync.expired,
            'isolation_level', add_sync.isolation_level,
            'lifetime', add_sync.lifetime,
            'lock_timeout', add_sync.lock_timeout,
            'makedelta', add_sync.makedelta,
            'max_clock_skew', add_sync.max_clock_skew,
            'max_runs', add_sync.max_runs,
            'overdue', add_sync.overdue,
            'priority', add_sync.priority,
            'rebuild_index', add_sync.rebuild_index,
            'record_conflicts', add_sync.record_conflicts,
            'statement_timeout', add_sync.statement_timeout,
            'strict_checking', add_sync.strict_checking,
            'track_rates', add_sync.track_rates,
            'update_delete', add_sync.update_delete,
            'vacuum_after_copy', add_sync.vacuum_after_copy)),
        add_sync.if_not_exists);
END
$add_sync$;

COMMENT ON FUNCTION bucardo.add_sync(
    name text, dbs anycompatible, tables text[], conflict_strategy text, autokick boolean, onetimecopy integer,
    copy_workers integer, status text, sequences text, row_filter text, analyze_after_copy boolean, batch_time
    interval, checktime interval, dangling_fk text, deletemethod text, expired interval, isolation_level text,
    lifetime interval, lock_timeout interval, makedelta boolean, max_clock_skew interval, max_runs integer, overdue
    interval, priority integer, rebuild_index boolean, record_conflicts text, statement_timeout interval,
    strict_checking boolean, track_rates boolean, update_delete text, vacuum_after_copy boolean, if_not_exists
    boolean)
IS 'Adds a sync, its tables given as an array.';
