CREATE OR REPLACE FUNCTION bucardo._add_command(sync bucardo.sync, verb text, token text DEFAULT NULL, arguments jsonb DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_add_command$
DECLARE
    command_id bigint;
BEGIN
    INSERT INTO bucardo.command (verb, sync_id, token, arguments)
    VALUES (_add_command.verb, sync.id, _add_command.token, _add_command.arguments)
    RETURNING id INTO command_id;

    PERFORM pg_notify('bucardo', sync.name);
    RETURN command_id;
END
$_add_command$;

COMMENT ON FUNCTION bucardo._add_command(sync bucardo.sync, verb text, token text, arguments jsonb)
IS 'Queues a command for the sidecar and returns its id.';
