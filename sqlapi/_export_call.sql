CREATE OR REPLACE FUNCTION bucardo._export_call(function_name text, arguments text[])
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_export_call$
BEGIN
    RETURN format('SELECT bucardo.%I(%s);', _export_call.function_name, array_to_string(_export_call.arguments, ', '));
END
$_export_call$;

COMMENT ON FUNCTION bucardo._export_call(function_name text, arguments text[])
IS 'A statement that calls a function with those arguments that are not NULL.';
