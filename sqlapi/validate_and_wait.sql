-- A procedure that commits can have no SET clause: every name is qualified instead.
CREATE OR REPLACE PROCEDURE bucardo.validate_and_wait(sync text, timeout interval DEFAULT '30s')
LANGUAGE plpgsql
AS $validate_and_wait$
DECLARE
    deadline timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('validate_and_wait');
    PERFORM bucardo._check_timeout(validate_and_wait.timeout, 'validate_and_wait');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) validate_and_wait.timeout;
    command_id := bucardo._validate(validate_and_wait.sync);
    COMMIT;

    WHILE NOT bucardo._validated(command_id)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_validated(validate_and_wait.sync, validate_and_wait.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;
    PERFORM bucardo._report_findings(validate_and_wait.sync);
END
$validate_and_wait$;

COMMENT ON PROCEDURE bucardo.validate_and_wait(sync text, timeout interval)
IS 'Has the sidecar look at the databases and tables of a sync, commits, waits until it has, and says how many findings there are.';
