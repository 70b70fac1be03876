CREATE OR REPLACE FUNCTION bucardo._set_groups(
    wanted bucardo.sync,
    members bucardo.dbgroup_member[],
    relations bucardo.sync_relation[]
)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_set_groups$
DECLARE
    used_dbgroup bigint;
    used_relgroup bigint;
BEGIN
    IF EXISTS (SELECT FROM bucardo.dbgroup g WHERE g.id = wanted.dbgroup_id AND NOT g.own) THEN
        used_dbgroup := wanted.dbgroup_id;
    ELSE
        used_dbgroup := bucardo._own_dbgroup(wanted);
        PERFORM bucardo._fill_dbgroup(used_dbgroup, _set_groups.members);
    END IF;
    IF EXISTS (SELECT FROM bucardo.relgroup g WHERE g.id = wanted.relgroup_id AND NOT g.own) THEN
        used_relgroup := wanted.relgroup_id;
    ELSE
        used_relgroup := bucardo._own_relgroup(wanted);
        PERFORM bucardo._fill_relgroup(used_relgroup, _set_groups.relations);
    END IF;

    UPDATE bucardo.sync s
    SET dbgroup_id = used_dbgroup,
        relgroup_id = used_relgroup
    WHERE s.id = wanted.id;
END
$_set_groups$;

COMMENT ON FUNCTION bucardo._set_groups(wanted bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[])
IS 'Lets a sync use the groups it wants; where it wants none that is shared, one of its own with these members and relations.';
