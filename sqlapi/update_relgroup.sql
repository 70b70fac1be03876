CREATE OR REPLACE FUNCTION bucardo.update_relgroup(
    name text,
    tables anycompatible DEFAULT NULL,
    add anycompatible DEFAULT NULL,
    remove anycompatible DEFAULT NULL,
    sequences anycompatible DEFAULT NULL
)
RETURNS bucardo.relgroup_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $update_relgroup$
BEGIN
    RETURN bucardo._update_relgroup(
        update_relgroup.name, update_relgroup.tables::text, update_relgroup.add::text, update_relgroup.remove::text,
        update_relgroup.sequences::text);
END
$update_relgroup$;

COMMENT ON FUNCTION bucardo.update_relgroup(
    name text, tables anycompatible, add anycompatible, remove anycompatible, sequences anycompatible)
IS 'Changes a relgroup, and with it the syncs that use it: tables and sequences replace a list, add and remove change that of the tables.';
