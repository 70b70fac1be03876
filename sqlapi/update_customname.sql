CREATE OR REPLACE FUNCTION bucardo.update_customname(
    relation text,
    new_name text,
    db text DEFAULT NULL,
    sync text DEFAULT NULL
)
RETURNS bucardo.customname_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $update_customname$
DECLARE
    parts text[] := bucardo._parse_table_name(update_customname.relation, 'relation', NULL);
    new_parts text[] := bucardo._parse_table_name(update_customname.new_name, 'new_name', parts[1]);
    scope bigint[] := bucardo._custom_scope(update_customname.db, update_customname.sync);
    existing bucardo.customname;
BEGIN
    SELECT c.*
    INTO existing
    FROM bucardo.customname c
    WHERE (c.schema_name, c.table_name) = (parts[1], parts[2])
    AND (c.db_id, c.sync_id) IS NOT DISTINCT FROM (scope[1], scope[2])
    FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM bucardo._raise_no_custom('customname', parts, update_customname.db, update_customname.sync);
    ELSIF (existing.new_schema, existing.new_name) <> (new_parts[1], new_parts[2]) THEN
        UPDATE bucardo.customname c
        SET new_schema = new_parts[1],
            new_name = new_parts[2]
        WHERE c.id = existing.id;
        PERFORM bucardo._touch_custom(scope);
    END IF;

    RETURN ROW(
        format('%I.%I', parts[1], parts[2]), format('%I.%I', new_parts[1], new_parts[2]),
        update_customname.db, update_customname.sync)::bucardo.customname_info;
END
$update_customname$;

COMMENT ON FUNCTION bucardo.update_customname(relation text, new_name text, db text, sync text)
IS 'Changes the other name that a table has on a database, or on all but the first source; in a sync, or in all.';
