CREATE OR REPLACE FUNCTION bucardo._check_new_name(name text, new_name text, what text, taken boolean)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_new_name$
BEGIN
    PERFORM bucardo._check_name(_check_new_name.new_name, _check_new_name.what);
    IF _check_new_name.taken THEN
        RAISE EXCEPTION USING
            ERRCODE = 'duplicate_object',
            MESSAGE = format('%s "%s" already exists', _check_new_name.what, _check_new_name.new_name),
            DETAIL = format('"%s" keeps its name.', _check_new_name.name),
            HINT = 'Choose another name, or rename that one first.';
    END IF;
END
$_check_new_name$;

COMMENT ON FUNCTION bucardo._check_new_name(name text, new_name text, what text, taken boolean)
IS 'Raises unless what is called name can be called new_name; taken says that something else is.';
