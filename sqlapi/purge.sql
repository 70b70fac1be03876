CREATE OR REPLACE FUNCTION bucardo.purge(older_than interval, sync text DEFAULT NULL)
RETURNS SETOF bucardo.purge_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $purge$
DECLARE
    existing bucardo.sync;
    result bucardo.purge_info;
    old record;
    removed bigint;
BEGIN
    PERFORM bucardo._check_not_null(purge.older_than IS NOT NULL, 'purge', 'older_than');
    IF purge.older_than < interval '0' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'purge: older_than must not be negative',
            DETAIL = format('It is %s.', purge.older_than),
            HINT = 'Write the age from which history goes: ''7 days''; ''0'' is all of it.';
    ELSIF purge.sync IS NOT NULL THEN
        existing := bucardo._lock_sync(purge.sync);
    END IF;

    DELETE FROM bucardo.run r
    WHERE r.finished_at <= clock_timestamp() - purge.older_than
    AND (existing.id IS NULL OR r.sync_id = existing.id);
    GET DIAGNOSTICS result.removed = ROW_COUNT;
    result.kind := 'runs';
    RETURN NEXT result;

    DELETE FROM bucardo.rate t
    WHERE t.at <= clock_timestamp() - purge.older_than
    AND (existing.id IS NULL OR t.sync_id = existing.id);
    GET DIAGNOSTICS result.removed = ROW_COUNT;
    result.kind := 'rates';
    RETURN NEXT result;

    DELETE FROM bucardo.log_line l
    WHERE l.at <= clock_timestamp() - purge.older_than
    AND (existing.id IS NULL OR l.sync_name = existing.name);
    GET DIAGNOSTICS result.removed = ROW_COUNT;
    result.kind := 'log';
    RETURN NEXT result;

    DELETE FROM bucardo.command c
    WHERE c.done_at <= clock_timestamp() - purge.older_than
    AND (existing.id IS NULL OR c.sync_id = existing.id);
    GET DIAGNOSTICS result.removed = ROW_COUNT;
    result.kind := 'commands';
    RETURN NEXT result;

    -- Of all syncs, whole partitions can go; the newest may be written to.
    result.removed := 0;
    FOR old IN
        SELECT p.part
        FROM bucardo.conflict_part p
        WHERE existing.id IS NULL
        AND p.part < (SELECT max(n.part) FROM bucardo.conflict_part n)
        ORDER BY p.part
    LOOP
        SELECT count(*) INTO removed FROM bucardo.conflict c WHERE c.part = old.part;
        CONTINUE WHEN EXISTS (SELECT FROM bucardo.conflict c WHERE c.part = old.part AND c.at > clock_timestamp() - purge.older_than);
        EXECUTE format('DROP TABLE IF EXISTS bucardo.conflict_%s', old.part);
        DELETE FROM bucardo.conflict_part p WHERE p.part = old.part;
        result.removed := result.removed + removed;
    END LOOP;
    DELETE FROM bucardo.conflict c
    WHERE c.at <= clock_timestamp() - purge.older_than
    AND (existing.id IS NULL OR c.sync_id = existing.id);
    GET DIAGNOSTICS removed = ROW_COUNT;
    result.removed := result.removed + removed;
    result.kind := 'conflicts';
    RETURN NEXT result;
END
$purge$;

COMMENT ON FUNCTION bucardo.purge(older_than interval, sync text)
IS 'Removes history of that age: runs, rates, lines of the log, conflicts, and commands that were carried out. The totals in bucardo.status stay.';
