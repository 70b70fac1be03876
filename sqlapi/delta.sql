CREATE OR REPLACE FUNCTION bucardo.delta(sync text DEFAULT NULL, db text DEFAULT NULL)
RETURNS SETOF bucardo.delta_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $delta$
BEGIN
    IF NOT EXISTS (SELECT FROM bucardo.sync s WHERE s.name = delta.sync) AND delta.sync IS NOT NULL THEN
        PERFORM bucardo._raise_unknown_sync(delta.sync);
    ELSIF NOT EXISTS (SELECT FROM bucardo.db d WHERE d.name = delta.db) AND delta.db IS NOT NULL THEN
        PERFORM bucardo._raise_unknown_db(delta.db);
    END IF;

    RETURN QUERY
    SELECT v.sync, v.db, v.schema_name, v.table_name, v.pending, v.last_change
    FROM bucardo.table_status v
    WHERE v.state = 'replicated'
    AND (delta.sync IS NULL OR v.sync = delta.sync)
    AND (delta.db IS NULL OR v.db = delta.db)
    ORDER BY v.sync, v.db, v.schema_name, v.table_name;
END
$delta$;

COMMENT ON FUNCTION bucardo.delta(sync text, db text)
IS 'Changes captured and not yet replicated, a row for each table at each source, when the sidecar last looked.';
