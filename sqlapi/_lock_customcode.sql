CREATE OR REPLACE FUNCTION bucardo._lock_customcode(name text)
RETURNS bucardo.customcode
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_lock_customcode$
DECLARE
    found_code bucardo.customcode;
    existing text[];
BEGIN
    PERFORM bucardo._check_name(_lock_customcode.name, 'customcode');

    SELECT c.*
    INTO found_code
    FROM bucardo.customcode c
    WHERE c.name = _lock_customcode.name
    FOR UPDATE;

    IF NOT FOUND THEN
        existing := ARRAY(SELECT c.name FROM bucardo.customcode c ORDER BY c.name LIMIT 300);
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('customcode "%s" does not exist', _lock_customcode.name),
            DETAIL = bucardo._enumerate('customcodes', existing),
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(_lock_customcode.name, existing) || '"?',
                format('Add it: SELECT * FROM bucardo.add_customcode(%L, sync => ''...'', point => ''...'', function => ''...'').', _lock_customcode.name));
    END IF;

    RETURN found_code;
END
$_lock_customcode$;

COMMENT ON FUNCTION bucardo._lock_customcode(name text)
IS 'The custom code of this name, its row locked until the end of the transaction. Raises when there is none.';
