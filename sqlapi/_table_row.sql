CREATE OR REPLACE FUNCTION bucardo._table_row(sync_id bigint, entry bucardo.sync_relation)
RETURNS bucardo.table_info
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_table_row$
DECLARE
    result bucardo.table_info;
BEGIN
    SELECT i.*
    INTO result
    FROM bucardo._find_tables(_table_row.sync_id) i
    WHERE i.table_name = entry.table_name
    AND (entry.schema_name IS NULL OR i.schema_name = entry.schema_name)
    LIMIT 1;
    RETURN result;
END
$_table_row$;

COMMENT ON FUNCTION bucardo._table_row(sync_id bigint, entry bucardo.sync_relation)
IS 'One table as list_tables shows it.';
