CREATE OR REPLACE FUNCTION bucardo._check_still_merge(sync_id bigint)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_still_merge$
DECLARE
    left_behind record;
BEGIN
    SELECT s.name AS sync,
           format('%I.%I', p.schema_name, p.table_name) AS relation,
           array_agg(quote_ident(p.column_name) ORDER BY p.column_name) AS columns
    INTO left_behind
    FROM bucardo.column_policy p
    JOIN bucardo.sync s ON s.id = p.sync_id
    LEFT JOIN bucardo.table_option o ON (o.sync_id, o.schema_name, o.table_name) = (p.sync_id, p.schema_name, p.table_name)
    WHERE p.sync_id = _check_still_merge.sync_id
    AND coalesce(o.conflict_strategy, s.conflict_strategy) <> 'merge'
    GROUP BY s.name, p.schema_name, p.table_name
    ORDER BY p.schema_name, p.table_name
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'dependent_objects_still_exist',
            MESSAGE = format('table %s has column policies in sync "%s", which need the conflict strategy merge', left_behind.relation, left_behind.sync),
            DETAIL = format('They are for: %s.', array_to_string(left_behind.columns, ', ')),
            HINT = format(
                'Remove them first: SELECT * FROM bucardo.remove_column_policy(%L, %L, %L)',
                left_behind.sync, left_behind.relation, left_behind.columns[1]);
    END IF;
END
$_check_still_merge$;

COMMENT ON FUNCTION bucardo._check_still_merge(sync_id bigint)
IS 'Raises when a table of the sync has column policies and another strategy than merge.';
