CREATE OR REPLACE FUNCTION bucardo._raise_not_validated(sync text, timeout interval)
RETURNS void
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_raise_not_validated$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('sync "%s" is not validated after %s', _raise_not_validated.sync, _raise_not_validated.timeout),
        DETAIL = 'The request stays queued.',
        HINT = 'Wait longer; if no sidecar runs, start `bucardo-sidecar run`.';
END
$_raise_not_validated$;

COMMENT ON FUNCTION bucardo._raise_not_validated(sync text, timeout interval)
IS 'Raises that validating takes longer than timeout.';
