CREATE OR REPLACE FUNCTION bucardo.pause(sync text)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $pause$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(pause.sync);
BEGIN
    IF NOT existing.paused THEN
        UPDATE bucardo.sync s SET paused = true WHERE s.id = existing.id;
        PERFORM bucardo._touch_sync(existing.id);
    END IF;

    RETURN bucardo._changed_sync(existing.id);
END
$pause$;

COMMENT ON FUNCTION bucardo.pause(sync text)
IS 'Stops replicating a sync while changes are still captured, until it is resumed.';
