CREATE OR REPLACE FUNCTION bucardo._dbgroup_members(dbgroup_id bigint)
RETURNS bucardo.dbgroup_member[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_dbgroup_members$
BEGIN
    RETURN ARRAY(
        SELECT m
        FROM bucardo.dbgroup_member m
        WHERE m.dbgroup_id = _dbgroup_members.dbgroup_id
        ORDER BY m.position);
END
$_dbgroup_members$;

COMMENT ON FUNCTION bucardo._dbgroup_members(dbgroup_id bigint)
IS 'The members of a dbgroup in the order given.';
