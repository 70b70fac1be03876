CREATE OR REPLACE FUNCTION bucardo.reset_config(name text)
RETURNS bucardo.setting_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $reset_config$
BEGIN
    PERFORM bucardo._check_not_null(reset_config.name IS NOT NULL, 'reset_config', 'name');
    RETURN bucardo._set_config(bucardo._find_setting(reset_config.name, 'config'), NULL);
END
$reset_config$;

COMMENT ON FUNCTION bucardo.reset_config(name text)
IS 'Takes a setting back to its default.';
