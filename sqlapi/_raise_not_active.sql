CREATE OR REPLACE FUNCTION bucardo._raise_not_active(sync text, timeout interval)
RETURNS void
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_raise_not_active$
DECLARE
    seen record;
BEGIN
    SELECT v.state, v.reason, v.next_step INTO seen FROM bucardo.status v WHERE v.name = _raise_not_active.sync;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('sync "%s" is %s after %s', _raise_not_active.sync, seen.state, _raise_not_active.timeout),
        DETAIL = coalesce(seen.reason, 'No reason is known.'),
        HINT = coalesce(seen.next_step, format('SELECT * FROM bucardo.log WHERE sync = %L ORDER BY id DESC LIMIT 10', _raise_not_active.sync));
END
$_raise_not_active$;

COMMENT ON FUNCTION bucardo._raise_not_active(sync text, timeout interval)
IS 'Raises the state of the sync with its reason and next step.';
