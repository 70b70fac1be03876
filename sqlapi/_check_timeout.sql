CREATE OR REPLACE FUNCTION bucardo._check_timeout(timeout interval, procedure_name text)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_check_timeout$
BEGIN
    PERFORM bucardo._check_not_null(_check_timeout.timeout IS NOT NULL, _check_timeout.procedure_name, 'timeout');
    IF _check_timeout.timeout < interval '0' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s: timeout must not be negative', _check_timeout.procedure_name),
            DETAIL = format('It is %s.', _check_timeout.timeout),
            HINT = 'Write how long to wait: ''30s''.';
    END IF;
END
$_check_timeout$;

COMMENT ON FUNCTION bucardo._check_timeout(timeout interval, procedure_name text)
IS 'Raises unless timeout says how long to wait.';
