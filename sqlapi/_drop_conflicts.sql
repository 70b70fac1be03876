CREATE OR REPLACE FUNCTION bucardo._drop_conflicts(keep interval, size bigint)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_drop_conflicts$
DECLARE
    lock_timeout CONSTANT text := current_setting('lock_timeout');
    excess bigint;
    dropped bigint := 0;
    oldest record;
BEGIN
    SELECT sum(pg_total_relation_size(to_regclass(format('bucardo.conflict_%s', p.part)))) - _drop_conflicts.size
    INTO excess
    FROM bucardo.conflict_part p;

    FOR oldest IN
        SELECT p.part,
               lead(p.part) OVER parts IS NULL AS newest,
               least(lead(p.since) OVER parts, (date_trunc('day', p.since AT TIME ZONE 'UTC') + interval '1 day') AT TIME ZONE 'UTC') AS until,
               pg_total_relation_size(to_regclass(format('bucardo.conflict_%s', p.part))) AS bytes
        FROM bucardo.conflict_part p
        WINDOW parts AS (ORDER BY p.part)
        ORDER BY p.part
    LOOP
        EXIT WHEN oldest.until > clock_timestamp() - _drop_conflicts.keep AND (oldest.newest OR excess <= 0);
        -- Who reads conflicts for a long time keeps them a while longer, and does not keep others from being written.
        BEGIN
            PERFORM set_config('lock_timeout', '100ms', true);
            EXECUTE format('DROP TABLE IF EXISTS bucardo.conflict_%s', oldest.part);
            DELETE FROM bucardo.conflict_part p WHERE p.part = oldest.part;
            PERFORM set_config('lock_timeout', lock_timeout, true);
        EXCEPTION
            WHEN lock_not_available THEN
                EXIT;
        END;
        excess := excess - coalesce(oldest.bytes, 0);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$_drop_conflicts$;

COMMENT ON FUNCTION bucardo._drop_conflicts(keep interval, size bigint)
IS 'Drops the parts of bucardo.conflict that are older than keep, and the oldest while all take more bytes than size, but never the newest; returns how many.';
