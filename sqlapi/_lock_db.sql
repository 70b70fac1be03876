CREATE OR REPLACE FUNCTION bucardo._lock_db(name text)
RETURNS bucardo.db
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_lock_db$
DECLARE
    found_db bucardo.db;
BEGIN
    PERFORM bucardo._check_name(_lock_db.name, 'database');

    -- Not FOR UPDATE: syncs that come to use it in the meantime need not wait for a change of its settings.
    SELECT d.*
    INTO found_db
    FROM bucardo.db d
    WHERE d.name = _lock_db.name
    FOR NO KEY UPDATE;

    IF NOT FOUND THEN
        PERFORM bucardo._raise_unknown_db(_lock_db.name);
    END IF;

    RETURN found_db;
END
$_lock_db$;

COMMENT ON FUNCTION bucardo._lock_db(name text)
IS 'The database of this name, nobody else can change it until the end of the transaction. Raises when there is none.';
