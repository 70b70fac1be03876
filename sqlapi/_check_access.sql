CREATE OR REPLACE FUNCTION bucardo._check_access(access text)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_access$
DECLARE
    levels CONSTANT text[] := '{admin,operator,monitor}'::text[];
BEGIN
    IF NOT _check_access.access = ANY (levels) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown access "%s"', _check_access.access),
            DETAIL = 'The access levels are: admin, operator, monitor.',
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(_check_access.access, levels) || '"?',
                'Write access => ''monitor'' for a role that only reads.');
    END IF;
END
$_check_access$;

COMMENT ON FUNCTION bucardo._check_access(access text)
IS 'Raises unless access is a level that a role can be given.';
