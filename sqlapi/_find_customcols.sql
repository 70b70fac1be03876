CREATE OR REPLACE FUNCTION bucardo._find_customcols()
RETURNS SETOF bucardo.customcols_info
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_customcols$
BEGIN
    RETURN QUERY
    SELECT format('%I.%I', c.schema_name, c.table_name),
           bucardo._columns_text(c.columns, c.expressions),
           d.name,
           s.name
    FROM bucardo.customcols c
    LEFT JOIN bucardo.db d ON d.id = c.db_id
    LEFT JOIN bucardo.sync s ON s.id = c.sync_id
    ORDER BY c.schema_name, c.table_name, d.name NULLS FIRST, s.name NULLS FIRST;
END
$_find_customcols$;

COMMENT ON FUNCTION bucardo._find_customcols()
IS 'The other columns of tables as list_customcols shows them.';
