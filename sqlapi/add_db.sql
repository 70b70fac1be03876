CREATE OR REPLACE FUNCTION bucardo.add_db(
    name text,
    conninfo text DEFAULT NULL,
    type text DEFAULT 'postgres',
    host text DEFAULT NULL,
    port integer DEFAULT NULL,
    dbname text DEFAULT NULL,
    username text DEFAULT NULL,
    service text DEFAULT NULL,
    passfile text DEFAULT NULL,
    password_env text DEFAULT NULL,
    status text DEFAULT 'active',
    makedelta boolean DEFAULT NULL,
    options jsonb DEFAULT NULL,
    if_not_exists boolean DEFAULT false
)
RETURNS bucardo.db_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_db$
DECLARE
    wanted bucardo.db;
BEGIN
    PERFORM bucardo._check_not_null(add_db.status IS NOT NULL, 'add_db', 'status');
    PERFORM bucardo._check_not_null(add_db.if_not_exists IS NOT NULL, 'add_db', 'if_not_exists');

    wanted.name := add_db.name;
    wanted.conninfo := add_db.conninfo;
    wanted.type := add_db.type;
    wanted.host := add_db.host;
    wanted.port := add_db.port;
    wanted.dbname := add_db.dbname;
    wanted.username := add_db.username;
    wanted.service := add_db.service;
    wanted.passfile := add_db.passfile;
    wanted.password_env := add_db.password_env;
    wanted.status := add_db.status;
    wanted.makedelta := add_db.makedelta;
    wanted.options := bucardo._check_db_options(add_db.options);

    RETURN bucardo._insert_db(wanted, add_db.if_not_exists);
END
$add_db$;

COMMENT ON FUNCTION bucardo.add_db(
    name text, conninfo text, type text, host text, port integer, dbname text, username text, service text, passfile text,
    password_env text, status text, makedelta boolean, options jsonb, if_not_exists boolean)
IS 'Adds a database that syncs can use, by a connection string or by its parts; with the name alone it is the control database itself.';
