CREATE OR REPLACE FUNCTION bucardo._options_text(options jsonb)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_options_text$
BEGIN
    RETURN (
        SELECT string_agg(o.name || ' ' || o.value, ', ' ORDER BY o.name)
        FROM jsonb_each_text(_options_text.options) AS o(name, value));
END
$_options_text$;

COMMENT ON FUNCTION bucardo._options_text(options jsonb)
IS 'Options in words; NULL when none is set.';
