CREATE OR REPLACE FUNCTION bucardo._check_copy(onetimecopy integer, copy_workers integer)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_copy$
BEGIN
    IF _check_copy.onetimecopy NOT IN (0, 1, 2) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown onetimecopy %s', _check_copy.onetimecopy),
            DETAIL = 'A member that joins gets: 0 nothing, 1 every table whole, 2 those tables that it has empty.',
            HINT = 'Write onetimecopy => 1 for databases that are to be made the same as the first source.';
    ELSIF _check_copy.copy_workers NOT BETWEEN 1 AND 64 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('copy_workers cannot be %s', _check_copy.copy_workers),
            DETAIL = 'Each takes a connection to the first source and one to the member; there are 1 to 64.',
            HINT = 'Leave it out to have two.';
    END IF;
END
$_check_copy$;

COMMENT ON FUNCTION bucardo._check_copy(onetimecopy integer, copy_workers integer)
IS 'Raises unless these say how the first copy of a member is made.';
