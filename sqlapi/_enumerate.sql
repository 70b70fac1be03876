CREATE OR REPLACE FUNCTION bucardo._enumerate(what text, names text[])
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_enumerate$
BEGIN
    RETURN CASE
        WHEN names = '{}' THEN format('There are no %s yet.', what)
        WHEN cardinality(names) > 10 THEN format('The first %s are: %s.', what, array_to_string(names[1:10], ', '))
        ELSE format('The %s are: %s.', what, array_to_string(names, ', '))
    END;
END
$_enumerate$;

COMMENT ON FUNCTION bucardo._enumerate(what text, names text[])
IS 'Existing names in a sentence, ten at most.';
