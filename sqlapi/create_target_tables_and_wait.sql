-- A procedure that commits can have no SET clause: every name is qualified instead.
CREATE OR REPLACE PROCEDURE bucardo.create_target_tables_and_wait(sync text, db text, timeout interval DEFAULT '30s')
LANGUAGE plpgsql
AS $create_target_tables_and_wait$
DECLARE
    deadline timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('create_target_tables_and_wait');
    PERFORM bucardo._check_timeout(create_target_tables_and_wait.timeout, 'create_target_tables_and_wait');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) create_target_tables_and_wait.timeout;
    command_id := bucardo._create_target_tables(create_target_tables_and_wait.sync, create_target_tables_and_wait.db);
    COMMIT;

    WHILE NOT bucardo._command_done(command_id, create_target_tables_and_wait.sync)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_created(
                create_target_tables_and_wait.sync, create_target_tables_and_wait.db, create_target_tables_and_wait.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;
END
$create_target_tables_and_wait$;

COMMENT ON PROCEDURE bucardo.create_target_tables_and_wait(sync text, db text, timeout interval)
IS 'Has the tables of a sync made in a target that is not PostgreSQL, commits, and waits until it is done. Raises what went wrong, or that it takes longer.';
