CREATE OR REPLACE FUNCTION bucardo._source_names(members bucardo.dbgroup_member[])
RETURNS text[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_source_names$
BEGIN
    RETURN ARRAY(
        SELECT d.name
        FROM unnest(_source_names.members) m
        JOIN bucardo.db d ON d.id = m.db_id
        WHERE m.role = 'source'
        ORDER BY m.priority DESC, m.position);
END
$_source_names$;

COMMENT ON FUNCTION bucardo._source_names(members bucardo.dbgroup_member[])
IS 'Names of the sources among the members, in their order.';
