CREATE OR REPLACE FUNCTION bucardo._table_strategy(wanted bucardo.table_option, existing bucardo.sync, conflict_strategy text)
RETURNS bucardo.table_option
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_table_strategy$
DECLARE
    parsed bucardo.table_option;
    result bucardo.table_option := wanted;
BEGIN
    IF _table_strategy.conflict_strategy IS NOT NULL THEN
        parsed := bucardo._parse_strategy(
            _table_strategy.conflict_strategy, bucardo._source_names(bucardo._dbgroup_members(existing.dbgroup_id)));
        result.conflict_strategy := parsed.conflict_strategy;
        result.source_order := parsed.source_order;
    END IF;
    RETURN result;
END
$_table_strategy$;

COMMENT ON FUNCTION bucardo._table_strategy(wanted bucardo.table_option, existing bucardo.sync, conflict_strategy text)
IS 'What is wanted for a table, with this strategy unless it is NULL.';
