CREATE OR REPLACE FUNCTION bucardo.list_tables(sync text DEFAULT NULL, relation text DEFAULT NULL)
RETURNS SETOF bucardo.table_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_tables$
BEGIN
    PERFORM bucardo._check_sync_pattern(list_tables.sync);

    RETURN QUERY
    SELECT i.*
    FROM bucardo.sync s
    CROSS JOIN bucardo._find_tables(s.id) i
    WHERE bucardo._matches(s.name, list_tables.sync)
    AND (bucardo._matches(i.table_name, list_tables.relation)
         OR bucardo._matches(i.schema_name || '.' || i.table_name, list_tables.relation))
    ORDER BY s.name, i.schema_name NULLS FIRST, i.table_name;
END
$list_tables$;

COMMENT ON FUNCTION bucardo.list_tables(sync text, relation text)
IS 'The tables of syncs, and what is set for them: all, those of a sync, or those whose name matches.';
