CREATE OR REPLACE FUNCTION bucardo._raise_not_done(sync text, timeout interval)
RETURNS void
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_raise_not_done$
DECLARE
    seen record;
BEGIN
    SELECT v.state, v.reason, v.next_step INTO seen FROM bucardo.status v WHERE v.name = _raise_not_done.sync;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('the kick of sync "%s" is not done after %s', _raise_not_done.sync, _raise_not_done.timeout),
        DETAIL = format('The sync is %s', seen.state) || coalesce(': ' || seen.reason, '') || '. The kick stays queued.',
        HINT = coalesce(seen.next_step, 'Wait longer; if no sidecar runs, start `bucardo-sidecar run`.');
END
$_raise_not_done$;

COMMENT ON FUNCTION bucardo._raise_not_done(sync text, timeout interval)
IS 'Raises that the kick takes longer than timeout, with the state of the sync.';
