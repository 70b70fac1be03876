CREATE OR REPLACE FUNCTION bucardo._find_customcodes(code_id bigint)
RETURNS SETOF bucardo.customcode_info
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_customcodes$
BEGIN
    RETURN QUERY
    SELECT c.name,
           s.name,
           c.point,
           CASE WHEN c.table_name IS NOT NULL THEN format('%I.%I', c.schema_name, c.table_name) END,
           CASE WHEN c.function_name IS NOT NULL THEN format('%I.%I', c.function_schema, c.function_name) END,
           c.expression,
           d.name,
           c.role,
           c.timeout,
           c.priority,
           c.status
    FROM bucardo.customcode c
    JOIN bucardo.sync s ON s.id = c.sync_id
    LEFT JOIN bucardo.db d ON d.id = c.db_id
    WHERE _find_customcodes.code_id IS NULL
    OR c.id = _find_customcodes.code_id
    ORDER BY s.name, c.point, c.priority DESC, c.id;
END
$_find_customcodes$;

COMMENT ON FUNCTION bucardo._find_customcodes(code_id bigint)
IS 'The custom code with this id as list_customcodes shows it, in the order in which it is called; all of it when the id is NULL.';
