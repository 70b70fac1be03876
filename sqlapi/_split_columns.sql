CREATE OR REPLACE FUNCTION bucardo._split_columns(columns text)
RETURNS text[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_split_columns$
DECLARE
    tokens text[];
    token text;
    depth integer := 0;
    item text := '';
    items text[] := '{}'::text[];
BEGIN
    tokens := ARRAY(
        SELECT m.parts[1]
        FROM regexp_matches(_split_columns.columns, '(''(?:[^'']|'''')*''|"(?:[^"]|"")*"|[][(),]|[^][''"(),]+)', 'g') AS m(parts));
    IF length(array_to_string(tokens, '')) <> length(_split_columns.columns) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'columns has a quote that is not closed',
            DETAIL = format('The list is: %s', _split_columns.columns),
            HINT = 'Write columns => ''id, title, upper(author) AS author''.';
    END IF;

    FOREACH token IN ARRAY tokens
    LOOP
        depth := depth + CASE WHEN token IN ('(', '[') THEN 1 WHEN token IN (')', ']') THEN -1 ELSE 0 END;
        IF token = ',' AND depth = 0 THEN
            items := items || btrim(item, E' \t\r\n');
            item := '';
        ELSE
            item := item || token;
        END IF;
    END LOOP;
    RETURN items || btrim(item, E' \t\r\n');
END
$_split_columns$;

COMMENT ON FUNCTION bucardo._split_columns(columns text)
IS 'The items of a list of columns and expressions, split at commas outside of quotes, parentheses and brackets.';
