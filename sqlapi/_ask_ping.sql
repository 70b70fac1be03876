CREATE OR REPLACE FUNCTION bucardo._ask_ping()
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_ask_ping$
BEGIN
    RETURN bucardo._add_command(NULL::bucardo.sync, 'ping');
END
$_ask_ping$;

COMMENT ON FUNCTION bucardo._ask_ping()
IS 'Queues a ping and returns the id of the command.';
