CREATE OR REPLACE FUNCTION bucardo._command_done(command_id bigint, sync text)
RETURNS boolean
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_command_done$
DECLARE
    command bucardo.command;
    wanted bucardo.sync;
BEGIN
    SELECT c.* INTO command FROM bucardo.command c WHERE c.id = _command_done.command_id;

    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('sync "%s" was removed', _command_done.sync),
            DETAIL = 'What it was asked to do went with it.',
            HINT = 'SELECT * FROM bucardo.list_syncs() shows all.';
    ELSIF command.error IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('%s of sync "%s" went wrong', command.verb, _command_done.sync),
            DETAIL = command.error,
            HINT = CASE command.verb
                WHEN 'create_target_tables' THEN 'Mend that, and call create_target_tables again: what was created stays.'
                WHEN 'test_customcode' THEN 'Mend the code, or what it was asked about, and call test_customcode again.'
                ELSE format('SELECT state, reason, next_step FROM bucardo.status WHERE name = %L', _command_done.sync)
            END;
    ELSIF command.done_at IS NULL AND command.verb <> 'create_target_tables' THEN -- which needs no sync that runs
        SELECT s.* INTO wanted FROM bucardo.sync s WHERE s.id = command.sync_id;
        PERFORM bucardo._check_running(wanted);
    END IF;

    RETURN command.done_at IS NOT NULL;
END
$_command_done$;

COMMENT ON FUNCTION bucardo._command_done(command_id bigint, sync text)
IS 'Whether the sidecar has carried the command out. Raises its error, or that waiting for it is in vain.';
