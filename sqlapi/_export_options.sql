CREATE OR REPLACE FUNCTION bucardo._export_options(options jsonb)
RETURNS text[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_export_options$
BEGIN
    RETURN ARRAY(
        SELECT format('%I => %L', o.name, o.value)
        FROM jsonb_each_text(_export_options.options) AS o(name, value)
        ORDER BY o.name);
END
$_export_options$;

COMMENT ON FUNCTION bucardo._export_options(options jsonb)
IS 'Options as arguments in SQL.';
