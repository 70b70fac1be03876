CREATE OR REPLACE FUNCTION bucardo.add_dbs(
    names anycompatible,
    conninfo anycompatible DEFAULT NULL,
    type text DEFAULT 'postgres',
    host anycompatible DEFAULT NULL,
    port text DEFAULT NULL,
    dbname anycompatible DEFAULT NULL,
    username text DEFAULT NULL,
    service text DEFAULT NULL,
    passfile text DEFAULT NULL,
    password_env text DEFAULT NULL,
    status text DEFAULT 'active',
    makedelta boolean DEFAULT NULL,
    options jsonb DEFAULT NULL,
    if_not_exists boolean DEFAULT false
)
RETURNS SETOF bucardo.db_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $add_dbs$
BEGIN
    RETURN QUERY
    SELECT *
    FROM bucardo._add_dbs(
        add_dbs.names::text, add_dbs.conninfo::text, add_dbs.type, add_dbs.host::text, add_dbs.port, add_dbs.dbname::text,
        add_dbs.username, add_dbs.service, add_dbs.passfile, add_dbs.password_env, add_dbs.status, add_dbs.makedelta,
        add_dbs.options, add_dbs.if_not_exists);
END
$add_dbs$;

COMMENT ON FUNCTION bucardo.add_dbs(
    names anycompatible, conninfo anycompatible, type text, host anycompatible, port text, dbname anycompatible,
    username text, service text, passfile text, password_env text, status text, makedelta boolean, options jsonb,
    if_not_exists boolean)
IS 'Adds several databases; each other parameter is one value for all, or a list with one for each name; status, makedelta and options are for all.';
