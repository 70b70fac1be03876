CREATE OR REPLACE FUNCTION bucardo.remove_sync(name text)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $remove_sync$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(remove_sync.name);
    result bucardo.sync_info := bucardo._changed_sync(existing.id);
BEGIN
    PERFORM bucardo._set_members(existing, '{}');
    DELETE FROM bucardo.sync s WHERE s.id = existing.id;
    PERFORM bucardo._drop_own_dbgroup(existing.dbgroup_id);
    PERFORM bucardo._drop_own_relgroup(existing.relgroup_id);
    PERFORM pg_notify('bucardo', existing.name);
    RETURN result;
END
$remove_sync$;

COMMENT ON FUNCTION bucardo.remove_sync(name text)
IS 'Removes a sync and returns it as it was; the sidecar takes its triggers and deltas off every database.';
