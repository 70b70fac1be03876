CREATE OR REPLACE FUNCTION bucardo._check_store_conninfo(type text, conninfo text)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_store_conninfo$
DECLARE
    example CONSTANT text := CASE _check_store_conninfo.type
        WHEN 'oracle' THEN 'oracle://bucardo@db1:1521/shop'
        WHEN 'mongodb' THEN 'mongodb://bucardo@db1:27017/shop'
        WHEN 'redis' THEN 'redis://bucardo@db1:6379/0'
        ELSE 'bucardo@tcp(db1:3306)/shop'
    END;
    form CONSTANT text := CASE _check_store_conninfo.type
        WHEN 'oracle' THEN '^\s*oracle://[^/]'
        WHEN 'mongodb' THEN '^\s*mongodb(\+srv)?://[^/]'
        WHEN 'redis' THEN '^\s*(rediss?://[^/]|unix://)'
        ELSE '^[^=]*/'
    END;
    address CONSTANT text := regexp_replace(btrim(_check_store_conninfo.conninfo, E' \t\r\n'), '^[A-Za-z][A-Za-z0-9+.-]*://', '');
    -- A password may hold any character: what goes before the last @ is all about the user.
    login CONSTANT text := substring(address FROM '^(.*)@');
    secret text;
BEGIN
    -- No message repeats the string: what cannot be read may be a password.
    SELECT k.found[1]
    INTO secret
    FROM regexp_matches(_check_store_conninfo.conninfo, '([A-Za-z0-9_.-]+)\s*[=:]', 'g') AS k(found)
    WHERE bucardo._is_secret(k.found[1])
    LIMIT 1;
    IF secret IS NOT NULL OR login ~ '[:/]' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('conninfo holds a secret in the clear (%s)', coalesce(secret, 'behind the user''s name')),
            DETAIL = 'Whoever may read the control database would read it. A colon or slash before an @ is taken for the begin of a password; in names it is written %3A or %2F.',
            HINT = format('Write conninfo => %L and give the password by passfile => ''/path'' or password_env => ''VARIABLE'', both found on the sidecar''s host.', example);
    ELSIF _check_store_conninfo.conninfo !~ form THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('conninfo is not a connection string of type %s', _check_store_conninfo.type),
            DETAIL = format('One looks like this: %s', example),
            HINT = 'Write it so, or leave it out and give host, port, dbname and username.';
    END IF;
END
$_check_store_conninfo$;

COMMENT ON FUNCTION bucardo._check_store_conninfo(type text, conninfo text)
IS 'Raises when the connection string of a database that is not PostgreSQL holds a secret or does not look like one of its type.';
