CREATE OR REPLACE FUNCTION bucardo.list_unique_policies(sync text DEFAULT NULL, relation text DEFAULT NULL)
RETURNS SETOF bucardo.unique_policy_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_unique_policies$
BEGIN
    PERFORM bucardo._check_sync_pattern(list_unique_policies.sync);

    RETURN QUERY
    SELECT i.*
    FROM bucardo.sync s
    JOIN bucardo.unique_policy p ON p.sync_id = s.id
    CROSS JOIN bucardo._unique_policy_row(s.name, p) i
    WHERE bucardo._matches(s.name, list_unique_policies.sync)
    AND (bucardo._matches(p.table_name, list_unique_policies.relation)
         OR bucardo._matches(p.schema_name || '.' || p.table_name, list_unique_policies.relation))
    ORDER BY s.name, p.schema_name, p.table_name, p.columns;
END
$list_unique_policies$;

COMMENT ON FUNCTION bucardo.list_unique_policies(sync text, relation text)
IS 'What becomes of two rows with the same unique values: all policies, those of a sync, or those of tables whose name matches.';
