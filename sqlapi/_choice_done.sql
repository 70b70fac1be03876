CREATE OR REPLACE FUNCTION bucardo._choice_done(command_id bigint)
RETURNS boolean
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_choice_done$
DECLARE
    command bucardo.command;
BEGIN
    SELECT c.* INTO command FROM bucardo.command c WHERE c.id = _choice_done.command_id;

    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = 'the sync of the conflict was removed',
            DETAIL = 'What it was asked to do went with it.',
            HINT = 'SELECT * FROM bucardo.list_syncs() shows all.';
    ELSIF command.error IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('the version of "%s" in conflict %s was not written', command.arguments ->> 'DB', command.arguments ->> 'Conflict'),
            DETAIL = command.error,
            HINT = format('If it is the row''s state, CALL bucardo.choose_and_wait(%s, %L, force => true) writes it whatever the row is now.',
                command.arguments ->> 'Conflict', command.arguments ->> 'DB');
    END IF;

    RETURN bucardo._command_done(_choice_done.command_id, (SELECT s.name FROM bucardo.sync s WHERE s.id = command.sync_id));
END
$_choice_done$;

COMMENT ON FUNCTION bucardo._choice_done(command_id bigint)
IS 'Whether the sidecar has written the version that was chosen. Raises its error, or that waiting for it is in vain.';
