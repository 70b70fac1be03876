CREATE OR REPLACE FUNCTION bucardo._column_policy_row(sync text, kept bucardo.column_policy)
RETURNS bucardo.column_policy_info
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_column_policy_row$
BEGIN
    RETURN ROW(
        _column_policy_row.sync, format('%I.%I', kept.schema_name, kept.table_name), quote_ident(kept.column_name),
        kept.policy, kept.source_order, kept.expression)::bucardo.column_policy_info;
END
$_column_policy_row$;

COMMENT ON FUNCTION bucardo._column_policy_row(sync text, kept bucardo.column_policy)
IS 'A column policy as list_column_policies shows it.';
