CREATE OR REPLACE FUNCTION bucardo.remove_dbgroup(name text, cascade boolean DEFAULT false)
RETURNS bucardo.dbgroup_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $remove_dbgroup$
DECLARE
    existing bucardo.dbgroup;
    user_sync text;
    result bucardo.dbgroup_info;
BEGIN
    PERFORM bucardo._check_not_null(remove_dbgroup.cascade IS NOT NULL, 'remove_dbgroup', 'cascade');
    existing := bucardo._lock_dbgroup(remove_dbgroup.name);
    SELECT i.* INTO result FROM bucardo._find_dbgroups(existing.id) i;

    IF result.syncs <> '{}' AND NOT remove_dbgroup.cascade THEN
        RAISE EXCEPTION USING
            ERRCODE = 'dependent_objects_still_exist',
            MESSAGE = format('dbgroup "%s" is used by a sync', existing.name),
            DETAIL = format('It is used by: %s.', array_to_string(result.syncs, ', ')),
            HINT = CASE
                WHEN existing.own THEN format('It belongs to that sync, and goes with it: SELECT * FROM bucardo.remove_sync(%L)', existing.name)
                ELSE format('Give the sync other databases with bucardo.update_sync(%L, dbs => ''...''), or remove both with SELECT * FROM bucardo.remove_dbgroup(%L, cascade => true).', result.syncs[1], existing.name)
            END;
    END IF;

    FOREACH user_sync IN ARRAY result.syncs
    LOOP
        PERFORM bucardo.remove_sync(user_sync);
    END LOOP;
    DELETE FROM bucardo.dbgroup g WHERE g.id = existing.id;
    RETURN result;
END
$remove_dbgroup$;

COMMENT ON FUNCTION bucardo.remove_dbgroup(name text, cascade boolean)
IS 'Removes a dbgroup that no sync uses, or, with cascade, with the syncs that do.';
