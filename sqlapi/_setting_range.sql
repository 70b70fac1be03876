CREATE OR REPLACE FUNCTION bucardo._setting_range(setting bucardo.setting)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_setting_range$
BEGIN
    RETURN CASE
        WHEN setting.choices IS NOT NULL THEN format('The values are: %s.', array_to_string(setting.choices, ', '))
        WHEN setting.kind = 'boolean' THEN 'The values are: true, false.'
        ELSE concat(
            CASE setting.kind WHEN 'interval' THEN 'An interval' WHEN 'integer' THEN 'An integer' ELSE 'A text' END,
            CASE
                WHEN setting.minimum IS NOT NULL AND setting.maximum IS NOT NULL THEN format(' from %s to %s', setting.minimum, setting.maximum)
                ELSE coalesce(' from ' || setting.minimum, ' up to ' || setting.maximum)
            END,
            '.')
    END;
END
$_setting_range$;

COMMENT ON FUNCTION bucardo._setting_range(setting bucardo.setting)
IS 'What a setting can be, in words.';
