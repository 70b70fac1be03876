CREATE OR REPLACE FUNCTION bucardo._insert_db(wanted bucardo.db, if_not_exists boolean)
RETURNS bucardo.db_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_insert_db$
DECLARE
    fields CONSTANT text[] := '{type,conninfo,host,port,dbname,username,service,passfile,password_env,status,makedelta,options}'::text[];
    existing bucardo.db;
    different text;
    inserted_id bigint;
    result bucardo.db_info;
BEGIN
    PERFORM bucardo._check_name(wanted.name, 'database');
    PERFORM bucardo._check_db(wanted);

    INSERT INTO bucardo.db (name, type, conninfo, host, port, dbname, username, service, passfile, password_env, status, makedelta, options)
    VALUES (wanted.name, wanted.type, wanted.conninfo, wanted.host, wanted.port, wanted.dbname, wanted.username,
            wanted.service, wanted.passfile, wanted.password_env, wanted.status, wanted.makedelta, wanted.options)
    ON CONFLICT DO NOTHING
    RETURNING id INTO inserted_id;

    IF inserted_id IS NULL THEN
        existing := bucardo._lock_db(wanted.name);
        different := bucardo._differences(
            fields,
            ARRAY[existing.type, existing.conninfo, existing.host, existing.port::text, existing.dbname, existing.username,
                  existing.service, existing.passfile, existing.password_env, existing.status, existing.makedelta::text,
                  existing.options::text],
            ARRAY[wanted.type, wanted.conninfo, wanted.host, wanted.port::text, wanted.dbname, wanted.username,
                  wanted.service, wanted.passfile, wanted.password_env, wanted.status, wanted.makedelta::text,
                  wanted.options::text]);
        IF existing.removing AND different IS NULL THEN
            -- Still being cleaned, and wanted again: it stays.
            UPDATE bucardo.db d SET removing = false WHERE d.id = existing.id;
            PERFORM pg_notify('bucardo', '');
        ELSIF existing.removing THEN
            RAISE EXCEPTION USING
                ERRCODE = 'object_not_in_prerequisite_state',
                MESSAGE = format('database "%s" is being removed', existing.name),
                DETAIL = format('It goes when the sidecar has taken the triggers and deltas of its former syncs off it. The one asked for differs: %s.', different),
                HINT = format('SELECT name, cleanups, cleanup_reason FROM bucardo.db_status shows what is left to do. To give that up: SELECT * FROM bucardo.remove_db(%L, force => true)', existing.name);
        ELSIF NOT _insert_db.if_not_exists THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('database "%s" already exists', wanted.name),
                DETAIL = coalesce('It differs: ' || different || '.', 'It is the same as the one asked for.'),
                HINT = CASE
                    WHEN different IS NULL THEN 'Add it with if_not_exists => true, or change it with bucardo.update_db.'
                    ELSE 'Change it with bucardo.update_db, or choose another name.'
                END;
        ELSIF different IS NOT NULL THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('database "%s" already exists and is not the same', wanted.name),
                DETAIL = format('It differs: %s.', different),
                HINT = 'Change it with bucardo.update_db, or remove it with bucardo.remove_db first.';
        END IF;
        inserted_id := existing.id;
    ELSE
        PERFORM pg_notify('bucardo', '');
    END IF;

    SELECT i.* INTO result FROM bucardo._find_dbs(inserted_id) i;
    RETURN result;
END
$_insert_db$;

COMMENT ON FUNCTION bucardo._insert_db(wanted bucardo.db, if_not_exists boolean)
IS 'Inserts a database, or finds the same one when if_not_exists.';
