CREATE OR REPLACE FUNCTION bucardo._command_result(command_id bigint)
RETURNS jsonb
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_command_result$
BEGIN
    RETURN (SELECT c.result FROM bucardo.command c WHERE c.id = _command_result.command_id);
END
$_command_result$;

COMMENT ON FUNCTION bucardo._command_result(command_id bigint)
IS 'What the sidecar has answered to the command.';
