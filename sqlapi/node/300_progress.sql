-- The name of a former version, with fewer parameters.
DROP FUNCTION IF EXISTS bucardo_node.advance(bigint, bigint[], pg_snapshot[], pg_snapshot[]);

CREATE OR REPLACE FUNCTION bucardo_node.advance(sync_id bigint, origin_ids bigint[], expected pg_snapshot[], reached pg_snapshot[], newest timestamptz DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $advance$
DECLARE
    moved integer;
BEGIN
    UPDATE bucardo_node.watermark w
    SET snapshot = n.reached
    FROM unnest(advance.origin_ids, advance.expected, advance.reached) AS n(origin_id, expected, reached)
    WHERE w.sync_id = advance.sync_id AND w.origin_id = n.origin_id AND w.snapshot::text = n.expected::text;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> cardinality(advance.origin_ids) THEN
        RAISE EXCEPTION 'the watermarks of sync % were moved by someone else', advance.sync_id
            USING ERRCODE = 'BU001', DETAIL = 'Another sidecar works on this sync, or this one lost its lease.';
    END IF;
    PERFORM bucardo_node.raise_clock(advance.newest);
END
$advance$;
COMMENT ON FUNCTION bucardo_node.advance(bigint, bigint[], pg_snapshot[], pg_snapshot[], timestamptz) IS 'Moves the watermarks of some origins from the expected to the reached snapshots, and the clock beyond the newest change that comes with them. Error BU001 when one is not where it was expected: two sidecars can never both apply a run.';

CREATE OR REPLACE FUNCTION bucardo_node.refuse_if(changed boolean)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $refuse_if$
BEGIN
    IF changed THEN
        RAISE EXCEPTION 'a row changed here during the run' USING ERRCODE = 'BU002';
    END IF;
END
$refuse_if$;
COMMENT ON FUNCTION bucardo_node.refuse_if(boolean) IS 'Error BU002 when true: a row that was about to be overwritten was changed here after it was read.';

CREATE OR REPLACE FUNCTION bucardo_node.confirm(sync_id bigint, receiver_ids bigint[], reached pg_snapshot[])
RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $confirm$
UPDATE bucardo_node.consumer c
SET confirmed = n.reached
FROM unnest(confirm.receiver_ids, confirm.reached) AS n(receiver_id, reached)
WHERE c.sync_id = confirm.sync_id AND c.receiver_id = n.receiver_id AND c.confirmed::text <> n.reached::text
$confirm$;
COMMENT ON FUNCTION bucardo_node.confirm(bigint, bigint[], pg_snapshot[]) IS 'Records at an origin the watermarks that receivers have committed.';

CREATE OR REPLACE FUNCTION bucardo_node.rotate(table_id integer, full_bytes bigint)
RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $rotate$
-- Readers look at both segments and TRUNCATE happens only under an exclusive lock with every row proved consumed, so
-- nothing here depends on which segment a writer has picked.
DECLARE
    sequence regclass := 'bucardo_node.state_' || rotate.table_id;
    state bigint;
    active integer;
    resting text;
    unseen boolean;
    newest xid8;
    consumed CONSTANT text := $consumed$
        SELECT EXISTS (
            SELECT FROM %1$s d, (SELECT coalesce(h.confirmed, c.confirmed) AS confirmed,
                                        pg_snapshot_xmin(coalesce(h.confirmed, c.confirmed)) AS xmin
                                 FROM bucardo_node.capture_use u
                                 JOIN bucardo_node.consumer c USING (sync_id)
                                 LEFT JOIN bucardo_node.held_use h USING (table_id, sync_id, receiver_id)
                                 WHERE u.table_id = %2$s) AS c
            WHERE d.xid >= c.xmin AND NOT pg_visible_in_snapshot(d.xid, c.confirmed))
        $consumed$;
BEGIN
    state := coalesce(pg_sequence_last_value(sequence), 0);
    active := state % 2;
    resting := format('bucardo_node.delta_%s_%s', rotate.table_id, 1 - active);
    IF pg_relation_size(resting::regclass) = 0 THEN
        IF pg_relation_size(format('bucardo_node.delta_%s_%s', rotate.table_id, active)::regclass) < rotate.full_bytes THEN
            RETURN 'small';
        END IF;
        PERFORM setval(sequence, state - active + 1 - active);
        RETURN 'switched';
    END IF;
    EXECUTE format(consumed, resting, rotate.table_id) INTO unseen;
    IF unseen THEN
        RETURN 'pending';
    END IF;
    BEGIN
        PERFORM FROM bucardo_node.captured_table t WHERE t.id = rotate.table_id FOR NO KEY UPDATE NOWAIT;
        LOCK TABLE bucardo_node.consumer, bucardo_node.held_use IN SHARE MODE NOWAIT;
        EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE NOWAIT', resting);
    EXCEPTION WHEN lock_not_available THEN
        RETURN 'busy';
    END;
    EXECUTE format(consumed, resting, rotate.table_id) INTO unseen;
    IF unseen OR pg_sequence_last_value(sequence) % 2 <> active THEN
        RETURN 'pending';
    END IF;
    EXECUTE format('SELECT xid FROM %s ORDER BY xid DESC LIMIT 1', resting) INTO newest;
    EXECUTE format('TRUNCATE %s', resting);
    UPDATE bucardo_node.captured_table t SET purged_below = (newest::text::numeric + 1)::text::xid8
    WHERE t.id = rotate.table_id AND newest IS NOT NULL AND t.purged_below <= newest;
    RETURN 'emptied';
END
$rotate$;
COMMENT ON FUNCTION bucardo_node.rotate(integer, bigint) IS 'Gives delta space back: empties the segment that is not being written once every consumer has confirmed all of it, or turns to it when the one being written exceeds full_bytes. Answers small, switched, pending, busy or emptied.';
