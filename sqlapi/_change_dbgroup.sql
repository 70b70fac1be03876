CREATE OR REPLACE FUNCTION bucardo._change_dbgroup(changed bucardo.dbgroup, members bucardo.dbgroup_member[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_change_dbgroup$
DECLARE
    had_members bucardo.dbgroup_member[] := bucardo._dbgroup_members(changed.id);
    user_sync bucardo.sync;
BEGIN
    IF bucardo._members_text(_change_dbgroup.members) = bucardo._members_text(had_members) THEN
        RETURN;
    END IF;
    PERFORM bucardo._fill_dbgroup(changed.id, _change_dbgroup.members);

    FOR user_sync IN SELECT * FROM bucardo._lock_syncs_of_dbgroup(changed.id)
    LOOP
        PERFORM bucardo._check_members(_change_dbgroup.members, user_sync.name);
        UPDATE bucardo.sync s
        SET source_order = bucardo._next_source_order(
                user_sync.source_order, bucardo._source_names(had_members), bucardo._source_names(_change_dbgroup.members))
        WHERE s.id = user_sync.id;
        PERFORM bucardo._set_table_orders(user_sync.id, bucardo._source_names(had_members), bucardo._source_names(_change_dbgroup.members));
        PERFORM bucardo._set_members(user_sync, _change_dbgroup.members);
        PERFORM bucardo._touch_sync(user_sync.id);
    END LOOP;
END
$_change_dbgroup$;

COMMENT ON FUNCTION bucardo._change_dbgroup(changed bucardo.dbgroup, members bucardo.dbgroup_member[])
IS 'Gives a dbgroup other members, and the syncs that use it too. Raises when one of them cannot have these.';
