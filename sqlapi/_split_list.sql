CREATE OR REPLACE FUNCTION bucardo._split_list(list text, what text)
RETURNS text[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_split_list$
DECLARE
    items text[];
BEGIN
    IF _split_list.list ~ '^\s*\{' THEN
        BEGIN
            items := ARRAY(SELECT btrim(item, E' \t\r\n') FROM unnest(_split_list.list::text[]) AS item);
        EXCEPTION WHEN invalid_text_representation THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_text_representation',
                MESSAGE = format('%s is not a list', _split_list.what),
                DETAIL = format('%s starts with { but is not an array.', _split_list.list),
                HINT = 'Write ''a,b'' or ARRAY[''a'', ''b'']; a name with a brace goes in double quotes.';
        END;
    ELSIF (length(_split_list.list) - length(replace(_split_list.list, '"', ''))) % 2 = 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_name',
            MESSAGE = format('%s has a double quote that is not closed', _split_list.what),
            DETAIL = format('The list is: %L', _split_list.list),
            HINT = 'In a list a name with special characters goes in double quotes, and a quote in it is doubled: ''"a,b","say ""hi"""''.';
    ELSE
        -- Each match takes an item and the comma behind it; commas in double quotes belong to the item.
        items := ARRAY(
            SELECT btrim(m.parts[1], E' \t\r\n')
            FROM regexp_matches(_split_list.list || ',', '((?:[^",]|"(?:[^"]|"")*")*),', 'g') AS m(parts));
    END IF;

    IF array_position(items, NULL) IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('%s must not hold NULL', _split_list.what),
            DETAIL = format('The list is: %L', _split_list.list),
            HINT = 'Write ''a,b'' or ARRAY[''a'', ''b''].';
    ELSIF cardinality(items) = 0 OR '' = ANY (items) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_name',
            MESSAGE = CASE
                WHEN cardinality(items) = 0 OR items = ARRAY['']
                THEN format('%s must not be empty', _split_list.what)
                ELSE format('%s has an empty item', _split_list.what)
            END,
            DETAIL = format('The list is: %L', _split_list.list),
            HINT = 'Write ''a,b'' or ARRAY[''a'', ''b''].';
    END IF;

    RETURN items;
END
$_split_list$;

COMMENT ON FUNCTION bucardo._split_list(list text, what text)
IS 'The items of a list written as ''a,b'' or as an array; items keep their double quotes.';
