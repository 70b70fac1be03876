CREATE OR REPLACE FUNCTION bucardo._differences(fields text[], existing text[], asked text[])
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_differences$
BEGIN
    RETURN (
        SELECT string_agg(
            format('%s is %s, asked for %s', f.field, coalesce(f.existing, 'not set'), coalesce(f.asked, 'not set')),
            '; ' ORDER BY f.position)
        FROM unnest(_differences.fields, _differences.existing, _differences.asked)
            WITH ORDINALITY AS f(field, existing, asked, position)
        WHERE f.existing IS DISTINCT FROM f.asked);
END
$_differences$;

COMMENT ON FUNCTION bucardo._differences(fields text[], existing text[], asked text[])
IS 'The fields whose values differ, in words; NULL when none does.';
