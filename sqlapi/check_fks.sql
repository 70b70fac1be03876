CREATE OR REPLACE FUNCTION bucardo.check_fks(sync text)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $check_fks$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(check_fks.sync);
BEGIN
    PERFORM bucardo._check_fks(check_fks.sync);
    RETURN bucardo._changed_sync(existing.id);
END
$check_fks$;

COMMENT ON FUNCTION bucardo.check_fks(sync text)
IS 'Has every foreign key of a sync''s tables checked on every database that can be reached. dangling_fks lists what is found.';
