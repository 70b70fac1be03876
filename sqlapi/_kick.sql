CREATE OR REPLACE FUNCTION bucardo._kick(sync text)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_kick$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_kick.sync);
BEGIN
    PERFORM bucardo._check_running(existing);
    RETURN bucardo._add_command(existing, 'kick');
END
$_kick$;

COMMENT ON FUNCTION bucardo._kick(sync text)
IS 'Queues a kick and returns the id of the command. Raises when the sync is paused or inactive.';
