CREATE OR REPLACE FUNCTION bucardo.inspect(name text)
RETURNS SETOF bucardo.use_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $inspect$
DECLARE
    found boolean := false;
    found_use bucardo.use_info;
BEGIN
    PERFORM bucardo._check_not_null(inspect.name IS NOT NULL, 'inspect', 'name');

    FOR found_use IN
        SELECT u.*
        FROM bucardo._find_uses(inspect.name) u
        ORDER BY u.kind, u.name, u.used_by_kind, u.used_by
    LOOP
        found := true;
        RETURN NEXT found_use;
    END LOOP;

    IF NOT found THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('nothing is called "%s"', inspect.name),
            DETAIL = 'It is no database and no group, and no sync replicates or names a table that is written so.',
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(
                    inspect.name,
                    ARRAY(SELECT d.name FROM bucardo.db d
                          UNION ALL
                          SELECT g.name FROM bucardo.dbgroup g
                          UNION ALL
                          SELECT g.name FROM bucardo.relgroup g
                          UNION ALL
                          SELECT DISTINCT t.table_name FROM bucardo.sync_table t)) || '"?',
                'A table is written as in SQL: work, public.work, "My Table". SELECT * FROM bucardo.list_dbs() shows the databases.');
    END IF;
END
$inspect$;

COMMENT ON FUNCTION bucardo.inspect(name text)
IS 'Where a database, group or table of that name is used: a row for each use, and one for a database or group that nothing uses.';
