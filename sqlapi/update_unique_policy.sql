CREATE OR REPLACE FUNCTION bucardo.update_unique_policy(
    sync text,
    relation text,
    columns text,
    winner text DEFAULT NULL,
    loser text DEFAULT NULL,
    column_name text DEFAULT NULL,
    expression text DEFAULT NULL
)
RETURNS bucardo.unique_policy_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $update_unique_policy$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(update_unique_policy.sync);
    entry bucardo.sync_relation := bucardo._table_of_sync(existing, update_unique_policy.relation);
    had bucardo.unique_policy := bucardo._find_unique_policy(existing, entry, update_unique_policy.columns);
    wanted bucardo.unique_policy;
BEGIN
    wanted := bucardo._wanted_unique_policy(
        had, update_unique_policy.winner, update_unique_policy.loser, update_unique_policy.column_name, update_unique_policy.expression);
    IF wanted IS DISTINCT FROM had THEN
        UPDATE bucardo.unique_policy p
        SET winner = wanted.winner,
            loser = wanted.loser,
            column_name = wanted.column_name,
            expression = wanted.expression
        WHERE (p.sync_id, p.schema_name, p.table_name, p.columns) = (had.sync_id, had.schema_name, had.table_name, had.columns);
        PERFORM bucardo._touch_sync(existing.id);
    END IF;
    RETURN bucardo._unique_policy_row(existing.name, wanted);
END
$update_unique_policy$;

COMMENT ON FUNCTION bucardo.update_unique_policy(
    sync text, relation text, columns text, winner text, loser text, column_name text, expression text)
IS 'Changes what becomes of two rows with the same values in the columns of a unique index. NULL keeps.';
