CREATE OR REPLACE FUNCTION bucardo.add_relgroup(
    name text,
    tables anycompatible DEFAULT NULL,
    if_not_exists boolean DEFAULT false
)
RETURNS bucardo.relgroup_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $add_relgroup$
BEGIN
    RETURN bucardo._add_relgroup(add_relgroup.name, add_relgroup.tables::text, add_relgroup.if_not_exists);
END
$add_relgroup$;

COMMENT ON FUNCTION bucardo.add_relgroup(name text, tables anycompatible, if_not_exists boolean)
IS 'Adds a group of tables, which syncs can share. The list is written ''a,b'' or as an array.';
