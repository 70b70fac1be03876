CREATE OR REPLACE FUNCTION bucardo._lock_dbgroup(name text)
RETURNS bucardo.dbgroup
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_lock_dbgroup$
DECLARE
    found_group bucardo.dbgroup;
    existing text[];
    near text;
BEGIN
    PERFORM bucardo._check_name(_lock_dbgroup.name, 'dbgroup');

    SELECT g.* INTO found_group FROM bucardo.dbgroup g WHERE g.name = _lock_dbgroup.name FOR UPDATE;
    IF NOT FOUND THEN
        existing := ARRAY(SELECT g.name FROM bucardo.dbgroup g ORDER BY g.name LIMIT 300);
        near := bucardo._nearest(_lock_dbgroup.name, existing);
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('dbgroup "%s" does not exist', _lock_dbgroup.name),
            DETAIL = bucardo._enumerate('dbgroups', existing),
            HINT = CASE
                WHEN near IS NOT NULL THEN format('Did you mean "%s"? SELECT * FROM bucardo.list_dbgroups() shows all.', near)
                ELSE format('Add it: SELECT * FROM bucardo.add_dbgroup(%L, dbs => ''...'').', _lock_dbgroup.name)
            END;
    END IF;

    RETURN found_group;
END
$_lock_dbgroup$;

COMMENT ON FUNCTION bucardo._lock_dbgroup(name text)
IS 'The dbgroup of this name, its row locked until the end of the transaction. Raises when there is none.';
