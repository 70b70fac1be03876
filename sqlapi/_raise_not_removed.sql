CREATE OR REPLACE FUNCTION bucardo._raise_not_removed(sync text, timeout interval)
RETURNS void
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_raise_not_removed$
DECLARE
    left_dbs text;
    first_db text;
BEGIN
    SELECT string_agg(d.name || coalesce(' (' || c.reason || ')', ''), ', ' ORDER BY d.name), min(d.name)
    INTO left_dbs, first_db
    FROM bucardo.cleanup c
    JOIN bucardo.db d ON d.id = c.db_id
    WHERE c.sync_name = _raise_not_removed.sync;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('sync "%s" is not off all databases after %s', _raise_not_removed.sync, _raise_not_removed.timeout),
        DETAIL = format('Its triggers and deltas are still on: %s.', left_dbs),
        HINT = format('If no sidecar runs, start `bucardo-sidecar run`. To give a database up: SELECT * FROM bucardo.remove_db(%L, force => true)', first_db);
END
$_raise_not_removed$;

COMMENT ON FUNCTION bucardo._raise_not_removed(sync text, timeout interval)
IS 'Raises which databases a removed sync is still to be taken off.';
