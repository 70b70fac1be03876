-- A procedure that commits can have no SET clause: every name is qualified instead.
CREATE OR REPLACE PROCEDURE bucardo.check_fks_and_wait(sync text, timeout interval DEFAULT '10min')
LANGUAGE plpgsql
AS $check_fks_and_wait$
DECLARE
    deadline timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('check_fks_and_wait');
    PERFORM bucardo._check_timeout(check_fks_and_wait.timeout, 'check_fks_and_wait');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) check_fks_and_wait.timeout;
    command_id := bucardo._check_fks(check_fks_and_wait.sync);
    COMMIT;

    WHILE NOT bucardo._command_done(command_id, check_fks_and_wait.sync)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_checked(check_fks_and_wait.sync, check_fks_and_wait.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;

    PERFORM bucardo._report_dangling(check_fks_and_wait.sync);
END
$check_fks_and_wait$;

COMMENT ON PROCEDURE bucardo.check_fks_and_wait(sync text, timeout interval)
IS 'Has every foreign key of a sync''s tables checked, commits, waits until it is done, and says how many rows without their parents are listed.';
