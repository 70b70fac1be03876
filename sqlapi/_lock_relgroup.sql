CREATE OR REPLACE FUNCTION bucardo._lock_relgroup(name text)
RETURNS bucardo.relgroup
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_lock_relgroup$
DECLARE
    found_group bucardo.relgroup;
    existing text[];
    near text;
BEGIN
    PERFORM bucardo._check_name(_lock_relgroup.name, 'relgroup');

    SELECT g.* INTO found_group FROM bucardo.relgroup g WHERE g.name = _lock_relgroup.name FOR UPDATE;
    IF NOT FOUND THEN
        existing := ARRAY(SELECT g.name FROM bucardo.relgroup g ORDER BY g.name LIMIT 300);
        near := bucardo._nearest(_lock_relgroup.name, existing);
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('relgroup "%s" does not exist', _lock_relgroup.name),
            DETAIL = bucardo._enumerate('relgroups', existing),
            HINT = CASE
                WHEN near IS NOT NULL THEN format('Did you mean "%s"? SELECT * FROM bucardo.list_relgroups() shows all.', near)
                ELSE format('Add it: SELECT * FROM bucardo.add_relgroup(%L, tables => ''...'').', _lock_relgroup.name)
            END;
    END IF;

    RETURN found_group;
END
$_lock_relgroup$;

COMMENT ON FUNCTION bucardo._lock_relgroup(name text)
IS 'The relgroup of this name, its row locked until the end of the transaction. Raises when there is none.';
