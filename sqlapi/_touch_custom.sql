CREATE OR REPLACE FUNCTION bucardo._touch_custom(scope bigint[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_touch_custom$
DECLARE
    user_sync record;
BEGIN
    FOR user_sync IN
        SELECT s.id
        FROM bucardo.sync s
        WHERE s.id = coalesce(scope[2], s.id)
        AND (scope[1] IS NULL OR EXISTS (SELECT FROM bucardo.sync_db m WHERE m.sync_id = s.id AND m.db_id = scope[1]))
        ORDER BY s.name
    LOOP
        PERFORM bucardo._touch_sync(user_sync.id);
    END LOOP;
END
$_touch_custom$;

COMMENT ON FUNCTION bucardo._touch_custom(scope bigint[])
IS 'Marks the syncs as changed for which another name, or other columns, of this database and sync (NULL: all) count.';
