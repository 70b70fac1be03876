CREATE OR REPLACE FUNCTION bucardo.list_config(name text DEFAULT NULL)
RETURNS SETOF bucardo.setting_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_config$
BEGIN
    RETURN QUERY
    SELECT i.*
    FROM bucardo.setting s,
         bucardo._setting_row(s) i
    WHERE bucardo._matches(s.name, list_config.name)
    ORDER BY s.name;
END
$list_config$;

COMMENT ON FUNCTION bucardo.list_config(name text)
IS 'The settings, by name: all, or those whose name matches.';
