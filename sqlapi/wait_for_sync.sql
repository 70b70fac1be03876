-- A procedure that commits can have no SET clause: every name is qualified instead.
CREATE OR REPLACE PROCEDURE bucardo.wait_for_sync(sync text, token text DEFAULT NULL, timeout interval DEFAULT '30s')
LANGUAGE plpgsql
AS $wait_for_sync$
DECLARE
    deadline timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('wait_for_sync');
    PERFORM bucardo._check_timeout(wait_for_sync.timeout, 'wait_for_sync');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) wait_for_sync.timeout;
    command_id := bucardo._wait(wait_for_sync.sync, wait_for_sync.token);
    COMMIT;

    WHILE NOT bucardo._command_done(command_id, wait_for_sync.sync)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._withdraw_wait(command_id);
            COMMIT;
            PERFORM bucardo._raise_not_arrived(wait_for_sync.sync, wait_for_sync.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;

    PERFORM bucardo._report_held(wait_for_sync.sync);
END
$wait_for_sync$;

COMMENT ON PROCEDURE bucardo.wait_for_sync(sync text, token text, timeout interval)
IS 'Commits, and waits until every member of a sync has received what a token stands for, or all that is committed now. Raises when it takes longer.';
