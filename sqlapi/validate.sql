CREATE OR REPLACE FUNCTION bucardo.validate(sync text)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $validate$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(validate.sync);
BEGIN
    PERFORM bucardo._add_command(existing, 'validate');
    RETURN bucardo._changed_sync(existing.id);
END
$validate$;

COMMENT ON FUNCTION bucardo.validate(sync text)
IS 'Has the sidecar look at the databases and tables of a sync again; what it finds shows in the state and reason.';
