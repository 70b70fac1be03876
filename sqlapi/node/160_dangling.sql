CREATE TABLE IF NOT EXISTS bucardo_node.dangling (
    sync_id bigint NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    constraint_name text NOT NULL,
    key text[] NOT NULL,
    key_object jsonb NOT NULL,
    parent_schema text NOT NULL,
    parent_table text NOT NULL,
    parent_object jsonb NOT NULL,
    awaited boolean NOT NULL DEFAULT false,
    waits_schema text,
    waits_table text,
    waits_key text[],
    found_in_all bigint,
    found_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (sync_id, schema_name, table_name, constraint_name, key)
);
COMMENT ON TABLE bucardo_node.dangling IS 'On a receiver: rows whose parent by a foreign key is missing. awaited: another database is expected to mend it with its next change. waits_*: the owed key that was left out, where foreign keys act, so that the row or its parent''s deletion waits. found_in_all: how many there were, when a check lists only some.';

CREATE OR REPLACE FUNCTION bucardo_node.make_deltas(table_id integer, op "char", keys text[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $make_deltas$
DECLARE
    state bigint := coalesce(pg_sequence_last_value(format('bucardo_node.state_%s', make_deltas.table_id)::regclass), 0);
    segment regclass := format('bucardo_node.delta_%s_%s', make_deltas.table_id, state % 2);
    -- Databases whose deltas have a logical clock have this function.
    clock CONSTANT text := CASE WHEN to_regprocedure('bucardo_node.clock_now()') IS NULL THEN 'clock_timestamp()' ELSE 'bucardo_node.clock_now()' END;
    columns text;
    typed text;
BEGIN
    SELECT string_agg(a.attname, ', ' ORDER BY k.n), string_agg(format('($2)[i][%s]::%s', k.n, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY k.n)
    INTO columns, typed
    FROM bucardo_node.captured_table t
    CROSS JOIN generate_subscripts(t.key_columns, 1) AS k(n)
    JOIN pg_attribute a ON a.attrelid = segment AND a.attname = 'k' || k.n
    WHERE t.id = make_deltas.table_id;
    EXECUTE format('INSERT INTO %s (xid, at, op, %s) SELECT pg_current_xact_id(), %s, $1, %s FROM generate_subscripts($2, 1) AS i', segment, columns, clock, typed)
    USING make_deltas.op, make_deltas.keys;
    -- As capture does.
    IF state >= 2 THEN
        PERFORM setval(format('bucardo_node.state_%s', make_deltas.table_id)::regclass, state - 2);
        IF current_setting('max_prepared_transactions') = '0' THEN
            PERFORM pg_notify('bucardo_delta', make_deltas.table_id::text);
        END IF;
    END IF;
END
$make_deltas$;
COMMENT ON FUNCTION bucardo_node.make_deltas(integer, "char", text[]) IS 'Makes deltas of rows that a sync itself has changed here, as if an application had. keys: an array of the text of its key columns for each row.';
