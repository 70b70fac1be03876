CREATE OR REPLACE FUNCTION bucardo._unique_policy_row(sync text, kept bucardo.unique_policy)
RETURNS bucardo.unique_policy_info
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_unique_policy_row$
BEGIN
    RETURN ROW(
        _unique_policy_row.sync, format('%I.%I', kept.schema_name, kept.table_name),
        ARRAY(SELECT quote_ident(n) FROM unnest(kept.columns) WITH ORDINALITY AS c(n, position) ORDER BY position),
        kept.winner, kept.loser, quote_ident(kept.column_name), kept.expression)::bucardo.unique_policy_info;
END
$_unique_policy_row$;

COMMENT ON FUNCTION bucardo._unique_policy_row(sync text, kept bucardo.unique_policy)
IS 'A unique policy as list_unique_policies shows it.';
