CREATE OR REPLACE FUNCTION bucardo.rename_db(name text, new_name text)
RETURNS bucardo.db_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $rename_db$
DECLARE
    existing bucardo.db := bucardo._lock_db(rename_db.name);
    user_sync record;
    result bucardo.db_info;
BEGIN
    PERFORM bucardo._check_new_name(
        existing.name, rename_db.new_name, 'database',
        EXISTS (SELECT FROM bucardo.db d WHERE d.name = rename_db.new_name AND d.id <> existing.id));

    IF rename_db.new_name <> existing.name THEN
        -- Syncs before the database, as those do who change a sync.
        PERFORM FROM bucardo._lock_syncs_of_db(existing.id);
        UPDATE bucardo.db d
        SET name = rename_db.new_name,
            updated_at = now()
        WHERE d.id = existing.id;

        FOR user_sync IN
            SELECT s.id
            FROM bucardo.sync s
            JOIN bucardo.sync_db m ON m.sync_id = s.id
            WHERE m.db_id = existing.id
            ORDER BY s.id
        LOOP
            UPDATE bucardo.sync s
            SET source_order = array_replace(s.source_order, existing.name, rename_db.new_name)
            WHERE s.id = user_sync.id;
            UPDATE bucardo.table_option o
            SET source_order = array_replace(o.source_order, existing.name, rename_db.new_name)
            WHERE o.sync_id = user_sync.id;
            UPDATE bucardo.column_policy p
            SET source_order = array_replace(p.source_order, existing.name, rename_db.new_name)
            WHERE p.sync_id = user_sync.id;
            PERFORM bucardo._touch_sync(user_sync.id);
        END LOOP;
        PERFORM pg_notify('bucardo', '');
    END IF;

    SELECT i.* INTO result FROM bucardo._find_dbs(existing.id) i;
    RETURN result;
END
$rename_db$;

COMMENT ON FUNCTION bucardo.rename_db(name text, new_name text)
IS 'Gives a database another name, in its syncs too. What is captured there stays as it is.';
