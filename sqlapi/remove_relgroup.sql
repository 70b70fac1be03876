CREATE OR REPLACE FUNCTION bucardo.remove_relgroup(name text, cascade boolean DEFAULT false)
RETURNS bucardo.relgroup_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $remove_relgroup$
DECLARE
    existing bucardo.relgroup;
    user_sync text;
    result bucardo.relgroup_info;
BEGIN
    PERFORM bucardo._check_not_null(remove_relgroup.cascade IS NOT NULL, 'remove_relgroup', 'cascade');
    existing := bucardo._lock_relgroup(remove_relgroup.name);
    SELECT i.* INTO result FROM bucardo._find_relgroups(existing.id) i;

    IF result.syncs <> '{}' AND NOT remove_relgroup.cascade THEN
        RAISE EXCEPTION USING
            ERRCODE = 'dependent_objects_still_exist',
            MESSAGE = format('relgroup "%s" is used by a sync', existing.name),
            DETAIL = format('It is used by: %s.', array_to_string(result.syncs, ', ')),
            HINT = CASE
                WHEN existing.own THEN format('It belongs to that sync, and goes with it: SELECT * FROM bucardo.remove_sync(%L)', existing.name)
                ELSE format('Give the sync other tables with bucardo.update_sync(%L, tables => ''...''), or remove both with SELECT * FROM bucardo.remove_relgroup(%L, cascade => true).', result.syncs[1], existing.name)
            END;
    END IF;

    FOREACH user_sync IN ARRAY result.syncs
    LOOP
        PERFORM bucardo.remove_sync(user_sync);
    END LOOP;
    DELETE FROM bucardo.relgroup g WHERE g.id = existing.id;
    RETURN result;
END
$remove_relgroup$;

COMMENT ON FUNCTION bucardo.remove_relgroup(name text, cascade boolean)
IS 'Removes a relgroup that no sync uses, or, with cascade, with the syncs that do.';
