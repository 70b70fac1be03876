CREATE OR REPLACE FUNCTION bucardo._wait(sync text, token text)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_wait$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_wait.sync);
BEGIN
    PERFORM bucardo._check_running(existing);
    IF _wait.token IS NOT NULL AND _wait.token !~ '^[0-9a-f]{8}:[0-9]{1,18}:[0-9]{1,19}$' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_text_representation',
            MESSAGE = 'wait_for_sync: that is no token',
            DETAIL = 'A token is what bucardo_node.sync_token() returned on a source, unchanged.',
            HINT = format('CALL bucardo.wait_for_sync(%L) waits for all that is committed now.', existing.name);
    ELSIF _wait.token IS NOT NULL AND NOT EXISTS (
        SELECT
        FROM bucardo.sync_db m
        CROSS JOIN bucardo.installation i
        WHERE m.sync_id = existing.id
        AND m.role = 'source'
        AND m.db_id = split_part(_wait.token, ':', 2)::bigint
        AND left(i.id::text, 8) = split_part(_wait.token, ':', 1))
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('wait_for_sync: the token is of no source of sync "%s"', existing.name),
            DETAIL = 'It was taken on another database.',
            HINT = format('SELECT dbs FROM bucardo.status WHERE name = %L shows the sources.', existing.name);
    END IF;

    RETURN bucardo._add_command(existing, 'wait', _wait.token);
END
$_wait$;

COMMENT ON FUNCTION bucardo._wait(sync text, token text)
IS 'Asks the sidecar to say when every member has received something, and returns the id of the command. Raises when the sync is paused or inactive.';
