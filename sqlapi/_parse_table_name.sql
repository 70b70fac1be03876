CREATE OR REPLACE FUNCTION bucardo._parse_table_name(name text, what text, schema_name text)
RETURNS text[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_parse_table_name$
DECLARE
    parts text[] := '{}'::text[];
    part text;
BEGIN
    BEGIN
        parts := parse_ident(_parse_table_name.name, true);
    EXCEPTION WHEN invalid_parameter_value THEN
        parts := '{}';
    END;
    IF coalesce(cardinality(parts), 0) NOT BETWEEN 1 AND 2 THEN
        RAISE EXCEPTION USING
            ERRCODE = CASE WHEN _parse_table_name.name IS NULL THEN 'null_value_not_allowed' ELSE 'invalid_name' END,
            MESSAGE = format('%s: %s is not the name of a table', _parse_table_name.what, coalesce(_parse_table_name.name, 'NULL')),
            DETAIL = 'As in SQL, a name in lower case with letters, digits and underscores stands as it is, any other goes in double quotes.',
            HINT = format('Write %s => ''public.work'', or ''"My Schema"."My Table"''.', _parse_table_name.what);
    END IF;

    FOREACH part IN ARRAY parts
    LOOP
        IF octet_length(part) NOT BETWEEN 1 AND 63 THEN
            RAISE EXCEPTION USING
                ERRCODE = CASE WHEN part = '' THEN 'invalid_name' ELSE 'name_too_long' END,
                MESSAGE = format('%s: the name "%s" is %s', _parse_table_name.what, part, CASE WHEN part = '' THEN 'empty' ELSE 'too long' END),
                DETAIL = format('It has %s bytes.', octet_length(part)),
                HINT = 'PostgreSQL''s names have 1 to 63 bytes.';
        END IF;
    END LOOP;

    IF cardinality(parts) = 2 THEN
        RETURN parts;
    ELSIF _parse_table_name.schema_name IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_name',
            MESSAGE = format('%s: %s has no schema', _parse_table_name.what, _parse_table_name.name),
            DETAIL = 'There may be one of that name in several schemas.',
            HINT = format('Write %s => %L.', _parse_table_name.what, format('public.%I', parts[1]));
    END IF;
    RETURN ARRAY[_parse_table_name.schema_name, parts[1]];
END
$_parse_table_name$;

COMMENT ON FUNCTION bucardo._parse_table_name(name text, what text, schema_name text)
IS 'Schema and name of one table; where it is written without a schema, that is schema_name, or an error when this is NULL.';
