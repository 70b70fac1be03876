CREATE OR REPLACE FUNCTION bucardo._leave_syncs(leaving bucardo.db)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_leave_syncs$
DECLARE
    user_sync bucardo.sync;
    members bucardo.sync_db[];
BEGIN
    FOR user_sync IN SELECT * FROM bucardo._lock_syncs_of_db(leaving.id)
    LOOP
        members := ARRAY(
            SELECT m
            FROM bucardo.sync_db m
            WHERE m.sync_id = user_sync.id
            AND m.db_id <> leaving.id
            ORDER BY m.position);
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

        UPDATE bucardo.sync s
        SET source_order = array_remove(s.source_order, leaving.name)
        WHERE s.id = user_sync.id;
        PERFORM bucardo._set_members(user_sync, members);
        PERFORM bucardo._touch_sync(user_sync.id);
    END LOOP;
END
$_leave_syncs$;

COMMENT ON FUNCTION bucardo._leave_syncs(leaving bucardo.db)
IS 'Takes a database out of all its syncs. Raises when one of them could not go on without it.';
