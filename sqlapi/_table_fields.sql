CREATE OR REPLACE FUNCTION bucardo._table_fields(declared bucardo.table_option, row_filter text)
RETURNS text[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_table_fields$
BEGIN
    RETURN ARRAY[
        bucardo._strategy_text(declared.conflict_strategy, declared.source_order),
        nullif(_table_fields.row_filter, ''),
        bucardo._options_text(declared.options)];
END
$_table_fields$;

COMMENT ON FUNCTION bucardo._table_fields(declared bucardo.table_option, row_filter text)
IS 'What add_table declares, as it is written there: conflict_strategy, row_filter, options.';
