CREATE OR REPLACE FUNCTION bucardo._setting_row(setting bucardo.setting)
RETURNS bucardo.setting_info
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_setting_row$
DECLARE
    result bucardo.setting_info;
BEGIN
    result.name := setting.name;
    result.value := coalesce(setting.value, setting.default_value);
    result.default_value := setting.default_value;
    result.kind := setting.kind;
    result.unit := setting.unit;
    result.minimum := setting.minimum;
    result.maximum := setting.maximum;
    result.choices := setting.choices;
    result.scopes := setting.scopes;
    result.description := setting.description;
    RETURN result;
END
$_setting_row$;

COMMENT ON FUNCTION bucardo._setting_row(setting bucardo.setting)
IS 'A setting as list_config shows it.';
