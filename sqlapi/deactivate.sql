CREATE OR REPLACE FUNCTION bucardo.deactivate(sync text)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $deactivate$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(deactivate.sync);
BEGIN
    IF existing.status <> 'inactive' THEN
        UPDATE bucardo.sync s SET status = 'inactive' WHERE s.id = existing.id;
        PERFORM bucardo._touch_sync(existing.id);
    END IF;

    RETURN bucardo._changed_sync(existing.id);
END
$deactivate$;

COMMENT ON FUNCTION bucardo.deactivate(sync text)
IS 'Turns a sync off until it is activated.';
