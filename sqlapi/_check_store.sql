CREATE OR REPLACE FUNCTION bucardo._check_store(wanted bucardo.db)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_store$
DECLARE
    in_files CONSTANT boolean := wanted.type IN ('sqlite', 'files');
    foreign_part text;
BEGIN
    -- What a type does not have.
    foreign_part := CASE
        WHEN wanted.service IS NOT NULL THEN 'service'
        WHEN NOT in_files THEN NULL
        WHEN wanted.conninfo IS NOT NULL THEN 'conninfo'
        WHEN wanted.host IS NOT NULL THEN 'host'
        WHEN wanted.port IS NOT NULL THEN 'port'
        WHEN wanted.username IS NOT NULL THEN 'username'
        WHEN wanted.passfile IS NOT NULL THEN 'passfile'
        WHEN wanted.password_env IS NOT NULL THEN 'password_env'
    END;
    IF foreign_part IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('a database of type %s has no %s', wanted.type, foreign_part),
            DETAIL = CASE
                WHEN foreign_part = 'service' THEN 'Services are those of PostgreSQL''s client library.'
                ELSE 'It lies in the file system of the sidecar''s host; no server is asked.'
            END,
            HINT = CASE
                WHEN in_files THEN format('Leave it out, and give its path: dbname => ''/var/lib/bucardo/%s''.', CASE wanted.type WHEN 'sqlite' THEN 'shop.db' ELSE 'shop' END)
                ELSE 'Leave it out, and give host and dbname, or conninfo.'
            END;
    ELSIF wanted.makedelta IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'feature_not_supported',
            MESSAGE = format('a database of type %s has no makedelta', wanted.type),
            DETAIL = 'It can only be a target, so that no other sync takes anything from it.',
            HINT = 'Leave makedelta out; update_db clears it with inherit_makedelta => true.';
    END IF;

    IF in_files AND coalesce(wanted.dbname, '') !~ '^/' THEN
        RAISE EXCEPTION USING
            ERRCODE = CASE WHEN wanted.dbname IS NULL THEN 'null_value_not_allowed' ELSE 'invalid_parameter_value' END,
            MESSAGE = CASE WHEN wanted.dbname IS NULL THEN format('a database of type %s needs dbname', wanted.type) ELSE 'dbname is not an absolute path' END,
            DETAIL = CASE wanted.type WHEN 'sqlite' THEN 'It is the absolute path of the file on the sidecar''s host.' ELSE 'It is the absolute path of a directory on the sidecar''s host.' END,
            HINT = format('Write dbname => ''/var/lib/bucardo/%s''.', CASE wanted.type WHEN 'sqlite' THEN 'shop.db' ELSE 'shop' END);
    ELSIF wanted.type = 'redis' AND wanted.dbname !~ '^[0-9]{1,9}$' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'dbname is not the number of a database',
            DETAIL = 'The databases of a Redis server have numbers, from 0.',
            HINT = 'Leave dbname out for number 0, or write dbname => ''1''.';
    ELSIF NOT in_files AND wanted.type <> 'redis' AND num_nonnulls(wanted.conninfo, wanted.host) = 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('a database of type %s needs host or conninfo', wanted.type),
            DETAIL = 'Nothing is taken from the control connection, which is one to PostgreSQL.',
            HINT = 'Write host => ''db1'', dbname => ''shop'', username => ''bucardo'', or conninfo => ''...''.';
    ELSIF NOT in_files AND wanted.type <> 'redis' AND num_nonnulls(wanted.conninfo, wanted.dbname) = 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('a database of type %s needs dbname', wanted.type),
            DETAIL = CASE wanted.type WHEN 'oracle' THEN 'It is the name of the service.' ELSE 'It is the name of the database on that server.' END,
            HINT = 'Write dbname => ''shop''.';
    END IF;

    IF wanted.conninfo IS NOT NULL THEN
        PERFORM bucardo._check_store_conninfo(wanted.type, wanted.conninfo);
    END IF;
END
$_check_store$;

COMMENT ON FUNCTION bucardo._check_store(wanted bucardo.db)
IS 'Raises unless the row, of a database that is not PostgreSQL, says what its type needs, and nothing that it does not have.';
