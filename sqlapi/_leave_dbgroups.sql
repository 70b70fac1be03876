CREATE OR REPLACE FUNCTION bucardo._leave_dbgroups(leaving bucardo.db)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_leave_dbgroups$
DECLARE
    user_sync bucardo.sync;
    used_group bucardo.dbgroup;
    members bucardo.dbgroup_member[];
BEGIN
    -- Syncs that could not go on are named before anything is changed.
    FOR user_sync IN SELECT * FROM bucardo._lock_syncs_of_db(leaving.id)
    LOOP
        members := ARRAY(SELECT m FROM unnest(bucardo._dbgroup_members(user_sync.dbgroup_id)) m WHERE m.db_id <> leaving.id);
        IF cardinality(members) < 2 OR bucardo._source_names(members) = '{}' THEN
            RAISE EXCEPTION USING
                ERRCODE = 'dependent_objects_still_exist',
                MESSAGE = format('database "%s" cannot be taken out of sync "%s"', leaving.name, user_sync.name),
                DETAIL = CASE
                    WHEN cardinality(members) < 2 THEN 'The sync would be left with one database.'
                    ELSE 'The sync would be left without a source.'
                END,
                HINT = format('Remove the sync first: SELECT * FROM bucardo.remove_sync(%L)', user_sync.name);
        END IF;
    END LOOP;

    FOR used_group IN
        SELECT g.*
        FROM bucardo.dbgroup g
        WHERE g.id IN (SELECT m.dbgroup_id FROM bucardo.dbgroup_member m WHERE m.db_id = leaving.id)
        ORDER BY g.name
        FOR UPDATE
    LOOP
        members := ARRAY(SELECT m FROM unnest(bucardo._dbgroup_members(used_group.id)) m WHERE m.db_id <> leaving.id);
        PERFORM bucardo._change_dbgroup(used_group, members);
    END LOOP;
END
$_leave_dbgroups$;

COMMENT ON FUNCTION bucardo._leave_dbgroups(leaving bucardo.db)
IS 'Takes a database out of all dbgroups, and so out of all syncs. Raises when one of these could not go on without it.';
