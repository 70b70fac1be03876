CREATE OR REPLACE FUNCTION bucardo.rename_customcode(name text, new_name text)
RETURNS bucardo.customcode_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $rename_customcode$
DECLARE
    existing bucardo.customcode;
    result bucardo.customcode_info;
BEGIN
    PERFORM FROM bucardo.sync s WHERE s.id = (SELECT c.sync_id FROM bucardo.customcode c WHERE c.name = rename_customcode.name) FOR UPDATE;
    existing := bucardo._lock_customcode(rename_customcode.name);
    PERFORM bucardo._check_new_name(
        existing.name, rename_customcode.new_name, 'customcode',
        EXISTS (SELECT FROM bucardo.customcode c WHERE c.name = rename_customcode.new_name AND c.id <> existing.id));

    IF rename_customcode.new_name <> existing.name THEN
        UPDATE bucardo.customcode c SET name = rename_customcode.new_name WHERE c.id = existing.id;
        PERFORM bucardo._touch_sync(existing.sync_id);
    END IF;

    SELECT i.* INTO result FROM bucardo._find_customcodes(existing.id) i;
    RETURN result;
END
$rename_customcode$;

COMMENT ON FUNCTION bucardo.rename_customcode(name text, new_name text)
IS 'Gives custom code another name.';
