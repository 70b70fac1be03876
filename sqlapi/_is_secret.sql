CREATE OR REPLACE FUNCTION bucardo._is_secret(keyword text)
RETURNS boolean
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_is_secret$
BEGIN
    -- allowCleartextPasswords and its like say which kinds of passwords are good.
    RETURN _is_secret.keyword ~* '(^|[._-])(pass|pwd|pw)$|passw|passphrase|passwd|secret|token|credential'
        AND _is_secret.keyword !~* '^allow';
END
$_is_secret$;

COMMENT ON FUNCTION bucardo._is_secret(keyword text)
IS 'Whether what a keyword of this name holds is likely to be a password.';
