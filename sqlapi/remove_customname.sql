CREATE OR REPLACE FUNCTION bucardo.remove_customname(relation text, db text DEFAULT NULL, sync text DEFAULT NULL)
RETURNS bucardo.customname_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $remove_customname$
DECLARE
    parts text[] := bucardo._parse_table_name(remove_customname.relation, 'relation', NULL);
    scope bigint[] := bucardo._custom_scope(remove_customname.db, remove_customname.sync);
    existing bucardo.customname;
BEGIN
    DELETE FROM bucardo.customname c
    WHERE (c.schema_name, c.table_name) = (parts[1], parts[2])
    AND (c.db_id, c.sync_id) IS NOT DISTINCT FROM (scope[1], scope[2])
    RETURNING c.* INTO existing;
    IF NOT FOUND THEN
        PERFORM bucardo._raise_no_custom('customname', parts, remove_customname.db, remove_customname.sync);
    END IF;

    PERFORM bucardo._touch_custom(scope);
    RETURN ROW(
        format('%I.%I', parts[1], parts[2]), format('%I.%I', existing.new_schema, existing.new_name),
        remove_customname.db, remove_customname.sync)::bucardo.customname_info;
END
$remove_customname$;

COMMENT ON FUNCTION bucardo.remove_customname(relation text, db text, sync text)
IS 'Removes the other name that a table has on a database, or on all but the first source; in a sync, or in all.';
