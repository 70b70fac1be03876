CREATE OR REPLACE FUNCTION bucardo.rename_sync(name text, new_name text)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $rename_sync$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(rename_sync.name);
BEGIN
    PERFORM bucardo._check_new_name(
        existing.name, rename_sync.new_name, 'sync',
        EXISTS (SELECT FROM bucardo.sync s WHERE s.name = rename_sync.new_name AND s.id <> existing.id));

    IF rename_sync.new_name <> existing.name THEN
        PERFORM bucardo._check_new_name(
            existing.name, rename_sync.new_name, 'dbgroup',
            EXISTS (SELECT FROM bucardo.dbgroup g WHERE g.id = existing.dbgroup_id AND g.own)
            AND EXISTS (SELECT FROM bucardo.dbgroup g WHERE g.name = rename_sync.new_name));
        PERFORM bucardo._check_new_name(
            existing.name, rename_sync.new_name, 'relgroup',
            EXISTS (SELECT FROM bucardo.relgroup g WHERE g.id = existing.relgroup_id AND g.own)
            AND EXISTS (SELECT FROM bucardo.relgroup g WHERE g.name = rename_sync.new_name));

        UPDATE bucardo.sync s SET name = rename_sync.new_name WHERE s.id = existing.id;
        UPDATE bucardo.dbgroup g SET name = rename_sync.new_name WHERE g.id = existing.dbgroup_id AND g.own;
        UPDATE bucardo.relgroup g SET name = rename_sync.new_name WHERE g.id = existing.relgroup_id AND g.own;
        -- Whoever waits for a member to be clean waits by the name the sync has now.
        UPDATE bucardo.cleanup c SET sync_name = rename_sync.new_name WHERE c.sync_id = existing.id;
        PERFORM bucardo._touch_sync(existing.id);
    END IF;

    RETURN bucardo._changed_sync(existing.id);
END
$rename_sync$;

COMMENT ON FUNCTION bucardo.rename_sync(name text, new_name text)
IS 'Gives a sync another name. Its history, and what is captured for it, stay with it.';
