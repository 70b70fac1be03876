CREATE OR REPLACE FUNCTION bucardo.list_customnames(
    relation text DEFAULT NULL,
    db text DEFAULT NULL,
    sync text DEFAULT NULL
)
RETURNS SETOF bucardo.customname_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_customnames$
BEGIN
    PERFORM bucardo._check_custom_filter(list_customnames.db, list_customnames.sync);
    RETURN QUERY
    SELECT i.*
    FROM bucardo._find_customnames() i
    WHERE bucardo._matches(i.relation, list_customnames.relation)
    AND (list_customnames.db IS NULL OR i.db = list_customnames.db)
    AND (list_customnames.sync IS NULL OR i.sync = list_customnames.sync);
END
$list_customnames$;

COMMENT ON FUNCTION bucardo.list_customnames(relation text, db text, sync text)
IS 'The other names of tables: all, those of tables whose name matches, or those for one database or sync.';
