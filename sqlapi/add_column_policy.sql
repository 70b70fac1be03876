CREATE OR REPLACE FUNCTION bucardo.add_column_policy(
    sync text,
    relation text,
    column_name text,
    policy text,
    source_order text DEFAULT NULL,
    expression text DEFAULT NULL,
    if_not_exists boolean DEFAULT false
)
RETURNS bucardo.column_policy_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_column_policy$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(add_column_policy.sync);
    entry bucardo.sync_relation := bucardo._table_of_sync(existing, add_column_policy.relation);
    wanted bucardo.column_policy;
    had bucardo.column_policy;
BEGIN
    PERFORM bucardo._check_not_null(add_column_policy.policy IS NOT NULL, 'add_column_policy', 'policy');
    PERFORM bucardo._check_not_null(add_column_policy.if_not_exists IS NOT NULL, 'add_column_policy', 'if_not_exists');
    wanted.sync_id := existing.id;
    wanted.schema_name := entry.schema_name;
    wanted.table_name := entry.table_name;
    wanted.column_name := bucardo._column_name(add_column_policy.column_name, 'column_name');
    wanted := bucardo._wanted_column_policy(
        wanted, bucardo._source_names(bucardo._dbgroup_members(existing.dbgroup_id)),
        add_column_policy.policy, add_column_policy.source_order, add_column_policy.expression);
    PERFORM bucardo._check_merge(existing, entry);

    INSERT INTO bucardo.column_policy SELECT wanted.* ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM bucardo._touch_sync(existing.id);
    ELSE
        had := bucardo._find_column_policy(existing, entry, add_column_policy.column_name);
        PERFORM bucardo._check_same_policy(
            format('column %I of table %I.%I', wanted.column_name, wanted.schema_name, wanted.table_name),
            bucardo._differences(
                '{policy,source_order,expression}',
                ARRAY[had.policy, bucardo._strategy_text(NULL, had.source_order), had.expression],
                ARRAY[wanted.policy, bucardo._strategy_text(NULL, wanted.source_order), wanted.expression]),
            add_column_policy.if_not_exists,
            format('update_column_policy(%L, %L, %L, ...)', existing.name, add_column_policy.relation, add_column_policy.column_name));
    END IF;
    RETURN bucardo._column_policy_row(existing.name, wanted);
END
$add_column_policy$;

COMMENT ON FUNCTION bucardo.add_column_policy(
    sync text, relation text, column_name text, policy text, source_order text, expression text, if_not_exists boolean)
IS 'Says how a column is decided that was changed on several sources, in a table with the conflict strategy merge.';
