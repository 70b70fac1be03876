CREATE OR REPLACE FUNCTION bucardo._set_relations(sync_id bigint, relations bucardo.sync_relation[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_set_relations$
BEGIN
    DELETE FROM bucardo.sync_relation r WHERE r.sync_id = _set_relations.sync_id;

    INSERT INTO bucardo.sync_relation (sync_id, position, schema_name, table_name, kind, excluded, patterns, priority)
    SELECT _set_relations.sync_id, n.position, n.schema_name, n.table_name, n.kind, n.excluded, n.patterns, n.priority
    FROM unnest(_set_relations.relations) n;

    -- What was said of a table goes with it.
    DELETE FROM bucardo.table_option o
    WHERE o.sync_id = _set_relations.sync_id
    AND NOT bucardo._takes_in(_set_relations.relations, 'table', o.schema_name, o.table_name);
    DELETE FROM bucardo.column_policy p
    WHERE p.sync_id = _set_relations.sync_id
    AND NOT bucardo._takes_in(_set_relations.relations, 'table', p.schema_name, p.table_name);
    DELETE FROM bucardo.unique_policy p
    WHERE p.sync_id = _set_relations.sync_id
    AND NOT bucardo._takes_in(_set_relations.relations, 'table', p.schema_name, p.table_name);
    DELETE FROM bucardo.row_filter f
    WHERE f.sync_id = _set_relations.sync_id
    AND f.table_name IS NOT NULL
    AND NOT bucardo._takes_in(_set_relations.relations, 'table', f.schema_name, f.table_name);
END
$_set_relations$;

COMMENT ON FUNCTION bucardo._set_relations(sync_id bigint, relations bucardo.sync_relation[])
IS 'Makes these the relations of the sync; what was set for tables that are not among them any more goes.';
