CREATE OR REPLACE FUNCTION bucardo._check_options(options jsonb, scope text)
RETURNS jsonb
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_options$
BEGIN
    RETURN coalesce(
        (SELECT jsonb_object_agg(o.name, bucardo._setting_value(bucardo._find_setting(o.name, _check_options.scope), o.value))
         FROM jsonb_each_text(_check_options.options) AS o(name, value)
         WHERE o.value IS NOT NULL),
        '{}');
END
$_check_options$;

COMMENT ON FUNCTION bucardo._check_options(options jsonb, scope text)
IS 'Options of a sync or table as they are kept; those that are NULL are not set. Raises when there is no such option or it cannot have the value.';
