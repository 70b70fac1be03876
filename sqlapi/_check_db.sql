CREATE OR REPLACE FUNCTION bucardo._check_db(wanted bucardo.db)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_db$
DECLARE
    types CONSTANT text[] := '{postgres,mysql,mariadb,sqlite,oracle,mongodb,redis,files}'::text[];
    keys text[] := '{}'::text[];
    field text;
    value text;
    clash text[];
BEGIN
    IF wanted.type IS NULL OR wanted.type <> ALL (types) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = coalesce('unknown type of database "' || wanted.type || '"', 'the type of a database must not be NULL'),
            DETAIL = format('The types are: %s.', array_to_string(types, ', ')),
            HINT = coalesce(
                'Did you mean "' || CASE WHEN wanted.type IS NOT NULL THEN bucardo._nearest(wanted.type, types) END || '"?',
                'Leave type out, or write type => ''postgres''.');
    END IF;

    IF wanted.status NOT IN ('active', 'inactive') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown status "%s" of database "%s"', wanted.status, wanted.name),
            DETAIL = 'The status of a database is active, or inactive while its syncs leave it out.',
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(wanted.status, '{active,inactive}') || '"?',
                'Write status => ''active'' or ''inactive''.');
    END IF;

    FOR field, value IN
        SELECT *
        FROM unnest(
            ARRAY['conninfo', 'host', 'dbname', 'username', 'service', 'passfile', 'password_env'],
            ARRAY[wanted.conninfo, wanted.host, wanted.dbname, wanted.username, wanted.service, wanted.passfile, wanted.password_env])
    LOOP
        IF btrim(value) = '' THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('%s must not be empty', field),
                DETAIL = 'It was given as a string with nothing in it.',
                HINT = format('Leave %s out to get its default.', field);
        END IF;
    END LOOP;

    IF wanted.port NOT BETWEEN 1 AND 65535 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s is not a port', wanted.port),
            DETAIL = 'A port is a number from 1 to 65535.',
            HINT = CASE wanted.type
                WHEN 'postgres' THEN 'Leave port out to get 5432, or what the service or the sidecar''s environment says.'
                ELSE 'Leave port out to get the usual one of such a server.'
            END;
    END IF;

    -- People paste connection strings here, and with them passwords.
    IF wanted.dbname ~* '^[a-z][a-z0-9+.-]*://|password\s*=' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'dbname is not the name of a database',
            DETAIL = 'It looks like a connection string.',
            HINT = 'Give a connection string without a password as conninfo => ''...''.';
    END IF;

    IF wanted.password_env !~ '^[A-Za-z_][A-Za-z0-9_]*$' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'password_env is not the name of an environment variable',
            DETAIL = 'It names a variable of the sidecar''s environment; it is not the password.',
            HINT = 'Write password_env => ''SHOP_PASSWORD'' and start the sidecar with that variable set.';
    END IF;

    IF wanted.conninfo IS NOT NULL THEN
        IF wanted.type = 'postgres' THEN
            keys := bucardo._check_conninfo(wanted.conninfo);
        END IF;
        clash := array_remove(ARRAY[
            CASE WHEN wanted.host IS NOT NULL THEN 'host' END,
            CASE WHEN wanted.port IS NOT NULL THEN 'port' END,
            CASE WHEN wanted.dbname IS NOT NULL THEN 'dbname' END,
            CASE WHEN wanted.username IS NOT NULL THEN 'username' END,
            CASE WHEN wanted.service IS NOT NULL THEN 'service' END], NULL);
        IF clash <> '{}' THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = 'conninfo and its parts are both given',
                DETAIL = format('Given beside conninfo: %s.', array_to_string(clash, ', ')),
                HINT = 'Write them into conninfo, or leave conninfo out; update_db clears it with conninfo => ''''.';
        END IF;
    END IF;

    IF num_nonnulls(wanted.passfile, wanted.password_env, nullif('passfile' = ANY (keys), false)) > 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'the password is given in two ways',
            DETAIL = 'passfile, password_env and a passfile in conninfo exclude each other.',
            HINT = 'Keep one of them.';
    END IF;

    IF wanted.type <> 'postgres' THEN
        PERFORM bucardo._check_store(wanted);
    ELSIF wanted.options IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'a database of type postgres has no options',
            DETAIL = 'They are for databases that are not PostgreSQL; what libpq knows goes into conninfo.',
            HINT = 'Leave options out; update_db clears them with options => ''{}''.';
    END IF;
END
$_check_db$;

COMMENT ON FUNCTION bucardo._check_db(wanted bucardo.db)
IS 'Raises unless the row says, without doubt and without a password, how to reach a database.';
