CREATE OR REPLACE FUNCTION bucardo.validate(sync text)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $validate$
BEGIN
    PERFORM bucardo._validate(validate.sync);
    RETURN bucardo._changed_sync((SELECT s.id FROM bucardo.sync s WHERE s.name = validate.sync));
END
$validate$;

COMMENT ON FUNCTION bucardo.validate(sync text)
IS 'Has the sidecar look at the databases and tables of a sync again; what it finds shows in the view findings, and in the state and reason.';
