CREATE OR REPLACE FUNCTION bucardo._unquote(item text, what text)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_unquote$
BEGIN
    IF left(_unquote.item, 1) <> '"' THEN
        RETURN _unquote.item;
    ELSIF _unquote.item !~ '^"(?:[^"]|"")+"$' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_name',
            MESSAGE = format('%s: %s is not a quoted name', _unquote.what, _unquote.item),
            DETAIL = 'A name that starts with a double quote ends with one.',
            HINT = 'In a list a name with special characters goes in double quotes, and a quote in it is doubled: "say ""hi""".';
    END IF;
    RETURN replace(substr(_unquote.item, 2, length(_unquote.item) - 2), '""', '"');
END
$_unquote$;

COMMENT ON FUNCTION bucardo._unquote(item text, what text)
IS 'The name that an item of a list means: what is in the double quotes, else the item as it is.';
