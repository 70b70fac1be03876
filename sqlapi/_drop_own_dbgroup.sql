CREATE OR REPLACE FUNCTION bucardo._drop_own_dbgroup(dbgroup_id bigint)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_drop_own_dbgroup$
BEGIN
    DELETE FROM bucardo.dbgroup g
    WHERE g.id = _drop_own_dbgroup.dbgroup_id
    AND g.own
    AND NOT EXISTS (SELECT FROM bucardo.sync s WHERE s.dbgroup_id = g.id);
END
$_drop_own_dbgroup$;

COMMENT ON FUNCTION bucardo._drop_own_dbgroup(dbgroup_id bigint)
IS 'Drops a dbgroup that belonged to a sync and is not used any more.';
