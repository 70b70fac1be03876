CREATE OR REPLACE FUNCTION bucardo._relation_name(schema_name text, table_name text)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_relation_name$
BEGIN
    RETURN CASE
        WHEN num_nulls(_relation_name.schema_name, _relation_name.table_name) = 2 THEN 'all'
        WHEN _relation_name.table_name IS NULL THEN format('%I.*', _relation_name.schema_name)
        WHEN _relation_name.schema_name IS NULL THEN format('%I', _relation_name.table_name)
        ELSE format('%I.%I', _relation_name.schema_name, _relation_name.table_name)
    END;
END
$_relation_name$;

COMMENT ON FUNCTION bucardo._relation_name(schema_name text, table_name text)
IS 'A relation as it is written in a list of tables.';
