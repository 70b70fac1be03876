CREATE OR REPLACE FUNCTION bucardo._export_policies(sync_id bigint)
RETURNS text[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_export_policies$
DECLARE
    statements text[];
BEGIN
    statements := ARRAY(
        SELECT bucardo._export_call('add_column_policy', ARRAY[
            quote_literal(s.name),
            quote_literal(bucardo._relation_name(cp.schema_name, cp.table_name)),
            quote_literal(quote_ident(cp.column_name)),
            quote_literal(cp.policy),
            'source_order => ' || bucardo._export_strategy(NULL, cp.source_order),
            'expression => ' || quote_literal(cp.expression)])
        FROM bucardo.column_policy cp
        JOIN bucardo.sync s ON s.id = cp.sync_id
        WHERE cp.sync_id = _export_policies.sync_id
        ORDER BY cp.schema_name, cp.table_name, cp.column_name);

    RETURN statements || ARRAY(
        SELECT bucardo._export_call('add_unique_policy', ARRAY[
            quote_literal(s.name),
            quote_literal(bucardo._relation_name(up.schema_name, up.table_name)),
            quote_literal(bucardo._identifiers(up.columns)),
            'winner => ' || quote_literal(nullif(up.winner, 'older')),
            'loser => ' || quote_literal(nullif(up.loser, 'park')),
            'column_name => ' || quote_literal(quote_ident(up.column_name)),
            'expression => ' || quote_literal(up.expression)])
        FROM bucardo.unique_policy up
        JOIN bucardo.sync s ON s.id = up.sync_id
        WHERE up.sync_id = _export_policies.sync_id
        ORDER BY up.schema_name, up.table_name, up.columns);
END
$_export_policies$;

COMMENT ON FUNCTION bucardo._export_policies(sync_id bigint)
IS 'The statements that add the column policies and unique policies of a sync.';
