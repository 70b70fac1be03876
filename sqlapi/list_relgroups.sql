CREATE OR REPLACE FUNCTION bucardo.list_relgroups(name text DEFAULT NULL)
RETURNS SETOF bucardo.relgroup_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_relgroups$
BEGIN
    RETURN QUERY
    SELECT i.*
    FROM bucardo._find_relgroups(NULL) i
    WHERE bucardo._matches(i.name, list_relgroups.name);
END
$list_relgroups$;

COMMENT ON FUNCTION bucardo.list_relgroups(name text)
IS 'The relgroups, by name: all, or those whose name matches.';
