CREATE OR REPLACE FUNCTION bucardo.kick(sync text)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $kick$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(kick.sync);
BEGIN
    PERFORM bucardo._kick(kick.sync);
    RETURN bucardo._changed_sync(existing.id);
END
$kick$;

COMMENT ON FUNCTION bucardo.kick(sync text)
IS 'Makes a sync run now. The request is kept while no sidecar runs.';
