CREATE OR REPLACE FUNCTION bucardo._raise_not_created(sync text, db text, timeout interval)
RETURNS void
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_raise_not_created$
DECLARE
    seen record;
BEGIN
    SELECT v.state, v.reason, v.next_step INTO seen FROM bucardo.status v WHERE v.name = _raise_not_created.sync;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('the tables of sync "%s" are not created in database "%s" after %s', _raise_not_created.sync, _raise_not_created.db, _raise_not_created.timeout),
        DETAIL = format('The sync is %s', seen.state) || coalesce(': ' || seen.reason, '') || '. The request stays queued.',
        HINT = coalesce(seen.next_step, 'Wait longer; if no sidecar runs, start `bucardo-sidecar run`.');
END
$_raise_not_created$;

COMMENT ON FUNCTION bucardo._raise_not_created(sync text, db text, timeout interval)
IS 'Raises that creating tables takes longer than timeout, with the state of the sync.';
