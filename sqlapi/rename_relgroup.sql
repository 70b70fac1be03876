CREATE OR REPLACE FUNCTION bucardo.rename_relgroup(name text, new_name text)
RETURNS bucardo.relgroup_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $rename_relgroup$
DECLARE
    existing bucardo.relgroup := bucardo._lock_relgroup(rename_relgroup.name);
    result bucardo.relgroup_info;
BEGIN
    IF existing.own THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('relgroup "%s" belongs to the sync of that name', existing.name),
            DETAIL = 'It was made of the list given for the sync, and is called as it is.',
            HINT = format('Rename the sync: SELECT * FROM bucardo.rename_sync(%L, %L)', existing.name, rename_relgroup.new_name);
    END IF;
    PERFORM bucardo._check_new_name(
        existing.name, rename_relgroup.new_name, 'relgroup',
        EXISTS (SELECT FROM bucardo.relgroup g WHERE g.name = rename_relgroup.new_name AND g.id <> existing.id));
    PERFORM bucardo._check_relgroup_name(rename_relgroup.new_name);

    UPDATE bucardo.relgroup g
    SET name = rename_relgroup.new_name,
        updated_at = now()
    WHERE g.id = existing.id
    AND g.name <> rename_relgroup.new_name;

    SELECT i.* INTO result FROM bucardo._find_relgroups(existing.id) i;
    RETURN result;
END
$rename_relgroup$;

COMMENT ON FUNCTION bucardo.rename_relgroup(name text, new_name text)
IS 'Gives a relgroup another name. The syncs that use it go on as they are.';
