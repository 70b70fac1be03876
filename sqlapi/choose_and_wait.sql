-- A procedure that commits can have no SET clause: every name is qualified instead.
CREATE OR REPLACE PROCEDURE bucardo.choose_and_wait(
    id bigint,
    db text,
    force boolean DEFAULT false,
    timeout interval DEFAULT '30s'
)
LANGUAGE plpgsql
AS $choose_and_wait$
DECLARE
    deadline timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('choose_and_wait');
    PERFORM bucardo._check_timeout(choose_and_wait.timeout, 'choose_and_wait');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) choose_and_wait.timeout;
    command_id := bucardo._choose(choose_and_wait.id, choose_and_wait.db, choose_and_wait.force, 'choose_and_wait');
    COMMIT;

    WHILE NOT bucardo._choice_done(command_id)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_chosen(command_id, choose_and_wait.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;
END
$choose_and_wait$;

COMMENT ON PROCEDURE bucardo.choose_and_wait(id bigint, db text, force boolean, timeout interval)
IS 'Has the version that a database had of a row in a conflict written, commits, and waits until it is done. Raises what went wrong, or that it takes longer.';
