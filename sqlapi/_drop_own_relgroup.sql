CREATE OR REPLACE FUNCTION bucardo._drop_own_relgroup(relgroup_id bigint)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_drop_own_relgroup$
BEGIN
    DELETE FROM bucardo.relgroup g
    WHERE g.id = _drop_own_relgroup.relgroup_id
    AND g.own
    AND NOT EXISTS (SELECT FROM bucardo.sync s WHERE s.relgroup_id = g.id);
END
$_drop_own_relgroup$;

COMMENT ON FUNCTION bucardo._drop_own_relgroup(relgroup_id bigint)
IS 'Drops a relgroup that belonged to a sync and is not used any more.';
