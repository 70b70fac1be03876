CREATE OR REPLACE FUNCTION bucardo._columns_text(columns text[], expressions text[])
RETURNS text[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_columns_text$
BEGIN
    RETURN ARRAY(
        SELECT CASE WHEN c.expression = '' THEN quote_ident(c.name) ELSE format('%s AS %I', c.expression, c.name) END
        FROM unnest(_columns_text.columns, _columns_text.expressions) WITH ORDINALITY AS c(name, expression, position)
        ORDER BY c.position);
END
$_columns_text$;

COMMENT ON FUNCTION bucardo._columns_text(columns text[], expressions text[])
IS 'Columns as they are written in the list of add_customcols.';
