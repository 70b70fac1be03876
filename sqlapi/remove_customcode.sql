CREATE OR REPLACE FUNCTION bucardo.remove_customcode(name text)
RETURNS bucardo.customcode_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $remove_customcode$
DECLARE
    existing bucardo.customcode;
    result bucardo.customcode_info;
BEGIN
    PERFORM FROM bucardo.sync s WHERE s.id = (SELECT c.sync_id FROM bucardo.customcode c WHERE c.name = remove_customcode.name) FOR UPDATE;
    existing := bucardo._lock_customcode(remove_customcode.name);
    SELECT i.* INTO result FROM bucardo._find_customcodes(existing.id) i;
    DELETE FROM bucardo.customcode c WHERE c.id = existing.id;
    PERFORM bucardo._touch_sync(existing.sync_id);
    RETURN result;
END
$remove_customcode$;

COMMENT ON FUNCTION bucardo.remove_customcode(name text)
IS 'Has a sync call this code no more. The function itself stays.';
