CREATE OR REPLACE FUNCTION bucardo._check_not_null(given boolean, function_name text, parameter text)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_not_null$
BEGIN
    IF NOT _check_not_null.given THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('%s: %s must not be NULL', _check_not_null.function_name, _check_not_null.parameter),
            DETAIL = 'NULL says neither what is wanted nor that the default is.',
            HINT = format('Give %s a value; a parameter that has a default may be left out.', _check_not_null.parameter);
    END IF;
END
$_check_not_null$;

COMMENT ON FUNCTION bucardo._check_not_null(given boolean, function_name text, parameter text)
IS 'Raises unless the parameter was given a value.';
