CREATE OR REPLACE FUNCTION bucardo._parse_columns(columns text)
RETURNS bucardo.customcols
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_parse_columns$
DECLARE
    item text;
    parts text[];
    name text;
    result bucardo.customcols;
BEGIN
    PERFORM bucardo._check_not_null(_parse_columns.columns IS NOT NULL, 'customcols', 'columns');
    PERFORM bucardo._check_expression(_parse_columns.columns, 'columns');
    result.columns := '{}';
    result.expressions := '{}';
    FOREACH item IN ARRAY bucardo._split_columns(_parse_columns.columns)
    LOOP
        parts := coalesce(regexp_match(item, '^(.*\S)\s+AS\s+("(?:[^"]|"")+"|[^\s"'']+)$', 'is'), ARRAY['', item]);
        name := bucardo._column_word(parts[2]);
        IF name IS NULL THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_name',
                MESSAGE = CASE WHEN item = '' THEN 'columns has an empty item' ELSE format('columns: %s is not the name of a column', item) END,
                DETAIL = format('The list is: %s', _parse_columns.columns),
                HINT = 'Write the name of a column, 1 to 63 bytes, or expression AS name: ''id, title, upper(author) AS author''.';
        ELSIF name = ANY (result.columns) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('column %I is in columns twice', name),
                DETAIL = format('The list is: %s', _parse_columns.columns),
                HINT = 'Name each column once.';
        END IF;
        IF parts[1] <> '' THEN
            PERFORM bucardo._check_expression(parts[1], 'columns');
        END IF;
        result.columns := result.columns || name;
        result.expressions := result.expressions || parts[1];
    END LOOP;
    RETURN result;
END
$_parse_columns$;

COMMENT ON FUNCTION bucardo._parse_columns(columns text)
IS 'The columns and expressions that a list like ''id, upper(author) AS author'' means.';
