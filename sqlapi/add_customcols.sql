CREATE OR REPLACE FUNCTION bucardo.add_customcols(
    relation text,
    columns text,
    db text DEFAULT NULL,
    sync text DEFAULT NULL,
    if_not_exists boolean DEFAULT false
)
RETURNS bucardo.customcols_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_customcols$
DECLARE
    parts text[] := bucardo._parse_table_name(add_customcols.relation, 'relation', NULL);
    wanted bucardo.customcols := bucardo._parse_columns(add_customcols.columns);
    scope bigint[];
    result bucardo.customcols_info;
BEGIN
    PERFORM bucardo._check_not_null(add_customcols.if_not_exists IS NOT NULL, 'add_customcols', 'if_not_exists');
    scope := bucardo._custom_scope(add_customcols.db, add_customcols.sync);
    result := ROW(
        format('%I.%I', parts[1], parts[2]), bucardo._columns_text(wanted.columns, wanted.expressions),
        add_customcols.db, add_customcols.sync)::bucardo.customcols_info;

    INSERT INTO bucardo.customcols (schema_name, table_name, columns, expressions, db_id, sync_id)
    VALUES (parts[1], parts[2], wanted.columns, wanted.expressions, scope[1], scope[2])
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM bucardo._touch_custom(scope);
    ELSE
        PERFORM bucardo._check_same_custom(
            'customcols', result.relation, add_customcols.db, add_customcols.sync,
            (SELECT array_to_string(bucardo._columns_text(c.columns, c.expressions), ', ')
             FROM bucardo.customcols c
             WHERE (c.schema_name, c.table_name) = (parts[1], parts[2])
             AND (c.db_id, c.sync_id) IS NOT DISTINCT FROM (scope[1], scope[2])),
            array_to_string(result.columns, ', '), add_customcols.if_not_exists);
    END IF;
    RETURN result;
END
$add_customcols$;

COMMENT ON FUNCTION bucardo.add_customcols(relation text, columns text, db text, sync text, if_not_exists boolean)
IS 'Says which columns of a table, and expressions over them, a database gets, or every receiver; in a sync, or in all.';
