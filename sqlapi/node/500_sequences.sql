CREATE OR REPLACE FUNCTION bucardo_node.sequence_positions(sequences oid[])
RETURNS TABLE (sequence oid, increment bigint, used bigint, begun boolean)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $sequence_positions$
DECLARE
    last_value bigint;
    start_value bigint;
BEGIN
    FOR sequence, increment, used, start_value IN
        SELECT s.seqrelid, s.seqincrement, pg_sequence_last_value(s.seqrelid), s.seqstart
        FROM pg_sequence s
        WHERE s.seqrelid = ANY (sequence_positions.sequences)
    LOOP
        begun := true;
        IF used IS NULL THEN
            EXECUTE format('SELECT s.last_value FROM %s s', sequence::regclass) INTO last_value;
            used := greatest(least(last_value::numeric - increment, 9223372036854775807), -9223372036854775808)::bigint;
            begun := last_value <> start_value;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$sequence_positions$;
COMMENT ON FUNCTION bucardo_node.sequence_positions(oid[]) IS 'Where sequences stand: used is the value before the next, begun is whether that one may have been taken.';

CREATE OR REPLACE FUNCTION bucardo_node.lock_sequence(sequence regclass, OUT last_value bigint, OUT is_called boolean, OUT increment bigint, OUT bound bigint)
RETURNS record
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $lock_sequence$
-- Giving a sequence the type it has changes nothing, but its lock keeps nextval and setval of others away until the end
-- of the transaction. Only the owner may do so; LOCK does not take sequences.
DECLARE
    type_name text := (SELECT format_type(s.seqtypid, NULL) FROM pg_sequence s WHERE s.seqrelid = lock_sequence.sequence);
BEGIN
    EXECUTE format('ALTER SEQUENCE %s AS %s', lock_sequence.sequence, type_name);
    EXECUTE format('SELECT s.last_value, s.is_called FROM %s s', lock_sequence.sequence) INTO last_value, is_called;
    SELECT s.seqincrement, CASE WHEN s.seqincrement > 0 THEN s.seqmax ELSE s.seqmin END
    INTO increment, bound
    FROM pg_sequence s
    WHERE s.seqrelid = lock_sequence.sequence;
END
$lock_sequence$;
COMMENT ON FUNCTION bucardo_node.lock_sequence(regclass) IS 'Keeps others from taking values of a sequence until the end of the transaction, and returns where it stands and the last value it may reach.';

CREATE OR REPLACE FUNCTION bucardo_node.forward_sequence(sequence regclass, target bigint, walk integer)
RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $forward_sequence$
-- Moves a sequence forward until its next value is beyond target. setval does not look at what it overwrites: between a
-- look and a setval somebody may have taken values, and would get them a second time. So a short way is walked by nextval,
-- which never goes back, and a long one is jumped under a lock.
DECLARE
    lock_wait CONSTANT text := '50ms'; -- others that want a value wait behind it
    increment bigint;
    bound bigint;
    last_value bigint;
    is_called boolean;
    used numeric; -- the value before the next
    steps numeric;
    reached bigint;
    previous bigint;
BEGIN
    SELECT s.seqincrement, CASE WHEN s.seqincrement > 0 THEN s.seqmax ELSE s.seqmin END
    INTO STRICT increment, bound
    FROM pg_sequence s
    WHERE s.seqrelid = forward_sequence.sequence;
    EXECUTE format('SELECT s.last_value, s.is_called FROM %s s', forward_sequence.sequence) INTO last_value, is_called;
    used := last_value::numeric - CASE WHEN is_called THEN 0 ELSE increment END;
    steps := least(div(forward_sequence.target - used, increment), div(bound - used, increment));
    IF steps <= 0 THEN
        RETURN greatest(least(used, 9223372036854775807), -9223372036854775808)::bigint;
    END IF;

    IF steps > forward_sequence.walk
        AND pg_has_role((SELECT c.relowner FROM pg_class c WHERE c.oid = forward_sequence.sequence), 'USAGE')
    THEN
        DECLARE
            waited CONSTANT text := current_setting('lock_timeout');
        BEGIN
            PERFORM set_config('lock_timeout', lock_wait, true);
            SELECT l.last_value, l.is_called, l.increment, l.bound
            INTO last_value, is_called, increment, bound
            FROM bucardo_node.lock_sequence(forward_sequence.sequence) l;
            used := last_value::numeric - CASE WHEN is_called THEN 0 ELSE increment END;
            steps := least(div(forward_sequence.target - used, increment), div(bound - used, increment));
            IF steps > 0 THEN
                used := setval(forward_sequence.sequence, (used + steps * increment)::bigint);
            END IF;
            PERFORM set_config('lock_timeout', waited, true);
            RETURN used::bigint;
        EXCEPTION WHEN lock_not_available THEN
            NULL; -- a transaction that is open has taken a value: walk on, and jump the next time
        END;
    END IF;

    FOR step IN 1..forward_sequence.walk
    LOOP
        reached := nextval(forward_sequence.sequence);
        EXIT WHEN div(forward_sequence.target::numeric - reached, increment) <= 0
            OR (reached::numeric - previous) / increment < 0;
        previous := reached;
    END LOOP;
    RETURN reached;
EXCEPTION WHEN sequence_generator_limit_exceeded THEN
    RETURN bound; -- others have taken the last values meanwhile
END
$forward_sequence$;
COMMENT ON FUNCTION bucardo_node.forward_sequence(regclass, bigint, integer) IS 'Moves a sequence forward, never back, to the last of its own values up to target, in at most walk steps where it cannot jump there, and returns where it is.';

CREATE OR REPLACE FUNCTION bucardo_node.spread_sequence(sequence regclass, step bigint, next_value bigint)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $spread_sequence$
BEGIN
    EXECUTE format('ALTER SEQUENCE %s INCREMENT BY %s RESTART WITH %s', spread_sequence.sequence, spread_sequence.step, spread_sequence.next_value);
END
$spread_sequence$;
COMMENT ON FUNCTION bucardo_node.spread_sequence(regclass, bigint, bigint) IS 'Gives a sequence another step and its next value. It has to be locked by lock_sequence, so that this leads forward.';
