CREATE OR REPLACE FUNCTION bucardo._withdraw_ping(command_id bigint)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_withdraw_ping$
BEGIN
    DELETE FROM bucardo.command c
    WHERE c.id = _withdraw_ping.command_id
    AND c.verb = 'ping'
    AND c.done_at IS NULL;
END
$_withdraw_ping$;

COMMENT ON FUNCTION bucardo._withdraw_ping(command_id bigint)
IS 'Takes back a ping that nobody waits for any more.';
