CREATE OR REPLACE FUNCTION bucardo._find_dbgroups(dbgroup_id bigint)
RETURNS SETOF bucardo.dbgroup_info
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_dbgroups$
BEGIN
    RETURN QUERY
    SELECT g.name,
           bucardo._members_text(bucardo._dbgroup_members(g.id)),
           ARRAY(
               SELECT s.name
               FROM bucardo.sync s
               WHERE s.dbgroup_id = g.id
               ORDER BY s.name),
           g.own,
           g.created_at,
           g.updated_at
    FROM bucardo.dbgroup g
    WHERE _find_dbgroups.dbgroup_id IS NULL
    OR g.id = _find_dbgroups.dbgroup_id
    ORDER BY g.name;
END
$_find_dbgroups$;

COMMENT ON FUNCTION bucardo._find_dbgroups(dbgroup_id bigint)
IS 'The dbgroup with this id as list_dbgroups shows it; all of them when it is NULL.';
