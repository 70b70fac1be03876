-- A procedure that commits can have no SET clause: every name is qualified instead.
CREATE OR REPLACE PROCEDURE bucardo.undo_conflict_and_wait(
    id bigint,
    force boolean DEFAULT false,
    timeout interval DEFAULT '30s'
)
LANGUAGE plpgsql
AS $undo_conflict_and_wait$
DECLARE
    deadline timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('undo_conflict_and_wait');
    PERFORM bucardo._check_timeout(undo_conflict_and_wait.timeout, 'undo_conflict_and_wait');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) undo_conflict_and_wait.timeout;
    command_id := bucardo._choose(undo_conflict_and_wait.id, bucardo._loser(undo_conflict_and_wait.id, 'undo_conflict_and_wait'), undo_conflict_and_wait.force, 'undo_conflict_and_wait');
    COMMIT;

    WHILE NOT bucardo._choice_done(command_id)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_chosen(command_id, undo_conflict_and_wait.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;
END
$undo_conflict_and_wait$;

COMMENT ON PROCEDURE bucardo.undo_conflict_and_wait(id bigint, force boolean, timeout interval)
IS 'Has the version of a row that lost a conflict of two written, commits, and waits until it is done. Raises what went wrong, or that it takes longer.';
