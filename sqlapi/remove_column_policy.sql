CREATE OR REPLACE FUNCTION bucardo.remove_column_policy(sync text, relation text, column_name text)
RETURNS bucardo.column_policy_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $remove_column_policy$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(remove_column_policy.sync);
    entry bucardo.sync_relation := bucardo._table_of_sync(existing, remove_column_policy.relation);
    had bucardo.column_policy := bucardo._find_column_policy(existing, entry, remove_column_policy.column_name);
BEGIN
    DELETE FROM bucardo.column_policy p
    WHERE (p.sync_id, p.schema_name, p.table_name, p.column_name) = (had.sync_id, had.schema_name, had.table_name, had.column_name);
    PERFORM bucardo._touch_sync(existing.id);
    RETURN bucardo._column_policy_row(existing.name, had);
END
$remove_column_policy$;

COMMENT ON FUNCTION bucardo.remove_column_policy(sync text, relation text, column_name text)
IS 'Removes the policy of a column, and returns it as it was: the column is as it was changed last again.';
