CREATE OR REPLACE FUNCTION bucardo._wanted_members(dbgroup_id bigint, dbs text)
RETURNS bucardo.dbgroup_member[]
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_wanted_members$
BEGIN
    RETURN CASE
        WHEN _wanted_members.dbgroup_id IS NULL THEN ARRAY(SELECT m FROM bucardo._parse_dbs(_wanted_members.dbs, 'source') m)
        ELSE bucardo._dbgroup_members(_wanted_members.dbgroup_id)
    END;
END
$_wanted_members$;

COMMENT ON FUNCTION bucardo._wanted_members(dbgroup_id bigint, dbs text)
IS 'The members of the dbgroup, or those that the list names when that is NULL.';
