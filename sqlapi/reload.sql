CREATE OR REPLACE FUNCTION bucardo.reload(sync text)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $reload$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(reload.sync);
BEGIN
    UPDATE bucardo.sync s SET generation = s.generation + 1 WHERE s.id = existing.id;
    PERFORM bucardo._touch_sync(existing.id);
    RETURN bucardo._changed_sync(existing.id);
END
$reload$;

COMMENT ON FUNCTION bucardo.reload(sync text)
IS 'Starts a sync anew: the run at hand ends, connections are closed and opened again, databases and tables looked at.';
