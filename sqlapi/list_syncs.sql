CREATE OR REPLACE FUNCTION bucardo.list_syncs()
RETURNS SETOF bucardo.sync_info
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $list_syncs$
BEGIN
    RETURN QUERY SELECT * FROM bucardo._find_syncs(NULL);
END
$list_syncs$;

COMMENT ON FUNCTION bucardo.list_syncs()
IS 'All syncs, by name.';
