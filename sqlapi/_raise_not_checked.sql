CREATE OR REPLACE FUNCTION bucardo._raise_not_checked(sync text, timeout interval)
RETURNS void
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_raise_not_checked$
DECLARE
    seen record;
BEGIN
    SELECT v.state, v.reason, v.next_step INTO seen FROM bucardo.status v WHERE v.name = _raise_not_checked.sync;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('the foreign keys of sync "%s" are not checked after %s', _raise_not_checked.sync, _raise_not_checked.timeout),
        DETAIL = format('The sync is %s', seen.state) || coalesce(': ' || seen.reason, '') || '. The request stays queued.',
        HINT = coalesce(seen.next_step, 'Wait longer; if no sidecar runs, start `bucardo-sidecar run`.');
END
$_raise_not_checked$;

COMMENT ON FUNCTION bucardo._raise_not_checked(sync text, timeout interval)
IS 'Raises that a check of foreign keys takes longer than timeout, with the state of the sync.';
