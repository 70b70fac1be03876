CREATE OR REPLACE FUNCTION bucardo.update_dbgroup(
    name text,
    dbs anycompatible DEFAULT NULL,
    add anycompatible DEFAULT NULL,
    remove anycompatible DEFAULT NULL
)
RETURNS bucardo.dbgroup_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $update_dbgroup$
BEGIN
    RETURN bucardo._update_dbgroup(
        update_dbgroup.name, update_dbgroup.dbs::text, update_dbgroup.add::text, update_dbgroup.remove::text);
END
$update_dbgroup$;

COMMENT ON FUNCTION bucardo.update_dbgroup(name text, dbs anycompatible, add anycompatible, remove anycompatible)
IS 'Changes a dbgroup, and with it the syncs that use it: dbs replaces the list, add and remove change it.';
