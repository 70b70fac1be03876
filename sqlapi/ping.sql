-- A procedure that commits can have no SET clause: every name is qualified instead.
CREATE OR REPLACE PROCEDURE bucardo.ping(timeout interval DEFAULT '10s', INOUT answered_in interval DEFAULT NULL)
LANGUAGE plpgsql
AS $ping$
DECLARE
    started timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('ping');
    PERFORM bucardo._check_timeout(ping.timeout, 'ping');
    started := pg_catalog.clock_timestamp();
    command_id := bucardo._ask_ping();
    COMMIT;

    WHILE NOT bucardo._command_done(command_id, NULL)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) (started OPERATOR(pg_catalog.+) ping.timeout) THEN
            PERFORM bucardo._withdraw_ping(command_id);
            COMMIT;
            PERFORM bucardo._raise_no_answer(ping.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;

    ping.answered_in := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) started;
END
$ping$;

COMMENT ON PROCEDURE bucardo.ping(timeout interval, answered_in interval)
IS 'Asks the sidecar for a sign of life, commits, and waits for it. Raises when none comes in time.';
