CREATE OR REPLACE FUNCTION bucardo.update_column_policy(
    sync text,
    relation text,
    column_name text,
    policy text DEFAULT NULL,
    source_order text DEFAULT NULL,
    expression text DEFAULT NULL
)
RETURNS bucardo.column_policy_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $update_column_policy$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(update_column_policy.sync);
    entry bucardo.sync_relation := bucardo._table_of_sync(existing, update_column_policy.relation);
    had bucardo.column_policy := bucardo._find_column_policy(existing, entry, update_column_policy.column_name);
    wanted bucardo.column_policy;
BEGIN
    wanted := bucardo._wanted_column_policy(
        had, bucardo._source_names(bucardo._dbgroup_members(existing.dbgroup_id)),
        update_column_policy.policy, update_column_policy.source_order, update_column_policy.expression);
    IF wanted IS DISTINCT FROM had THEN
        UPDATE bucardo.column_policy p
        SET policy = wanted.policy,
            source_order = wanted.source_order,
            expression = wanted.expression
        WHERE (p.sync_id, p.schema_name, p.table_name, p.column_name) = (had.sync_id, had.schema_name, had.table_name, had.column_name);
        PERFORM bucardo._touch_sync(existing.id);
    END IF;
    RETURN bucardo._column_policy_row(existing.name, wanted);
END
$update_column_policy$;

COMMENT ON FUNCTION bucardo.update_column_policy(
    sync text, relation text, column_name text, policy text, source_order text, expression text)
IS 'Changes how a column is decided that was changed on several sources. NULL keeps.';
