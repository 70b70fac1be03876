CREATE OR REPLACE FUNCTION bucardo._find_dbs(db_id bigint)
RETURNS SETOF bucardo.db_info
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_dbs$
BEGIN
    RETURN QUERY
    SELECT d.name,
           d.type,
           d.dbname,
           d.host,
           d.port,
           d.username,
           d.service,
           d.conninfo,
           d.passfile,
           d.password_env,
           ARRAY(
               SELECT s.name
               FROM bucardo.sync_db m
               JOIN bucardo.sync s ON s.id = m.sync_id
               WHERE m.db_id = d.id
               ORDER BY s.name),
           d.created_at,
           d.updated_at,
           d.removing,
           ARRAY(
               SELECT g.name
               FROM bucardo.dbgroup_member m
               JOIN bucardo.dbgroup g ON g.id = m.dbgroup_id
               WHERE m.db_id = d.id
               AND NOT g.own
               ORDER BY g.name),
           d.status,
           d.makedelta,
           d.options
    FROM bucardo.db d
    WHERE _find_dbs.db_id IS NULL
    OR d.id = _find_dbs.db_id
    ORDER BY d.name;
END
$_find_dbs$;

COMMENT ON FUNCTION bucardo._find_dbs(db_id bigint)
IS 'The database with this id as list_dbs shows it; all of them when it is NULL.';
