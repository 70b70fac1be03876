CREATE OR REPLACE FUNCTION bucardo.add_unique_policy(
    sync text,
    relation text,
    columns text,
    winner text DEFAULT 'older',
    loser text DEFAULT 'park',
    column_name text DEFAULT NULL,
    expression text DEFAULT NULL,
    if_not_exists boolean DEFAULT false
)
RETURNS bucardo.unique_policy_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_unique_policy$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(add_unique_policy.sync);
    entry bucardo.sync_relation := bucardo._table_of_sync(existing, add_unique_policy.relation);
    wanted bucardo.unique_policy;
    had bucardo.unique_policy;
BEGIN
    PERFORM bucardo._check_not_null(add_unique_policy.winner IS NOT NULL, 'add_unique_policy', 'winner');
    PERFORM bucardo._check_not_null(add_unique_policy.loser IS NOT NULL, 'add_unique_policy', 'loser');
    PERFORM bucardo._check_not_null(add_unique_policy.if_not_exists IS NOT NULL, 'add_unique_policy', 'if_not_exists');
    wanted.sync_id := existing.id;
    wanted.schema_name := entry.schema_name;
    wanted.table_name := entry.table_name;
    wanted.columns := bucardo._unique_columns(add_unique_policy.columns);
    wanted := bucardo._wanted_unique_policy(
        wanted, add_unique_policy.winner, add_unique_policy.loser, add_unique_policy.column_name, add_unique_policy.expression);

    INSERT INTO bucardo.unique_policy SELECT wanted.* ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM bucardo._touch_sync(existing.id);
    ELSE
        had := bucardo._find_unique_policy(existing, entry, add_unique_policy.columns);
        PERFORM bucardo._check_same_policy(
            format('unique index (%s) of table %I.%I', bucardo._identifiers(wanted.columns), wanted.schema_name, wanted.table_name),
            bucardo._differences(
                '{winner,loser,column_name,expression}',
                ARRAY[had.winner, had.loser, had.column_name, had.expression],
                ARRAY[wanted.winner, wanted.loser, wanted.column_name, wanted.expression]),
            add_unique_policy.if_not_exists,
            format('update_unique_policy(%L, %L, %L, ...)', existing.name, add_unique_policy.relation, add_unique_policy.columns));
    END IF;
    RETURN bucardo._unique_policy_row(existing.name, wanted);
END
$add_unique_policy$;

COMMENT ON FUNCTION bucardo.add_unique_policy(
    sync text, relation text, columns text, winner text, loser text, column_name text, expression text, if_not_exists boolean)
IS 'Says what becomes of two rows, each of a source, with the same values in the columns of a unique index that is not the key.';
