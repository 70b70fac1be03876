CREATE OR REPLACE FUNCTION bucardo.clone(sync text, db text, role text DEFAULT 'target')
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $clone$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(clone.sync);
    added bucardo.db := bucardo._lock_db(clone.db);
    shared text := (SELECT g.name FROM bucardo.dbgroup g WHERE g.id = existing.dbgroup_id AND NOT g.own);
    list text[] := bucardo._members_text(bucardo._dbgroup_members(existing.dbgroup_id));
BEGIN
    PERFORM bucardo._check_not_null(clone.role IS NOT NULL, 'clone', 'role');
    IF clone.role NOT IN ('source', 'target') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown role "%s"', clone.role),
            DETAIL = 'A clone gets changes as a target, or makes some itself as a source.',
            HINT = 'Leave it out to have a target.';
    ELSIF EXISTS (SELECT FROM bucardo.sync_db m WHERE m.sync_id = existing.id AND m.db_id = added.id) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'duplicate_object',
            MESSAGE = format('database "%s" is in sync "%s" already', added.name, existing.name),
            DETAIL = 'A member that takes part is not copied to again.',
            HINT = format('To copy anew, take it out with bucardo.update_sync(%L, dbs => ...), CALL bucardo.wait_until_removed, and clone again.', existing.name);
    ELSIF shared IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('the sync takes its databases from dbgroup "%s"', shared),
            DETAIL = 'A database that is added to it joins all syncs that use it, and gets what their onetimecopy says.',
            HINT = format('SELECT * FROM bucardo.update_sync(%L, onetimecopy => 1); SELECT * FROM bucardo.update_dbgroup(%L, add => %L)', existing.name, shared,
                          bucardo._quote_item(added.name) || ':' || clone.role);
    END IF;

    PERFORM bucardo._update_sync(
        existing.name, array_to_string(list || (bucardo._quote_item(added.name) || ':' || clone.role), ','),
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL);
    UPDATE bucardo.sync_db m SET onetimecopy = 1 WHERE m.sync_id = existing.id AND m.db_id = added.id;
    RETURN bucardo._changed_sync(existing.id);
END
$clone$;

COMMENT ON FUNCTION bucardo.clone(sync text, db text, role text)
IS 'Copies the tables of a sync to another database, whole, and keeps that in step from then on, whatever the onetimecopy of the sync.';
