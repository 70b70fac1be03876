CREATE OR REPLACE FUNCTION bucardo._changed_sync(sync_id bigint)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_changed_sync$
DECLARE
    result bucardo.sync_info;
BEGIN
    SELECT i.* INTO result FROM bucardo._find_syncs(_changed_sync.sync_id) i;
    RETURN result;
END
$_changed_sync$;

COMMENT ON FUNCTION bucardo._changed_sync(sync_id bigint)
IS 'One sync as list_syncs shows it.';
