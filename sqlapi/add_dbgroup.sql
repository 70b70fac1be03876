CREATE OR REPLACE FUNCTION bucardo.add_dbgroup(
    name text,
    dbs anycompatible DEFAULT NULL,
    if_not_exists boolean DEFAULT false
)
RETURNS bucardo.dbgroup_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $add_dbgroup$
BEGIN
    RETURN bucardo._add_dbgroup(add_dbgroup.name, add_dbgroup.dbs::text, add_dbgroup.if_not_exists);
END
$add_dbgroup$;

COMMENT ON FUNCTION bucardo.add_dbgroup(name text, dbs anycompatible, if_not_exists boolean)
IS 'Adds a group of databases with their roles, which syncs can share. The list is written ''a,b'' or as an array.';
