CREATE OR REPLACE FUNCTION bucardo._relations_text(relations bucardo.sync_relation[])
RETURNS text[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_relations_text$
BEGIN
    RETURN ARRAY(
        SELECT bucardo._relation_name(r.schema_name, r.table_name)
        FROM unnest(_relations_text.relations) r
        ORDER BY r.position);
END
$_relations_text$;

COMMENT ON FUNCTION bucardo._relations_text(relations bucardo.sync_relation[])
IS 'Relations as they are written in a list.';
