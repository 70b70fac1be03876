CREATE OR REPLACE FUNCTION bucardo.rename_dbgroup(name text, new_name text)
RETURNS bucardo.dbgroup_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $rename_dbgroup$
DECLARE
    existing bucardo.dbgroup := bucardo._lock_dbgroup(rename_dbgroup.name);
    result bucardo.dbgroup_info;
BEGIN
    IF existing.own THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('dbgroup "%s" belongs to the sync of that name', existing.name),
            DETAIL = 'It was made of the list given for the sync, and is called as it is.',
            HINT = format('Rename the sync: SELECT * FROM bucardo.rename_sync(%L, %L)', existing.name, rename_dbgroup.new_name);
    END IF;
    PERFORM bucardo._check_new_name(
        existing.name, rename_dbgroup.new_name, 'dbgroup',
        EXISTS (SELECT FROM bucardo.dbgroup g WHERE g.name = rename_dbgroup.new_name AND g.id <> existing.id));

    UPDATE bucardo.dbgroup g
    SET name = rename_dbgroup.new_name,
        updated_at = now()
    WHERE g.id = existing.id
    AND g.name <> rename_dbgroup.new_name;

    SELECT i.* INTO result FROM bucardo._find_dbgroups(existing.id) i;
    RETURN result;
END
$rename_dbgroup$;

COMMENT ON FUNCTION bucardo.rename_dbgroup(name text, new_name text)
IS 'Gives a dbgroup another name. The syncs that use it go on as they are.';
