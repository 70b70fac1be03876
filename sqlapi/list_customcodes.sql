CREATE OR REPLACE FUNCTION bucardo.list_customcodes(
    name text DEFAULT NULL,
    sync text DEFAULT NULL
)
RETURNS SETOF bucardo.customcode_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_customcodes$
BEGIN
    PERFORM bucardo._check_custom_filter(NULL, list_customcodes.sync);
    RETURN QUERY
    SELECT i.*
    FROM bucardo._find_customcodes(NULL) i
    WHERE bucardo._matches(i.name, list_customcodes.name)
    AND (list_customcodes.sync IS NULL OR i.sync = list_customcodes.sync);
END
$list_customcodes$;

COMMENT ON FUNCTION bucardo.list_customcodes(name text, sync text)
IS 'Custom code: all, what is called so, or that of one sync, in the order in which it is called.';
