CREATE OR REPLACE FUNCTION bucardo._check_status(status text)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_status$
BEGIN
    IF _check_status.status NOT IN ('active', 'inactive') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown status "%s"', _check_status.status),
            DETAIL = 'The status of a sync is active or inactive.',
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(_check_status.status, '{active,inactive}') || '"?',
                'Write status => ''active'' or ''inactive''; a sync is paused with bucardo.pause.');
    END IF;
END
$_check_status$;

COMMENT ON FUNCTION bucardo._check_status(status text)
IS 'Raises unless status is one that a user may want of a sync.';
