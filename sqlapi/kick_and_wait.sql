-- A procedure that commits can have no SET clause: every name is qualified instead.
CREATE OR REPLACE PROCEDURE bucardo.kick_and_wait(sync text, timeout interval DEFAULT '30s')
LANGUAGE plpgsql
AS $kick_and_wait$
DECLARE
    deadline timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('kick_and_wait');
    PERFORM bucardo._check_timeout(kick_and_wait.timeout, 'kick_and_wait');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) kick_and_wait.timeout;
    command_id := bucardo._kick(kick_and_wait.sync);
    COMMIT;

    WHILE NOT bucardo._command_done(command_id, kick_and_wait.sync)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_done(kick_and_wait.sync, kick_and_wait.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;
END
$kick_and_wait$;

COMMENT ON PROCEDURE bucardo.kick_and_wait(sync text, timeout interval)
IS 'Kicks a sync, commits, and waits until that run is done. Raises its error, or that it takes longer.';
