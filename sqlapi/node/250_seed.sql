CREATE OR REPLACE FUNCTION bucardo_node.seed(table_id integer)
RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $seed$
DECLARE
    seeded bucardo_node.captured_table;
    key_list text;
    delta_columns text;
    seeded_rows bigint;
BEGIN
    SELECT t.* INTO STRICT seeded FROM bucardo_node.captured_table t WHERE t.id = seed.table_id;
    SELECT string_agg(format('r.%I', k.name), ', ' ORDER BY k.n), string_agg('k' || k.n, ', ' ORDER BY k.n)
    INTO key_list, delta_columns
    FROM unnest(seeded.key_columns) WITH ORDINALITY AS k(name, n);

    EXECUTE format(
        'INSERT INTO bucardo_node.delta_%s_%s (xid, at, op, %s) SELECT pg_current_xact_id(), $1, ''I'', %s FROM %I.%I r',
        seeded.id, coalesce(pg_sequence_last_value(format('bucardo_node.state_%s', seeded.id)), 0) % 2, delta_columns, key_list,
        seeded.schema_name, seeded.table_name)
    USING bucardo_node.clock_now();
    GET DIAGNOSTICS seeded_rows = ROW_COUNT;
    RETURN seeded_rows;
END
$seed$;
COMMENT ON FUNCTION bucardo_node.seed(integer) IS 'Counts the rows that a captured table has as inserted now, for a table that was created and filled before its capture began. In one transaction with bucardo_node.capture, which holds off writers.';
