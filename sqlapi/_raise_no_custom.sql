CREATE OR REPLACE FUNCTION bucardo._raise_no_custom(what text, parts text[], db text, sync text)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_raise_no_custom$
DECLARE
    existing text[];
BEGIN
    existing := CASE _raise_no_custom.what
        WHEN 'customname' THEN ARRAY(SELECT i.relation || bucardo._custom_place(i.db, i.sync) FROM bucardo._find_customnames() i)
        ELSE ARRAY(SELECT i.relation || bucardo._custom_place(i.db, i.sync) FROM bucardo._find_customcols() i)
    END;
    RAISE EXCEPTION USING
        ERRCODE = 'undefined_object',
        MESSAGE = format(
            'table %I.%I has no %s%s', parts[1], parts[2], _raise_no_custom.what, bucardo._custom_place(_raise_no_custom.db, _raise_no_custom.sync)),
        DETAIL = bucardo._enumerate(
            CASE _raise_no_custom.what WHEN 'customname' THEN 'tables with one' ELSE 'tables with some' END, existing),
        HINT = format(
            'Give db and sync as they were given when it was added: SELECT * FROM bucardo.list_%s(%L)',
            CASE _raise_no_custom.what WHEN 'customname' THEN 'customnames' ELSE 'customcols' END, format('%I.%I', parts[1], parts[2]));
END
$_raise_no_custom$;

COMMENT ON FUNCTION bucardo._raise_no_custom(what text, parts text[], db text, sync text)
IS 'Says that a table (schema and name) has no customname or customcols for that database and sync.';
