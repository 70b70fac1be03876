CREATE OR REPLACE FUNCTION bucardo._parse_function(name text)
RETURNS text[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_parse_function$
DECLARE
    parts text[];
BEGIN
    IF _parse_function.name IS NULL THEN
        RETURN ARRAY[NULL, NULL]::text[];
    END IF;
    BEGIN
        parts := parse_ident(regexp_replace(_parse_function.name, '\s*\(\s*jsonb\s*\)\s*$', '', 'i'), true);
    EXCEPTION WHEN invalid_parameter_value THEN
        parts := '{}';
    END;
    IF coalesce(cardinality(parts), 0) <> 2 OR octet_length(parts[1]) NOT BETWEEN 1 AND 63 OR octet_length(parts[2]) NOT BETWEEN 1 AND 63 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_name',
            MESSAGE = format('function: %s is not the name of a function with its schema', _parse_function.name),
            DETAIL = 'As in SQL, a name in lower case with letters, digits and underscores stands as it is, any other goes in double quotes.',
            HINT = 'Write function => ''shop.merge_stock''; it takes one jsonb.';
    END IF;
    RETURN parts;
END
$_parse_function$;

COMMENT ON FUNCTION bucardo._parse_function(name text)
IS 'Schema and name of the function that a name like shop.merge_stock means; two NULLs for NULL.';
