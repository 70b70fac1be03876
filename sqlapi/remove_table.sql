CREATE OR REPLACE FUNCTION bucardo.remove_table(sync text, relation text)
RETURNS bucardo.table_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $remove_table$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(remove_table.sync);
    entry bucardo.sync_relation := bucardo._one_relation(remove_table.relation, 'table');
    result bucardo.table_info := bucardo._table_row(existing.id, entry);
BEGIN
    PERFORM bucardo._remove_relation(existing, entry, remove_table.relation);
    DELETE FROM bucardo.table_option o
    WHERE o.sync_id = existing.id
    AND o.table_name = entry.table_name
    AND (entry.schema_name IS NULL OR o.schema_name = entry.schema_name);
    DELETE FROM bucardo.column_policy p
    WHERE p.sync_id = existing.id
    AND p.table_name = entry.table_name
    AND (entry.schema_name IS NULL OR p.schema_name = entry.schema_name);
    DELETE FROM bucardo.unique_policy p
    WHERE p.sync_id = existing.id
    AND p.table_name = entry.table_name
    AND (entry.schema_name IS NULL OR p.schema_name = entry.schema_name);
    DELETE FROM bucardo.row_filter f
    WHERE f.sync_id = existing.id
    AND f.table_name = entry.table_name
    AND (entry.schema_name IS NULL OR f.schema_name = entry.schema_name);
    RETURN result;
END
$remove_table$;

COMMENT ON FUNCTION bucardo.remove_table(sync text, relation text)
IS 'Takes a table off the list of a sync, with what was set for it, and returns it as it was.';
