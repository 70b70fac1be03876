CREATE OR REPLACE FUNCTION bucardo._check_merge(existing bucardo.sync, entry bucardo.sync_relation)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_merge$
DECLARE
    strategy text := coalesce((bucardo._option_of_table(existing.id, entry)).conflict_strategy, existing.conflict_strategy);
BEGIN
    IF strategy <> 'merge' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('table %I.%I has the conflict strategy %s in sync "%s"', entry.schema_name, entry.table_name, strategy, existing.name),
            DETAIL = 'Columns are decided one by one with the strategy merge only.',
            HINT = format(
                'SELECT * FROM bucardo.update_table(%L, %L, conflict_strategy => ''merge'')',
                existing.name, format('%I.%I', entry.schema_name, entry.table_name));
    END IF;
END
$_check_merge$;

COMMENT ON FUNCTION bucardo._check_merge(existing bucardo.sync, entry bucardo.sync_relation)
IS 'Raises unless the strategy of a table in the sync is merge.';
