CREATE OR REPLACE FUNCTION bucardo.message(message text)
RETURNS bucardo.log
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $message$
DECLARE
    inserted_id bigint;
    result bucardo.log;
BEGIN
    PERFORM bucardo._check_not_null(message.message IS NOT NULL, 'message', 'message');
    IF btrim(message.message, E' \t\r\n') = '' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'message: message must not be empty',
            DETAIL = 'There is nothing in it to be read.',
            HINT = 'Write what others are to read in bucardo.log.';
    END IF;

    INSERT INTO bucardo.log_line (level, message)
    VALUES ('info', format('MESSAGE (%s) %s', SESSION_USER, message.message))
    RETURNING id INTO inserted_id;

    SELECT l.* INTO result FROM bucardo.log l WHERE l.id = inserted_id;
    RETURN result;
END
$message$;

COMMENT ON FUNCTION bucardo.message(message text)
IS 'Puts a line of yours into bucardo.log, among what the sidecar says there.';
