CREATE OR REPLACE FUNCTION bucardo._list_values(list text, what text, wanted_count integer)
RETURNS text[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_list_values$
DECLARE
    items text[];
BEGIN
    IF _list_values.list IS NULL THEN
        RETURN array_fill(NULL::text, ARRAY[_list_values.wanted_count]);
    END IF;

    items := bucardo._split_list(_list_values.list, _list_values.what);
    items := ARRAY(SELECT bucardo._unquote(item, _list_values.what) FROM unnest(items) AS item);

    IF cardinality(items) = 1 THEN
        RETURN array_fill(items[1], ARRAY[_list_values.wanted_count]);
    ELSIF cardinality(items) <> _list_values.wanted_count THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s does not fit the names', _list_values.what),
            DETAIL = format('There are %s names and %s values of %s.', _list_values.wanted_count, cardinality(items), _list_values.what),
            HINT = format('Give %s once for all, or once for each name; a value with a comma in it goes in double quotes.', _list_values.what);
    END IF;

    RETURN items;
END
$_list_values$;

COMMENT ON FUNCTION bucardo._list_values(list text, what text, wanted_count integer)
IS 'A list with one value for each of wanted_count names: given once for all, or as many times.';
