CREATE OR REPLACE FUNCTION bucardo.update_config(name text, value anycompatible)
RETURNS bucardo.setting_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $update_config$
BEGIN
    RETURN bucardo._update_config(update_config.name, update_config.value::text);
END
$update_config$;

COMMENT ON FUNCTION bucardo.update_config(name text, value anycompatible)
IS 'Sets a setting, for the sidecar and for all syncs that do not set it themselves.';
