CREATE OR REPLACE FUNCTION bucardo._find_customnames()
RETURNS SETOF bucardo.customname_info
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_customnames$
BEGIN
    RETURN QUERY
    SELECT format('%I.%I', c.schema_name, c.table_name),
           format('%I.%I', c.new_schema, c.new_name),
           d.name,
           s.name
    FROM bucardo.customname c
    LEFT JOIN bucardo.db d ON d.id = c.db_id
    LEFT JOIN bucardo.sync s ON s.id = c.sync_id
    ORDER BY c.schema_name, c.table_name, d.name NULLS FIRST, s.name NULLS FIRST;
END
$_find_customnames$;

COMMENT ON FUNCTION bucardo._find_customnames()
IS 'The other names of tables as list_customnames shows them.';
