CREATE OR REPLACE FUNCTION bucardo.remove_db(name text, force boolean DEFAULT false, cascade boolean DEFAULT false)
RETURNS bucardo.db_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $remove_db$
DECLARE
    existing bucardo.db;
    users text[];
    stuck text;
    unclean text[];
    result bucardo.db_info;
BEGIN
    PERFORM bucardo._check_not_null(remove_db.force IS NOT NULL, 'remove_db', 'force');
    PERFORM bucardo._check_not_null(remove_db.cascade IS NOT NULL, 'remove_db', 'cascade');
    existing := bucardo._lock_db(remove_db.name);
    SELECT i.* INTO result FROM bucardo._find_dbs(existing.id) i;

    IF remove_db.cascade THEN
        PERFORM bucardo._leave_dbgroups(existing);
    END IF;
    -- Waits for those that are making a sync with it.
    PERFORM FROM bucardo.db d WHERE d.id = existing.id FOR UPDATE;

    users := ARRAY(
        SELECT s.name
        FROM bucardo.sync_db m
        JOIN bucardo.sync s ON s.id = m.sync_id
        WHERE m.db_id = existing.id
        ORDER BY s.name);
    IF users <> '{}' THEN
        -- One that could not go on without it makes cascade fail.
        SELECT s.name
        INTO stuck
        FROM bucardo.sync s
        JOIN bucardo.sync_db n ON n.sync_id = s.id AND n.db_id <> existing.id
        WHERE s.name = ANY (users)
        GROUP BY s.name
        HAVING count(*) < 2
        OR NOT bool_or(n.role = 'source')
        ORDER BY s.name
        LIMIT 1;
        RAISE EXCEPTION USING
            ERRCODE = 'dependent_objects_still_exist',
            MESSAGE = format('database "%s" is used by a sync', existing.name),
            DETAIL = format('It is a member of: %s.', array_to_string(users, ', ')),
            HINT = CASE
                WHEN stuck IS NULL THEN format('Remove the sync with SELECT * FROM bucardo.remove_sync(%L), or take the database out of its syncs with SELECT * FROM bucardo.remove_db(%L, cascade => true).', users[1], existing.name)
                ELSE format('Remove the sync with SELECT * FROM bucardo.remove_sync(%L), or give it other databases with bucardo.update_sync(%L, dbs => ''...'').', stuck, stuck)
            END;
    END IF;

    users := ARRAY(
        SELECT g.name
        FROM bucardo.dbgroup_member m
        JOIN bucardo.dbgroup g ON g.id = m.dbgroup_id
        WHERE m.db_id = existing.id
        ORDER BY g.name);
    IF users <> '{}' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'dependent_objects_still_exist',
            MESSAGE = format('database "%s" is in a dbgroup', existing.name),
            DETAIL = format('It is in: %s.', array_to_string(users, ', ')),
            HINT = format('Take it out of all with SELECT * FROM bucardo.remove_db(%L, cascade => true).', existing.name);
    END IF;

    users := ARRAY(SELECT c.name FROM bucardo.customcode c WHERE c.db_id = existing.id ORDER BY c.name);
    IF users <> '{}' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'dependent_objects_still_exist',
            MESSAGE = format('custom code runs on database "%s"', existing.name),
            DETAIL = format('It is: %s.', array_to_string(users, ', ')),
            HINT = format('Let it run elsewhere with bucardo.update_customcode(%L, db => ...), or remove it with SELECT * FROM bucardo.remove_customcode(%1$L).', users[1]);
    END IF;

    unclean := ARRAY(
        SELECT c.sync_name || coalesce(' (' || c.reason || ')', '')
        FROM bucardo.cleanup c
        WHERE c.db_id = existing.id
        ORDER BY c.sync_name, c.sync_id);
    IF unclean = '{}' OR remove_db.force THEN
        DELETE FROM bucardo.db d WHERE d.id = existing.id;
    ELSIF remove_db.cascade THEN
        -- The sidecar must still be able to reach it; the last cleanup takes the row with it.
        UPDATE bucardo.db d SET removing = true WHERE d.id = existing.id;
        result.removing := true;
    ELSE
        RAISE EXCEPTION USING
            ERRCODE = 'dependent_objects_still_exist',
            MESSAGE = format('database "%s" still has the triggers and deltas of a removed sync', existing.name),
            DETAIL = format('To be taken off it: %s.', array_to_string(unclean, ', ')),
            HINT = format('Let the sidecar do it and wait with CALL bucardo.wait_until_removed(''...''), or give the database up with SELECT * FROM bucardo.remove_db(%L, force => true).', existing.name);
    END IF;

    PERFORM pg_notify('bucardo', '');
    RETURN result;
END
$remove_db$;

COMMENT ON FUNCTION bucardo.remove_db(name text, force boolean, cascade boolean)
IS 'Removes a database; cascade takes it out of its dbgroups and syncs first, force does not wait for what is left at it.';
