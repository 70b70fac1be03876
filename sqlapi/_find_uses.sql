CREATE OR REPLACE FUNCTION bucardo._find_uses(name text)
RETURNS SETOF bucardo.use_info
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_uses$
DECLARE
    parts text[];
BEGIN
    RETURN QUERY
    SELECT 'db', d.name, CASE WHEN s.id IS NOT NULL THEN 'sync' END, s.name, m.role
    FROM bucardo.db d
    LEFT JOIN bucardo.sync_db m ON m.db_id = d.id
    LEFT JOIN bucardo.sync s ON s.id = m.sync_id
    WHERE d.name = _find_uses.name;

    BEGIN
        parts := parse_ident(_find_uses.name, true);
    EXCEPTION WHEN invalid_parameter_value THEN
        RETURN;
    END;
    IF cardinality(parts) > 2 THEN
        RETURN;
    ELSIF cardinality(parts) = 1 THEN
        parts := NULL::text || parts;
    END IF;

    RETURN QUERY
    SELECT 'table',
           bucardo._relation_name(t.schema_name, t.table_name),
           'sync',
           s.name,
           CASE WHEN t.included THEN 'replicated' ELSE 'left out' || coalesce(': ' || t.reason, '') END
    FROM bucardo.sync_table t
    JOIN bucardo.sync s ON s.id = t.sync_id
    WHERE t.table_name = parts[2]
    AND (parts[1] IS NULL OR t.schema_name = parts[1]);

    -- Named for a sync whose tables the sidecar has not looked at yet.
    RETURN QUERY
    SELECT 'table', bucardo._relation_name(r.schema_name, r.table_name), 'sync', s.name, 'asked for'
    FROM bucardo.sync_relation r
    JOIN bucardo.sync s ON s.id = r.sync_id
    WHERE r.table_name = parts[2]
    AND (parts[1] IS NULL OR r.schema_name IS NULL OR r.schema_name = parts[1])
    AND NOT EXISTS (
        SELECT
        FROM bucardo.sync_table t
        WHERE t.sync_id = r.sync_id
        AND t.table_name = r.table_name
        AND (r.schema_name IS NULL OR t.schema_name = r.schema_name));
END
$_find_uses$;

COMMENT ON FUNCTION bucardo._find_uses(name text)
IS 'The uses of all databases and tables of that name.';
