CREATE OR REPLACE FUNCTION bucardo._check_one_way(alone boolean, function_name text, parameter text)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_one_way$
BEGIN
    IF NOT _check_one_way.alone THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s: %s is given beside add or remove', _check_one_way.function_name, _check_one_way.parameter),
            DETAIL = format('%s replaces the whole list, add and remove change it.', _check_one_way.parameter),
            HINT = 'Give one or the other.';
    END IF;
END
$_check_one_way$;

COMMENT ON FUNCTION bucardo._check_one_way(alone boolean, function_name text, parameter text)
IS 'Raises when a list is to be replaced and changed in one call.';
