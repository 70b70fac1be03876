CREATE OR REPLACE FUNCTION bucardo_node.note_changes(table_id integer, changed text)
RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $note_changes$
DECLARE
    state bigint := coalesce(pg_sequence_last_value(format('bucardo_node.state_%s', note_changes.table_id)::regclass), 0);
    keys text;
    noted bigint;
BEGIN
    SELECT string_agg('k' || k.n, ', ' ORDER BY k.n)
    INTO STRICT keys
    FROM bucardo_node.captured_table t
    CROSS JOIN generate_series(1, cardinality(t.key_columns)) AS k(n)
    WHERE t.id = note_changes.table_id;

    EXECUTE format('INSERT INTO bucardo_node.delta_%s_%s (xid, at, op, %s) SELECT pg_current_xact_id(), clock_timestamp(), c.op, %3$s FROM (%s) c',
                   note_changes.table_id, state % 2, keys, note_changes.changed);
    GET DIAGNOSTICS noted = ROW_COUNT;
    -- As capture does.
    IF noted > 0 AND state >= 2 THEN
        PERFORM setval(format('bucardo_node.state_%s', note_changes.table_id)::regclass, state - 2);
        IF current_setting('max_prepared_transactions') = '0' THEN
            PERFORM pg_notify('bucardo_delta', note_changes.table_id::text);
        END IF;
    END IF;
    RETURN noted;
END
$note_changes$;
COMMENT ON FUNCTION bucardo_node.note_changes(integer, text) IS 'Makes deltas of rows that the sidecar has changed in this transaction as an application would, while capture is off. changed: a query with the columns op, k1, k2 ... Returns how many were made.';
