CREATE OR REPLACE FUNCTION bucardo._raise_unknown_db(name text)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_raise_unknown_db$
DECLARE
    existing text[] := ARRAY(SELECT d.name FROM bucardo.db d ORDER BY d.name LIMIT 300);
    near text := bucardo._nearest(_raise_unknown_db.name, existing);
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'undefined_object',
        MESSAGE = format('database "%s" does not exist', _raise_unknown_db.name),
        DETAIL = bucardo._enumerate('databases', existing),
        HINT = CASE
            WHEN near IS NOT NULL THEN format('Did you mean "%s"? SELECT * FROM bucardo.list_dbs() shows all.', near)
            ELSE format('Add it: SELECT * FROM bucardo.add_db(%L, dbname => ''...'').', _raise_unknown_db.name)
        END;
END
$_raise_unknown_db$;

COMMENT ON FUNCTION bucardo._raise_unknown_db(name text)
IS 'Raises that there is no such database, and names the nearest ones.';
