CREATE OR REPLACE FUNCTION bucardo._raise_not_tested(name text, timeout interval)
RETURNS void
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_raise_not_tested$
DECLARE
    seen record;
BEGIN
    SELECT v.state, v.reason, v.next_step
    INTO seen
    FROM bucardo.customcode c
    JOIN bucardo.sync s ON s.id = c.sync_id
    JOIN bucardo.status v ON v.name = s.name
    WHERE c.name = _raise_not_tested.name;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('customcode "%s" has not answered after %s', _raise_not_tested.name, _raise_not_tested.timeout),
        DETAIL = format('Its sync is %s', seen.state) || coalesce(': ' || seen.reason, '') || '.',
        HINT = coalesce(seen.next_step, 'Wait longer than its own timeout; if no sidecar runs, start `bucardo-sidecar run`.');
END
$_raise_not_tested$;

COMMENT ON FUNCTION bucardo._raise_not_tested(name text, timeout interval)
IS 'Raises that a test of custom code takes longer than timeout, with the state of its sync.';
