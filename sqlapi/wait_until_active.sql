-- A procedure that commits can have no SET clause: every name is qualified instead.
CREATE OR REPLACE PROCEDURE bucardo.wait_until_active(sync text, timeout interval DEFAULT '30s')
LANGUAGE plpgsql
AS $wait_until_active$
DECLARE
    deadline timestamptz;
BEGIN
    PERFORM bucardo._refuse_transaction('wait_until_active');
    PERFORM bucardo._check_timeout(wait_until_active.timeout, 'wait_until_active');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) wait_until_active.timeout;
    COMMIT;

    WHILE NOT bucardo._is_active(wait_until_active.sync)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_active(wait_until_active.sync, wait_until_active.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.05);
    END LOOP;

    PERFORM bucardo._report_tables(wait_until_active.sync);
END
$wait_until_active$;

COMMENT ON PROCEDURE bucardo.wait_until_active(sync text, timeout interval)
IS 'Commits, then waits until the sidecar runs the sync as it is now wanted, and says which tables it replicates. Raises the reason when it does not in time.';
