CREATE OR REPLACE FUNCTION bucardo._export_dbs(dbgroup_id bigint)
RETURNS text
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_export_dbs$
BEGIN
    -- In the order given, which matters among equal priorities and when these change.
    RETURN bucardo._export_list(ARRAY(
        SELECT (bucardo._members_text(ARRAY[m]))[1]
        FROM unnest(bucardo._dbgroup_members(_export_dbs.dbgroup_id)) m
        ORDER BY m.position));
END
$_export_dbs$;

COMMENT ON FUNCTION bucardo._export_dbs(dbgroup_id bigint)
IS 'The databases of a dbgroup as an array in SQL; NULL when it is empty.';
