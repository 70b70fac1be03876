CREATE OR REPLACE FUNCTION bucardo.add_customname(
    relation text,
    new_name text,
    db text DEFAULT NULL,
    sync text DEFAULT NULL,
    if_not_exists boolean DEFAULT false
)
RETURNS bucardo.customname_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_customname$
DECLARE
    parts text[] := bucardo._parse_table_name(add_customname.relation, 'relation', NULL);
    new_parts text[] := bucardo._parse_table_name(add_customname.new_name, 'new_name', parts[1]);
    scope bigint[];
    result bucardo.customname_info;
BEGIN
    PERFORM bucardo._check_not_null(add_customname.if_not_exists IS NOT NULL, 'add_customname', 'if_not_exists');
    scope := bucardo._custom_scope(add_customname.db, add_customname.sync);
    result := ROW(
        format('%I.%I', parts[1], parts[2]), format('%I.%I', new_parts[1], new_parts[2]),
        add_customname.db, add_customname.sync)::bucardo.customname_info;

    INSERT INTO bucardo.customname (schema_name, table_name, new_schema, new_name, db_id, sync_id)
    VALUES (parts[1], parts[2], new_parts[1], new_parts[2], scope[1], scope[2])
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM bucardo._touch_custom(scope);
    ELSE
        PERFORM bucardo._check_same_custom(
            'customname', result.relation, add_customname.db, add_customname.sync,
            (SELECT format('%I.%I', c.new_schema, c.new_name)
             FROM bucardo.customname c
             WHERE (c.schema_name, c.table_name) = (parts[1], parts[2])
             AND (c.db_id, c.sync_id) IS NOT DISTINCT FROM (scope[1], scope[2])),
            result.new_name, add_customname.if_not_exists);
    END IF;
    RETURN result;
END
$add_customname$;

COMMENT ON FUNCTION bucardo.add_customname(relation text, new_name text, db text, sync text, if_not_exists boolean)
IS 'Says that a table has another name, or is in another schema, on a database, or on all but the first source; in a sync, or in all.';
