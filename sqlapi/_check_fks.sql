CREATE OR REPLACE FUNCTION bucardo._check_fks(sync text)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_check_fks$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_check_fks.sync);
BEGIN
    PERFORM bucardo._check_running(existing);
    RETURN bucardo._add_command(existing, 'check_fks');
END
$_check_fks$;

COMMENT ON FUNCTION bucardo._check_fks(sync text)
IS 'Queues a check of the foreign keys and returns the id of the command. Raises when it would be in vain.';
