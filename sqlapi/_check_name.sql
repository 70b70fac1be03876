CREATE OR REPLACE FUNCTION bucardo._check_name(name text, what text)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_name$
BEGIN
    IF _check_name.name IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('the name of a %s must not be NULL', _check_name.what),
            DETAIL = 'It is called by its name everywhere.',
            HINT = 'Give a name of 1 to 63 bytes.';
    ELSIF _check_name.name = '' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_name',
            MESSAGE = format('the name of a %s must not be empty', _check_name.what),
            DETAIL = 'It is called by its name everywhere.',
            HINT = 'Give a name of 1 to 63 bytes.';
    ELSIF octet_length(_check_name.name) > 63 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'name_too_long',
            MESSAGE = format('the name of the %s "%s" is too long', _check_name.what, _check_name.name),
            DETAIL = format('It has %s bytes.', octet_length(_check_name.name)),
            HINT = 'Give a name of 1 to 63 bytes.';
    END IF;
END
$_check_name$;

COMMENT ON FUNCTION bucardo._check_name(name text, what text)
IS 'Raises unless name can be the name of a db or sync.';
