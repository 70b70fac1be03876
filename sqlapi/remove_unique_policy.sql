CREATE OR REPLACE FUNCTION bucardo.remove_unique_policy(sync text, relation text, columns text)
RETURNS bucardo.unique_policy_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $remove_unique_policy$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(remove_unique_policy.sync);
    entry bucardo.sync_relation := bucardo._table_of_sync(existing, remove_unique_policy.relation);
    had bucardo.unique_policy := bucardo._find_unique_policy(existing, entry, remove_unique_policy.columns);
BEGIN
    DELETE FROM bucardo.unique_policy p
    WHERE (p.sync_id, p.schema_name, p.table_name, p.columns) = (had.sync_id, had.schema_name, had.table_name, had.columns);
    PERFORM bucardo._touch_sync(existing.id);
    RETURN bucardo._unique_policy_row(existing.name, had);
END
$remove_unique_policy$;

COMMENT ON FUNCTION bucardo.remove_unique_policy(sync text, relation text, columns text)
IS 'Removes the policy of a unique index, and returns it as it was: the row that comes is parked again until the values differ.';
