CREATE OR REPLACE FUNCTION bucardo.list_dbs(name text DEFAULT NULL, sync text DEFAULT NULL)
RETURNS SETOF bucardo.db_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_dbs$
BEGIN
    IF NOT EXISTS (SELECT FROM bucardo.sync s WHERE s.name = list_dbs.sync) AND list_dbs.sync IS NOT NULL THEN
        PERFORM bucardo._raise_unknown_sync(list_dbs.sync);
    END IF;

    RETURN QUERY
    SELECT i.*
    FROM bucardo._find_dbs(NULL) i
    WHERE bucardo._matches(i.name, list_dbs.name)
    AND (list_dbs.sync IS NULL OR list_dbs.sync = ANY (i.syncs));
END
$list_dbs$;

COMMENT ON FUNCTION bucardo.list_dbs(name text, sync text)
IS 'The databases that syncs can use, by name: all, those whose name matches, or those of a sync.';
