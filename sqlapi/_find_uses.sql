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

    RETURN QUERY
    SELECT 'db', d.name, 'dbgroup', g.name, m.role
    FROM bucardo.db d
    JOIN bucardo.dbgroup_member m ON m.db_id = d.id
    JOIN bucardo.dbgroup g ON g.id = m.dbgroup_id
    WHERE d.name = _find_uses.name
    AND NOT g.own;

    RETURN QUERY
    SELECT 'dbgroup', g.name, CASE WHEN s.id IS NOT NULL THEN 'sync' END, s.name, array_to_string(bucardo._members_text(bucardo._dbgroup_members(g.id)), ',')
    FROM bucardo.dbgroup g
    LEFT JOIN bucardo.sync s ON s.dbgroup_id = g.id
    WHERE g.name = _find_uses.name
    UNION ALL
    SELECT 'relgroup', g.name, CASE WHEN s.id IS NOT NULL THEN 'sync' END, s.name, array_to_string(
               bucardo._relations_text(bucardo._relgroup_relations(g.id), 'table')
               || bucardo._relations_text(bucardo._relgroup_relations(g.id), 'sequence'), ',')
    FROM bucardo.relgroup g
    LEFT JOIN bucardo.sync s ON s.relgroup_id = g.id
    WHERE g.name = _find_uses.name;

    RETURN QUERY
    SELECT 'db', i.db, 'customname', i.relation || bucardo._custom_place(NULL, i.sync), i.new_name
    FROM bucardo._find_customnames() i
    WHERE i.db = _find_uses.name
    UNION ALL
    SELECT 'db', i.db, 'customcols', i.relation || bucardo._custom_place(NULL, i.sync), array_to_string(i.columns, ', ')
    FROM bucardo._find_customcols() i
    WHERE i.db = _find_uses.name
    UNION ALL
    SELECT 'db', i.db, 'customcode', i.name, i.point
    FROM bucardo._find_customcodes(NULL) i
    WHERE i.db = _find_uses.name;

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
    SELECT t.kind,
           bucardo._relation_name(nullif(t.schema_name, ''), t.table_name),
           'sync',
           s.name,
           CASE WHEN t.included THEN 'replicated' ELSE 'left out' || coalesce(': ' || t.reason, '') END
    FROM bucardo.sync_table t
    JOIN bucardo.sync s ON s.id = t.sync_id
    WHERE t.table_name = parts[2]
    AND (parts[1] IS NULL OR t.schema_name = parts[1]);

    RETURN QUERY
    SELECT m.kind, bucardo._relation_name(m.schema_name, m.table_name), 'relgroup', g.name, CASE WHEN m.excluded THEN 'excluded' ELSE 'asked for' END
    FROM bucardo.relgroup_member m
    JOIN bucardo.relgroup g ON g.id = m.relgroup_id
    WHERE NOT g.own
    AND NOT m.patterns
    AND m.table_name = parts[2]
    AND (parts[1] IS NULL OR m.schema_name IS NULL OR m.schema_name = parts[1]);

    RETURN QUERY
    SELECT 'table', i.relation, 'customname', i.relation || bucardo._custom_place(i.db, i.sync), i.new_name
    FROM bucardo._find_customnames() i
    WHERE (parse_ident(i.relation))[2] = parts[2]
    AND (parts[1] IS NULL OR (parse_ident(i.relation))[1] = parts[1])
    UNION ALL
    SELECT 'table', i.relation, 'customcols', i.relation || bucardo._custom_place(i.db, i.sync), array_to_string(i.columns, ', ')
    FROM bucardo._find_customcols() i
    WHERE (parse_ident(i.relation))[2] = parts[2]
    AND (parts[1] IS NULL OR (parse_ident(i.relation))[1] = parts[1]);

    RETURN QUERY
    SELECT 'table', i.relation, 'customcode', i.name, i.point
    FROM bucardo._find_customcodes(NULL) i
    WHERE (parse_ident(i.relation))[2] = parts[2]
    AND (parts[1] IS NULL OR (parse_ident(i.relation))[1] = parts[1]);

    -- Named for a sync whose tables the sidecar has not looked at yet.
    RETURN QUERY
    SELECT r.kind, bucardo._relation_name(r.schema_name, r.table_name), 'sync', s.name, CASE WHEN r.excluded THEN 'excluded' ELSE 'asked for' END
    FROM bucardo.sync_relation r
    JOIN bucardo.sync s ON s.id = r.sync_id
    WHERE NOT r.patterns
    AND r.table_name = parts[2]
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
IS 'The uses of all databases, groups and tables of that name.';
