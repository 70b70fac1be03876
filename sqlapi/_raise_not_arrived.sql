CREATE OR REPLACE FUNCTION bucardo._raise_not_arrived(sync text, timeout interval)
RETURNS void
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_raise_not_arrived$
DECLARE
    seen record;
BEGIN
    SELECT v.state, v.reason, v.next_step, v.autokick INTO seen FROM bucardo.status v WHERE v.name = _raise_not_arrived.sync;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('not every database of sync "%s" has received it after %s', _raise_not_arrived.sync, _raise_not_arrived.timeout),
        DETAIL = format('The sync is %s', seen.state) || coalesce(': ' || seen.reason, '') || '.',
        HINT = CASE
            WHEN seen.next_step IS NOT NULL THEN seen.next_step
            WHEN seen.autokick THEN 'Wait longer; SELECT name, pending, lag FROM bucardo.status shows how far behind it is.'
            ELSE format('It runs only when it is kicked: CALL bucardo.kick_and_wait(%L)', _raise_not_arrived.sync)
        END;
END
$_raise_not_arrived$;

COMMENT ON FUNCTION bucardo._raise_not_arrived(sync text, timeout interval)
IS 'Raises that something takes longer than timeout to arrive everywhere, with the state of the sync.';
