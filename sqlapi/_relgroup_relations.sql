CREATE OR REPLACE FUNCTION bucardo._relgroup_relations(relgroup_id bigint)
RETURNS bucardo.sync_relation[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_relgroup_relations$
BEGIN
    RETURN ARRAY(
        SELECT ROW(NULL, m.position, m.schema_name, m.table_name, m.kind, m.excluded, m.patterns, m.priority)::bucardo.sync_relation
        FROM bucardo.relgroup_member m
        WHERE m.relgroup_id = _relgroup_relations.relgroup_id
        ORDER BY m.position);
END
$_relgroup_relations$;

COMMENT ON FUNCTION bucardo._relgroup_relations(relgroup_id bigint)
IS 'The relations of a relgroup, without a syncs id.';
