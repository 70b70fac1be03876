CREATE OR REPLACE FUNCTION bucardo._find_relations(sync_id bigint, kind text)
RETURNS SETOF bucardo.table_info
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_relations$
BEGIN
    RETURN QUERY
    SELECT (SELECT s.name FROM bucardo.sync s WHERE s.id = _find_relations.sync_id),
           n.schema_name,
           n.table_name,
           CASE
               WHEN t.table_name IS NULL THEN 'pending'
               WHEN t.included THEN 'replicated'
               WHEN t.held THEN 'held'
               ELSE 'left out'
           END,
           t.reason,
           t.next_step,
           t.key_columns,
           NULL::text,
           NULL::text[],
           NULL::text,
           NULL::jsonb,
           NULL::jsonb
    FROM (
        SELECT t.schema_name, t.table_name
        FROM bucardo.sync_table t
        WHERE t.sync_id = _find_relations.sync_id
        AND t.kind = _find_relations.kind
        UNION
        SELECT o.schema_name, o.table_name
        FROM bucardo.table_option o
        WHERE o.sync_id = _find_relations.sync_id
        AND _find_relations.kind = 'table'
        UNION
        SELECT p.schema_name, p.table_name
        FROM bucardo.column_policy p
        WHERE p.sync_id = _find_relations.sync_id
        AND _find_relations.kind = 'table'
        UNION
        SELECT p.schema_name, p.table_name
        FROM bucardo.unique_policy p
        WHERE p.sync_id = _find_relations.sync_id
        AND _find_relations.kind = 'table'
        UNION
        SELECT f.schema_name, f.table_name
        FROM bucardo.row_filter f
        WHERE f.sync_id = _find_relations.sync_id
        AND f.table_name IS NOT NULL
        AND _find_relations.kind = 'table'
        UNION
        SELECT r.schema_name, r.table_name
        FROM bucardo.sync_relation r
        WHERE r.sync_id = _find_relations.sync_id
        AND r.kind = _find_relations.kind
        AND r.table_name IS NOT NULL
        AND NOT r.excluded
        AND NOT r.patterns
        -- Named without its schema, until it is found.
        AND (r.schema_name IS NOT NULL
             OR NOT EXISTS (
                 SELECT
                 FROM bucardo.sync_table t
                 WHERE (t.sync_id, t.kind, t.table_name) = (r.sync_id, r.kind, r.table_name)))) n
    LEFT JOIN bucardo.sync_table t
        ON (t.sync_id, t.kind, t.schema_name, t.table_name) = (_find_relations.sync_id, _find_relations.kind, n.schema_name, n.table_name);
END
$_find_relations$;

COMMENT ON FUNCTION bucardo._find_relations(sync_id bigint, kind text)
IS 'The tables or sequences (kind) of a sync: those that the sidecar found, those that are named, and those that something is set for, without what is set.';
