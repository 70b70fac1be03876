-- A procedure that commits can have no SET clause: every name is qualified instead.
CREATE OR REPLACE PROCEDURE bucardo.wait_until_removed(sync text, timeout interval DEFAULT '30s')
LANGUAGE plpgsql
AS $wait_until_removed$
DECLARE
    deadline timestamptz;
BEGIN
    PERFORM bucardo._refuse_transaction('wait_until_removed');
    PERFORM bucardo._check_timeout(wait_until_removed.timeout, 'wait_until_removed');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) wait_until_removed.timeout;
    COMMIT;

    WHILE NOT bucardo._is_removed(wait_until_removed.sync)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_removed(wait_until_removed.sync, wait_until_removed.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.05);
    END LOOP;
END
$wait_until_removed$;

COMMENT ON PROCEDURE bucardo.wait_until_removed(sync text, timeout interval)
IS 'Commits, then waits until the triggers and deltas of a removed sync, or of a removed member, are off every database.';
