CREATE OR REPLACE FUNCTION bucardo.add_relgroup(
    name text,
    tables anycompatible DEFAULT NULL,
    sequences anycompatible DEFAULT NULL,
    if_not_exists boolean DEFAULT false
)
RETURNS bucardo.relgroup_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $add_relgroup$
BEGIN
    RETURN bucardo._add_relgroup(
        add_relgroup.name, add_relgroup.tables::text, add_relgroup.sequences::text, add_relgroup.if_not_exists);
END
$add_relgroup$;

COMMENT ON FUNCTION bucardo.add_relgroup(name text, tables anycompatible, sequences anycompatible, if_not_exists boolean)
IS 'Adds a group of tables and sequences, which syncs can share. Lists are written ''a,b'' or as arrays.';
