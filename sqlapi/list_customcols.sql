CREATE OR REPLACE FUNCTION bucardo.list_customcols(
    relation text DEFAULT NULL,
    db text DEFAULT NULL,
    sync text DEFAULT NULL
)
RETURNS SETOF bucardo.customcols_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_customcols$
BEGIN
    PERFORM bucardo._check_custom_filter(list_customcols.db, list_customcols.sync);
    RETURN QUERY
    SELECT i.*
    FROM bucardo._find_customcols() i
    WHERE bucardo._matches(i.relation, list_customcols.relation)
    AND (list_customcols.db IS NULL OR i.db = list_customcols.db)
    AND (list_customcols.sync IS NULL OR i.sync = list_customcols.sync);
END
$list_customcols$;

COMMENT ON FUNCTION bucardo.list_customcols(relation text, db text, sync text)
IS 'The other columns of tables: all, those of tables whose name matches, or those for one database or sync.';
