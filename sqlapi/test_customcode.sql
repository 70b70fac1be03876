-- A procedure that commits can have no SET clause: every name is qualified instead.
CREATE OR REPLACE PROCEDURE bucardo.test_customcode(
    name text,
    versions jsonb,
    timeout interval DEFAULT '30s',
    INOUT answers jsonb DEFAULT NULL
)
LANGUAGE plpgsql
AS $test_customcode$
DECLARE
    deadline timestamptz;
    command_id bigint;
    sync text;
BEGIN
    PERFORM bucardo._refuse_transaction('test_customcode');
    PERFORM bucardo._check_timeout(test_customcode.timeout, 'test_customcode');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) test_customcode.timeout;
    command_id := bucardo._test_customcode(test_customcode.name, test_customcode.versions);
    sync := bucardo._customcode_sync(test_customcode.name);
    COMMIT;

    WHILE NOT bucardo._command_done(command_id, sync)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_tested(test_customcode.name, test_customcode.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;
    answers := bucardo._command_result(command_id);
END
$test_customcode$;

COMMENT ON PROCEDURE bucardo.test_customcode(name text, versions jsonb, timeout interval, INOUT answers jsonb)
IS 'Has custom code asked about rows or conflicts that are given, waits for what it answers, and shows it. Nothing is written, and what the code itself writes is undone.';
