CREATE OR REPLACE FUNCTION bucardo._update_config(name text, value text)
RETURNS bucardo.setting_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_update_config$
BEGIN
    PERFORM bucardo._check_not_null(_update_config.name IS NOT NULL, 'update_config', 'name');
    IF _update_config.value IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = 'update_config: value must not be NULL',
            DETAIL = 'NULL says neither what is wanted nor that the default is.',
            HINT = format('To go back to the default: SELECT * FROM bucardo.reset_config(%L)', _update_config.name);
    END IF;

    RETURN bucardo._set_config(bucardo._find_setting(_update_config.name, 'config'), _update_config.value);
END
$_update_config$;

COMMENT ON FUNCTION bucardo._update_config(name text, value text)
IS 'What update_config does.';
