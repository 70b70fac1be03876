-- A procedure that commits can have no SET clause: every name is qualified instead.
CREATE OR REPLACE PROCEDURE bucardo.spread_sequences_and_wait(
    sync text,
    sequences text DEFAULT NULL,
    step integer DEFAULT NULL,
    timeout interval DEFAULT '30s'
)
LANGUAGE plpgsql
AS $spread_sequences_and_wait$
DECLARE
    deadline timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('spread_sequences_and_wait');
    PERFORM bucardo._check_timeout(spread_sequences_and_wait.timeout, 'spread_sequences_and_wait');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) spread_sequences_and_wait.timeout;
    command_id := bucardo._spread(spread_sequences_and_wait.sync, spread_sequences_and_wait.sequences, spread_sequences_and_wait.step);
    COMMIT;

    WHILE NOT bucardo._command_done(command_id, spread_sequences_and_wait.sync)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_spread(spread_sequences_and_wait.sync, spread_sequences_and_wait.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;
END
$spread_sequences_and_wait$;

COMMENT ON PROCEDURE bucardo.spread_sequences_and_wait(sync text, sequences text, step integer, timeout interval)
IS 'Has the sequences of a sync spread over its sources, commits, and waits until it is done. Raises what went wrong, or that it takes longer.';
