CREATE OR REPLACE FUNCTION bucardo._table_filter(sync_id bigint, entry bucardo.sync_relation, db_id bigint)
RETURNS text
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_table_filter$
BEGIN
    RETURN (
        SELECT f.condition
        FROM bucardo.row_filter f
        WHERE (f.sync_id, f.schema_name, f.table_name) = (_table_filter.sync_id, entry.schema_name, entry.table_name)
        AND f.db_id IS NOT DISTINCT FROM _table_filter.db_id);
END
$_table_filter$;

COMMENT ON FUNCTION bucardo._table_filter(sync_id bigint, entry bucardo.sync_relation, db_id bigint)
IS 'The row filter of a table for a database, or for all when that is NULL; NULL when it has none.';
