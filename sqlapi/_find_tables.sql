CREATE OR REPLACE FUNCTION bucardo._find_tables(sync_id bigint)
RETURNS SETOF bucardo.table_info
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_tables$
BEGIN
    RETURN QUERY
    SELECT s.name,
           n.schema_name,
           n.table_name,
           n.state,
           n.reason,
           n.next_step,
           n.key_columns,
           o.conflict_strategy,
           o.source_order,
           (SELECT f.condition
            FROM bucardo.row_filter f
            WHERE (f.sync_id, f.schema_name, f.table_name) = (s.id, n.schema_name, n.table_name)
            AND f.db_id IS NULL),
           (SELECT jsonb_object_agg(d.name, f.condition)
            FROM bucardo.row_filter f
            JOIN bucardo.db d ON d.id = f.db_id
            WHERE (f.sync_id, f.schema_name, f.table_name) = (s.id, n.schema_name, n.table_name)),
           coalesce(o.options, '{}')
    FROM bucardo.sync s
    CROSS JOIN bucardo._find_relations(s.id, 'table') n
    LEFT JOIN bucardo.table_option o ON (o.sync_id, o.schema_name, o.table_name) = (s.id, n.schema_name, n.table_name)
    WHERE s.id = _find_tables.sync_id
    ORDER BY n.schema_name NULLS FIRST, n.table_name;
END
$_find_tables$;

COMMENT ON FUNCTION bucardo._find_tables(sync_id bigint)
IS 'The tables of the sync with this id as list_tables shows them.';
