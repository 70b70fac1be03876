CREATE OR REPLACE FUNCTION bucardo._find_relgroups(relgroup_id bigint)
RETURNS SETOF bucardo.relgroup_info
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_relgroups$
BEGIN
    RETURN QUERY
    SELECT g.name,
           bucardo._relations_text(bucardo._relgroup_relations(g.id), 'table'),
           ARRAY(
               SELECT s.name
               FROM bucardo.sync s
               WHERE s.relgroup_id = g.id
               ORDER BY s.name),
           g.own,
           g.created_at,
           g.updated_at,
           bucardo._relations_text(bucardo._relgroup_relations(g.id), 'sequence')
    FROM bucardo.relgroup g
    WHERE _find_relgroups.relgroup_id IS NULL
    OR g.id = _find_relgroups.relgroup_id
    ORDER BY g.name;
END
$_find_relgroups$;

COMMENT ON FUNCTION bucardo._find_relgroups(relgroup_id bigint)
IS 'The relgroup with this id as list_relgroups shows it; all of them when it is NULL.';
