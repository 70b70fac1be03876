CREATE OR REPLACE FUNCTION bucardo.list_column_policies(sync text DEFAULT NULL, relation text DEFAULT NULL)
RETURNS SETOF bucardo.column_policy_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_column_policies$
BEGIN
    PERFORM bucardo._check_sync_pattern(list_column_policies.sync);

    RETURN QUERY
    SELECT i.*
    FROM bucardo.sync s
    JOIN bucardo.column_policy p ON p.sync_id = s.id
    CROSS JOIN bucardo._column_policy_row(s.name, p) i
    WHERE bucardo._matches(s.name, list_column_policies.sync)
    AND (bucardo._matches(p.table_name, list_column_policies.relation)
         OR bucardo._matches(p.schema_name || '.' || p.table_name, list_column_policies.relation))
    ORDER BY s.name, p.schema_name, p.table_name, p.column_name;
END
$list_column_policies$;

COMMENT ON FUNCTION bucardo.list_column_policies(sync text, relation text)
IS 'How columns are decided that were changed on several sources: all policies, those of a sync, or those of tables whose name matches.';
