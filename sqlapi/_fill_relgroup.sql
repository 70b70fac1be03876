CREATE OR REPLACE FUNCTION bucardo._fill_relgroup(relgroup_id bigint, relations bucardo.sync_relation[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_fill_relgroup$
BEGIN
    PERFORM bucardo._check_relations(_fill_relgroup.relations);
    DELETE FROM bucardo.relgroup_member m WHERE m.relgroup_id = _fill_relgroup.relgroup_id;

    INSERT INTO bucardo.relgroup_member (relgroup_id, position, schema_name, table_name, kind, excluded, patterns, priority)
    SELECT _fill_relgroup.relgroup_id, row_number() OVER (ORDER BY n.position), n.schema_name, n.table_name, n.kind, n.excluded,
           n.patterns, n.priority
    FROM unnest(_fill_relgroup.relations) n;

    UPDATE bucardo.relgroup g SET updated_at = now() WHERE g.id = _fill_relgroup.relgroup_id;
END
$_fill_relgroup$;

COMMENT ON FUNCTION bucardo._fill_relgroup(relgroup_id bigint, relations bucardo.sync_relation[])
IS 'Makes these the relations of a relgroup.';
