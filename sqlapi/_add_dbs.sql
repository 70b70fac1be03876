CREATE OR REPLACE FUNCTION bucardo._add_dbs(
    names text,
    conninfo text,
    type text,
    host text,
    port text,
    dbname text,
    username text,
    service text,
    passfile text,
    password_env text,
    status text,
    makedelta boolean,
    options jsonb,
    if_not_exists boolean
)
RETURNS SETOF bucardo.db_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_add_dbs$
DECLARE
    name_list text[];
    name_count integer;
    ports text[];
    wanted bucardo.db;
BEGIN
    PERFORM bucardo._check_not_null(_add_dbs.names IS NOT NULL, 'add_dbs', 'names');
    PERFORM bucardo._check_not_null(_add_dbs.status IS NOT NULL, 'add_dbs', 'status');
    PERFORM bucardo._check_not_null(_add_dbs.if_not_exists IS NOT NULL, 'add_dbs', 'if_not_exists');

    name_list := bucardo._split_list(_add_dbs.names, 'names');
    name_count := cardinality(name_list);
    name_list := bucardo._list_values(_add_dbs.names, 'names', name_count);
    ports := bucardo._list_values(_add_dbs.port, 'port', name_count);

    FOR i IN 1 .. name_count
    LOOP
        IF ports[i] !~ '^[0-9]{1,5}$' THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('"%s" is not a port', ports[i]),
                DETAIL = 'A port is a number from 1 to 65535.',
                HINT = 'Write port => ''5432'', or one for each name: port => ''5432,5433''.';
        ELSIF name_list[i] = ANY (name_list[: i - 1]) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('names holds "%s" twice', name_list[i]),
                DETAIL = format('The list is: %L', _add_dbs.names),
                HINT = 'Give each database a name of its own.';
        END IF;

        wanted.name := name_list[i];
        wanted.conninfo := (bucardo._list_values(_add_dbs.conninfo, 'conninfo', name_count))[i];
        wanted.type := (bucardo._list_values(_add_dbs.type, 'type', name_count))[i];
        wanted.host := (bucardo._list_values(_add_dbs.host, 'host', name_count))[i];
        wanted.port := ports[i]::integer;
        wanted.dbname := (bucardo._list_values(_add_dbs.dbname, 'dbname', name_count))[i];
        wanted.username := (bucardo._list_values(_add_dbs.username, 'username', name_count))[i];
        wanted.service := (bucardo._list_values(_add_dbs.service, 'service', name_count))[i];
        wanted.passfile := (bucardo._list_values(_add_dbs.passfile, 'passfile', name_count))[i];
        wanted.password_env := (bucardo._list_values(_add_dbs.password_env, 'password_env', name_count))[i];
        wanted.status := _add_dbs.status;
        wanted.makedelta := _add_dbs.makedelta;
        wanted.options := bucardo._check_db_options(_add_dbs.options);

        RETURN NEXT bucardo._insert_db(wanted, _add_dbs.if_not_exists);
    END LOOP;
END
$_add_dbs$;

COMMENT ON FUNCTION bucardo._add_dbs(
    names text, conninfo text, type text, host text, port text, dbname text,
    username text, service text, passfile text, password_env text, status text, makedelta boolean, options jsonb,
    if_not_exists boolean)
IS 'What add_dbs does.';
