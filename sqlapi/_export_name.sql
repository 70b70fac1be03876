CREATE OR REPLACE FUNCTION bucardo._export_name(name text)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_export_name$
BEGIN
    RETURN '"' || replace(_export_name.name, '"', '""') || '"';
END
$_export_name$;

COMMENT ON FUNCTION bucardo._export_name(name text)
IS 'A name as an item of a list that cannot be taken for anything else.';
