CREATE OR REPLACE FUNCTION bucardo._raise_no_answer(timeout interval)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_raise_no_answer$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('no sidecar answered in %s', _raise_no_answer.timeout),
        DETAIL = 'None works on this control database, or it cannot reach it. The request was taken back.',
        HINT = 'Start `bucardo-sidecar run`.';
END
$_raise_no_answer$;

COMMENT ON FUNCTION bucardo._raise_no_answer(timeout interval)
IS 'Raises that a ping was not answered in time.';
