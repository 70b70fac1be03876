-- Tables that a receiver gets whole: what they are copies of.

ALTER TABLE bucardo_node.watermark ADD COLUMN IF NOT EXISTS whole pg_snapshot;
COMMENT ON COLUMN bucardo_node.watermark.whole IS 'On a receiver: the snapshot of the origin as of which the tables that are copied whole are there. NULL: that of the column snapshot, as at a fullcopy member, which gets nothing else.';

CREATE TABLE IF NOT EXISTS bucardo_node.whole (
    sync_id bigint NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    query text NOT NULL,
    captures jsonb NOT NULL,
    complete boolean NOT NULL,
    maintained boolean NOT NULL,
    rows bigint NOT NULL,
    copied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (sync_id, schema_name, table_name)
);
COMMENT ON TABLE bucardo_node.whole IS 'On a receiver: tables that have been copied whole, as of the watermarks; a table without a row here is copied anew. query: what it is a copy of; another choice of rows or columns makes another. captures: by origin id, the captured table whose deltas tell of changes since; another one has missed some. complete: false when the origin itself waited for rows that its watermarks cover. maintained: whether what follows a copy (vacuum, indexes, analyze) is done.';

CREATE OR REPLACE FUNCTION bucardo_node.advance_whole(sync_id bigint, origin_ids bigint[], expected pg_snapshot[], reached pg_snapshot[], fullcopy boolean)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $advance_whole$
DECLARE
    moved integer;
BEGIN
    UPDATE bucardo_node.watermark w
    SET snapshot = CASE WHEN advance_whole.fullcopy THEN n.reached ELSE w.snapshot END,
        whole = CASE WHEN NOT advance_whole.fullcopy THEN n.reached END
    FROM unnest(advance_whole.origin_ids, advance_whole.expected, advance_whole.reached) AS n(origin_id, expected, reached)
    WHERE w.sync_id = advance_whole.sync_id AND w.origin_id = n.origin_id AND coalesce(w.whole, w.snapshot)::text = n.expected::text;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> cardinality(advance_whole.origin_ids) THEN
        RAISE EXCEPTION 'the watermarks of the whole tables of sync % were moved by someone else', advance_whole.sync_id
            USING ERRCODE = 'BU001', DETAIL = 'Another sidecar works on this sync, or this one lost its lease.';
    END IF;
END
$advance_whole$;
COMMENT ON FUNCTION bucardo_node.advance_whole(bigint, bigint[], pg_snapshot[], pg_snapshot[], boolean) IS 'Moves the watermarks of the tables that are copied whole from the expected to the reached snapshots; at a fullcopy member these are all there are. Error BU001 when one is not where it was expected.';
