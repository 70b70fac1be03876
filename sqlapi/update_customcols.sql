CREATE OR REPLACE FUNCTION bucardo.update_customcols(
    relation text,
    columns text,
    db text DEFAULT NULL,
    sync text DEFAULT NULL
)
RETURNS bucardo.customcols_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $update_customcols$
DECLARE
    parts text[] := bucardo._parse_table_name(update_customcols.relation, 'relation', NULL);
    wanted bucardo.customcols := bucardo._parse_columns(update_customcols.columns);
    scope bigint[] := bucardo._custom_scope(update_customcols.db, update_customcols.sync);
    existing bucardo.customcols;
BEGIN
    SELECT c.*
    INTO existing
    FROM bucardo.customcols c
    WHERE (c.schema_name, c.table_name) = (parts[1], parts[2])
    AND (c.db_id, c.sync_id) IS NOT DISTINCT FROM (scope[1], scope[2])
    FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM bucardo._raise_no_custom('customcols', parts, update_customcols.db, update_customcols.sync);
    ELSIF (existing.columns, existing.expressions) <> (wanted.columns, wanted.expressions) THEN
        UPDATE bucardo.customcols c
        SET columns = wanted.columns,
            expressions = wanted.expressions
        WHERE c.id = existing.id;
        PERFORM bucardo._touch_custom(scope);
    END IF;

    RETURN ROW(
        format('%I.%I', parts[1], parts[2]), bucardo._columns_text(wanted.columns, wanted.expressions),
        update_customcols.db, update_customcols.sync)::bucardo.customcols_info;
END
$update_customcols$;

COMMENT ON FUNCTION bucardo.update_customcols(relation text, columns text, db text, sync text)
IS 'Changes which columns of a table, and expressions over them, a database gets, or every receiver; in a sync, or in all.';
