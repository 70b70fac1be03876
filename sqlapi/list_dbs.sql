CREATE OR REPLACE FUNCTION bucardo.list_dbs()
RETURNS SETOF bucardo.db_info
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $list_dbs$
BEGIN
    RETURN QUERY SELECT * FROM bucardo._find_dbs(NULL);
END
$list_dbs$;

COMMENT ON FUNCTION bucardo.list_dbs()
IS 'All databases that syncs can use, by name.';
