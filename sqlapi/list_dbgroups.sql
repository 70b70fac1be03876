CREATE OR REPLACE FUNCTION bucardo.list_dbgroups(name text DEFAULT NULL, db text DEFAULT NULL)
RETURNS SETOF bucardo.dbgroup_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_dbgroups$
BEGIN
    IF NOT EXISTS (SELECT FROM bucardo.db d WHERE d.name = list_dbgroups.db) AND list_dbgroups.db IS NOT NULL THEN
        PERFORM bucardo._raise_unknown_db(list_dbgroups.db);
    END IF;

    RETURN QUERY
    SELECT i.*
    FROM bucardo._find_dbgroups(NULL) i
    WHERE bucardo._matches(i.name, list_dbgroups.name)
    AND (list_dbgroups.db IS NULL
         OR EXISTS (
             SELECT
             FROM bucardo.dbgroup g
             JOIN bucardo.dbgroup_member m ON m.dbgroup_id = g.id
             JOIN bucardo.db d ON d.id = m.db_id
             WHERE g.name = i.name
             AND d.name = list_dbgroups.db));
END
$list_dbgroups$;

COMMENT ON FUNCTION bucardo.list_dbgroups(name text, db text)
IS 'The dbgroups, by name: all, those whose name matches, or those a database is in.';
