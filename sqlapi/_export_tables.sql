CREATE OR REPLACE FUNCTION bucardo._export_tables(sync_id bigint)
RETURNS text[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_export_tables$
DECLARE
    statements text[];
BEGIN
    statements := ARRAY(
        SELECT bucardo._export_call('update_table', ARRAY[
                   quote_literal(s.name),
                   quote_literal(bucardo._relation_name(o.schema_name, o.table_name)),
                   'conflict_strategy => ' || bucardo._export_strategy(o.conflict_strategy, o.source_order)] || bucardo._export_options(o.options))
        FROM bucardo.table_option o
        JOIN bucardo.sync s ON s.id = o.sync_id
        WHERE o.sync_id = _export_tables.sync_id
        ORDER BY o.schema_name, o.table_name);

    RETURN statements || ARRAY(
        SELECT bucardo._export_call('update_table', ARRAY[
            quote_literal(s.name),
            quote_literal(bucardo._relation_name(f.schema_name, f.table_name)),
            'row_filter => ' || quote_literal(f.condition),
            'db => ' || quote_literal(d.name)])
        FROM bucardo.row_filter f
        JOIN bucardo.sync s ON s.id = f.sync_id
        LEFT JOIN bucardo.db d ON d.id = f.db_id
        WHERE f.sync_id = _export_tables.sync_id
        AND f.table_name IS NOT NULL
        ORDER BY f.schema_name, f.table_name, d.name NULLS FIRST);
END
$_export_tables$;

COMMENT ON FUNCTION bucardo._export_tables(sync_id bigint)
IS 'The statements that set for tables of a sync what is set for them.';
