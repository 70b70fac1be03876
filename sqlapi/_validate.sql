CREATE OR REPLACE FUNCTION bucardo._validate(sync text)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_validate$
BEGIN
    RETURN bucardo._add_command(bucardo._lock_sync(_validate.sync), 'validate');
END
$_validate$;

COMMENT ON FUNCTION bucardo._validate(sync text)
IS 'Queues the validation of a sync and returns the id of the command.';
