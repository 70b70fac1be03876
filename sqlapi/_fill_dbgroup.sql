CREATE OR REPLACE FUNCTION bucardo._fill_dbgroup(dbgroup_id bigint, members bucardo.dbgroup_member[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_fill_dbgroup$
BEGIN
    DELETE FROM bucardo.dbgroup_member m WHERE m.dbgroup_id = _fill_dbgroup.dbgroup_id;

    INSERT INTO bucardo.dbgroup_member (dbgroup_id, db_id, role, priority, position)
    SELECT _fill_dbgroup.dbgroup_id, n.db_id, n.role, n.priority, row_number() OVER (ORDER BY n.position)
    FROM unnest(_fill_dbgroup.members) n;

    UPDATE bucardo.dbgroup g SET updated_at = now() WHERE g.id = _fill_dbgroup.dbgroup_id;
END
$_fill_dbgroup$;

COMMENT ON FUNCTION bucardo._fill_dbgroup(dbgroup_id bigint, members bucardo.dbgroup_member[])
IS 'Makes these the members of a dbgroup.';
