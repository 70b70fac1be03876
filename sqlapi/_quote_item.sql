CREATE OR REPLACE FUNCTION bucardo._quote_item(name text)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_quote_item$
BEGIN
    IF _quote_item.name ~ '[",:]|^[\s{]|\s$' THEN
        RETURN '"' || replace(_quote_item.name, '"', '""') || '"';
    END IF;
    RETURN _quote_item.name;
END
$_quote_item$;

COMMENT ON FUNCTION bucardo._quote_item(name text)
IS 'A name as it is written in a list: in double quotes only if it needs them.';
