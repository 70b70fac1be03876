CREATE OR REPLACE FUNCTION bucardo.update_db(
    name text,
    conninfo text DEFAULT NULL,
    type text DEFAULT NULL,
    host text DEFAULT NULL,
    port integer DEFAULT NULL,
    dbname text DEFAULT NULL,
    username text DEFAULT NULL,
    service text DEFAULT NULL,
    passfile text DEFAULT NULL,
    password_env text DEFAULT NULL,
    status text DEFAULT NULL,
    makedelta boolean DEFAULT NULL,
    inherit_makedelta boolean DEFAULT false,
    options jsonb DEFAULT NULL
)
RETURNS bucardo.db_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $update_db$
DECLARE
    existing bucardo.db;
    wanted bucardo.db;
    user_sync record;
    result bucardo.db_info;
BEGIN
    PERFORM bucardo._check_not_null(update_db.inherit_makedelta IS NOT NULL, 'update_db', 'inherit_makedelta');
    IF update_db.inherit_makedelta AND update_db.makedelta IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'update_db: makedelta is given beside inherit_makedelta',
            DETAIL = 'With inherit_makedelta the database does as each of its syncs has it.',
            HINT = 'Give one or the other.';
    END IF;
    existing := bucardo._lock_db(update_db.name);
    wanted := existing;

    -- A new connection string takes the place of the parts.
    IF update_db.conninfo <> '' THEN
        wanted.host := NULL;
        wanted.port := NULL;
        wanted.dbname := NULL;
        wanted.username := NULL;
        wanted.service := NULL;
    END IF;

    wanted.conninfo := nullif(coalesce(update_db.conninfo, wanted.conninfo), '');
    wanted.type := coalesce(update_db.type, wanted.type);
    wanted.host := nullif(coalesce(update_db.host, wanted.host), '');
    wanted.port := nullif(coalesce(update_db.port, wanted.port), 0);
    wanted.dbname := nullif(coalesce(update_db.dbname, wanted.dbname), '');
    wanted.username := nullif(coalesce(update_db.username, wanted.username), '');
    wanted.service := nullif(coalesce(update_db.service, wanted.service), '');
    wanted.passfile := nullif(coalesce(update_db.passfile, wanted.passfile), '');
    wanted.password_env := nullif(coalesce(update_db.password_env, wanted.password_env), '');
    wanted.status := coalesce(update_db.status, wanted.status);
    wanted.makedelta := CASE WHEN NOT update_db.inherit_makedelta THEN coalesce(update_db.makedelta, wanted.makedelta) END;
    IF update_db.options IS NOT NULL THEN
        wanted.options := bucardo._check_db_options(update_db.options);
    END IF;
    PERFORM bucardo._check_db(wanted);
    PERFORM bucardo._check_same_type(existing, wanted.type);

    IF wanted IS DISTINCT FROM existing THEN
        UPDATE bucardo.db d
        SET conninfo = wanted.conninfo,
            type = wanted.type,
            host = wanted.host,
            port = wanted.port,
            dbname = wanted.dbname,
            username = wanted.username,
            service = wanted.service,
            passfile = wanted.passfile,
            password_env = wanted.password_env,
            status = wanted.status,
            makedelta = wanted.makedelta,
            options = wanted.options,
            updated_at = now()
        WHERE d.id = existing.id;

        -- Its syncs count as changed: wait_until_active then waits for the new connection.
        FOR user_sync IN
            SELECT s.id
            FROM bucardo.sync s
            JOIN bucardo.sync_db m ON m.sync_id = s.id
            WHERE m.db_id = existing.id
            ORDER BY s.id
        LOOP
            PERFORM bucardo._touch_sync(user_sync.id);
        END LOOP;
        PERFORM pg_notify('bucardo', '');
    END IF;

    SELECT i.* INTO result FROM bucardo._find_dbs(existing.id) i;
    RETURN result;
END
$update_db$;

COMMENT ON FUNCTION bucardo.update_db(
    name text, conninfo text, type text, host text, port integer, dbname text, username text, service text, passfile text,
    password_env text, status text, makedelta boolean, inherit_makedelta boolean, options jsonb)
IS 'Changes how a database is reached and whether its syncs use it: NULL keeps a setting, an empty string (port: 0) clears it, conninfo takes the place of the parts, options that of all options.';
