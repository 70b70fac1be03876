CREATE OR REPLACE FUNCTION bucardo._export_list(items text[])
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_export_list$
BEGIN
    RETURN 'ARRAY[' || nullif(
        array_to_string(ARRAY(SELECT quote_literal(item) FROM unnest(_export_list.items) AS item), ', '), '') || ']';
END
$_export_list$;

COMMENT ON FUNCTION bucardo._export_list(items text[])
IS 'A list as an array in SQL; NULL when it is empty.';
