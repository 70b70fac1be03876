CREATE OR REPLACE FUNCTION bucardo.remove_customcols(relation text, db text DEFAULT NULL, sync text DEFAULT NULL)
RETURNS bucardo.customcols_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $remove_customcols$
DECLARE
    parts text[] := bucardo._parse_table_name(remove_customcols.relation, 'relation', NULL);
    scope bigint[] := bucardo._custom_scope(remove_customcols.db, remove_customcols.sync);
    existing bucardo.customcols;
BEGIN
    DELETE FROM bucardo.customcols c
    WHERE (c.schema_name, c.table_name) = (parts[1], parts[2])
    AND (c.db_id, c.sync_id) IS NOT DISTINCT FROM (scope[1], scope[2])
    RETURNING c.* INTO existing;
    IF NOT FOUND THEN
        PERFORM bucardo._raise_no_custom('customcols', parts, remove_customcols.db, remove_customcols.sync);
    END IF;

    PERFORM bucardo._touch_custom(scope);
    RETURN ROW(
        format('%I.%I', parts[1], parts[2]), bucardo._columns_text(existing.columns, existing.expressions),
        remove_customcols.db, remove_customcols.sync)::bucardo.customcols_info;
END
$remove_customcols$;

COMMENT ON FUNCTION bucardo.remove_customcols(relation text, db text, sync text)
IS 'Removes what was said about the columns that a database gets, or every receiver; in a sync, or in all.';
