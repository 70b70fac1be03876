CREATE OR REPLACE FUNCTION bucardo._sync_filter(sync_id bigint)
RETURNS text
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_sync_filter$
BEGIN
    RETURN (
        SELECT f.condition
        FROM bucardo.row_filter f
        WHERE f.sync_id = _sync_filter.sync_id
        AND num_nonnulls(f.schema_name, f.table_name, f.db_id) = 0);
END
$_sync_filter$;

COMMENT ON FUNCTION bucardo._sync_filter(sync_id bigint)
IS 'The row filter of a sync for all its tables and databases; NULL when it has none.';
