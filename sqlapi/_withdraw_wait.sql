CREATE OR REPLACE FUNCTION bucardo._withdraw_wait(command_id bigint)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_withdraw_wait$
BEGIN
    DELETE FROM bucardo.command c
    WHERE c.id = _withdraw_wait.command_id
    AND c.verb = 'wait'
    AND c.done_at IS NULL;
END
$_withdraw_wait$;

COMMENT ON FUNCTION bucardo._withdraw_wait(command_id bigint)
IS 'Takes back a question that nobody waits for any more.';
