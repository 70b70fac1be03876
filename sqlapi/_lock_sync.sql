CREATE OR REPLACE FUNCTION bucardo._lock_sync(name text)
RETURNS bucardo.sync
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_lock_sync$
DECLARE
    found_sync bucardo.sync;
BEGIN
    PERFORM bucardo._check_name(_lock_sync.name, 'sync');

    SELECT s.*
    INTO found_sync
    FROM bucardo.sync s
    WHERE s.name = _lock_sync.name
    FOR UPDATE;

    IF NOT FOUND THEN
        PERFORM bucardo._raise_unknown_sync(_lock_sync.name);
    END IF;

    RETURN found_sync;
END
$_lock_sync$;

COMMENT ON FUNCTION bucardo._lock_sync(name text)
IS 'The sync of this name, its row locked until the end of the transaction. Raises when there is none.';
