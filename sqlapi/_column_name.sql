CREATE OR REPLACE FUNCTION bucardo._column_name(item text, what text)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_column_name$
DECLARE
    name text := bucardo._column_word(_column_name.item);
BEGIN
    IF name IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = CASE WHEN _column_name.item IS NULL THEN 'null_value_not_allowed' ELSE 'invalid_name' END,
            MESSAGE = format('%s: %L is not the name of a column', _column_name.what, _column_name.item),
            DETAIL = 'As in SQL, a name in lower case with letters, digits and underscores stands as it is, any other goes in double quotes; it has 1 to 63 bytes.',
            HINT = format('Write %s => ''price'', or ''"Price"''.', _column_name.what);
    END IF;
    RETURN name;
END
$_column_name$;

COMMENT ON FUNCTION bucardo._column_name(item text, what text)
IS 'The column that is meant, as it is written in SQL. Raises when that is not the name of one.';
