CREATE OR REPLACE FUNCTION bucardo._column_word(item text)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_column_word$
DECLARE
    words text[];
BEGIN
    words := parse_ident(_column_word.item, true);
    RETURN CASE WHEN cardinality(words) = 1 AND octet_length(words[1]) BETWEEN 1 AND 63 THEN words[1] END;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN NULL;
END
$_column_word$;

COMMENT ON FUNCTION bucardo._column_word(item text)
IS 'The column that is meant, as it is written in SQL; NULL when that is not the name of one.';
