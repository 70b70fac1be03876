CREATE OR REPLACE FUNCTION bucardo_node.add_relay_columns(table_id integer)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $add_relay_columns$
DECLARE
    segment regclass;
BEGIN
    FOR n IN 0..1 LOOP
        segment := format('bucardo_node.delta_%s_%s', add_relay_columns.table_id, n);
        IF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = segment AND a.attname = 'via') THEN
            EXECUTE format('ALTER TABLE %s ADD COLUMN via bigint, ADD COLUMN home bigint', segment);
        END IF;
    END LOOP;
END
$add_relay_columns$;
COMMENT ON FUNCTION bucardo_node.add_relay_columns(integer) IS 'Gives delta tables of an older version the columns via (the sync that wrote the row, NULL: an application) and home (the database where the change was made first, NULL: here).';

CREATE OR REPLACE FUNCTION bucardo_node.take_turns(relations text[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '1min'
AS $take_turns$
-- Nothing is locked yet, so that nobody waits for the one who waits here.
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('bucardo_node.relay'), r.id)
    FROM (SELECT DISTINCT relation::regclass::oid::integer AS id FROM unnest(take_turns.relations) AS relation ORDER BY 1) AS r;
END
$take_turns$;
COMMENT ON FUNCTION bucardo_node.take_turns(text[]) IS 'Lets syncs that write the same tables and pass it on do so one after the other: each then sees the deltas of the others, also of rows that are not there.';

CREATE OR REPLACE FUNCTION bucardo_node.relay(sync_id bigint, relation text, key_columns text[], changed text, unchanged text)
RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $relay$
-- It comes after the writes: by then the table is locked against a sync that starts to capture it.
DECLARE
    known bucardo_node.captured_table;
    state bigint;
    segment regclass;
    keys text;
    named text;
    same text;
    passed_on bigint;
    repeated bigint;
BEGIN
    SELECT t.* INTO known
    FROM bucardo_node.captured_table t
    WHERE t.relid = relay.relation::regclass
      AND EXISTS (SELECT FROM bucardo_node.capture_use u WHERE u.table_id = t.id AND u.sync_id <> relay.sync_id);
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    IF NOT (known.key_columns @> relay.key_columns AND known.key_columns <@ relay.key_columns) THEN
        RAISE EXCEPTION 'what is written to table % by its key (%) cannot be passed on by the key (%), by which it is captured',
            relay.relation, array_to_string(relay.key_columns, ', '), array_to_string(known.key_columns, ', ')
            USING ERRCODE = 'object_in_use',
                  HINT = 'Let all syncs over the table use the same key, or switch makedelta off.';
    END IF;
    SELECT string_agg('k' || k.n, ', ' ORDER BY k.n),
           string_agg('c.k' || array_position(relay.key_columns, k.name), ', ' ORDER BY k.n),
           string_agg(format('d.k%s::text = c.k%s::text', k.n, array_position(relay.key_columns, k.name)), ' AND ' ORDER BY k.n)
    INTO keys, named, same
    FROM unnest(known.key_columns) WITH ORDINALITY AS k(name, n);
    state := coalesce(pg_sequence_last_value(format('bucardo_node.state_%s', known.id)::regclass), 0);
    segment := format('bucardo_node.delta_%s_%s', known.id, state % 2);

    EXECUTE format('INSERT INTO %s (xid, at, op, via, home, %s) SELECT pg_current_xact_id(), c.at, c.op, $1, c.home, %s FROM %s c',
                   segment, keys, named, relay.changed)
    USING relay.sync_id;
    GET DIAGNOSTICS passed_on = ROW_COUNT;
    -- A row that was the same already is now known to be as new as this, which may decide a conflict elsewhere. Told again it
    -- ends here, or it would go round in circles.
    EXECUTE format('INSERT INTO %s (xid, at, op, via, home, %s) SELECT pg_current_xact_id(), c.at, c.op, $1, c.home, %s FROM (%s) c
                    WHERE c.home IS DISTINCT FROM (SELECT n.db_id FROM bucardo_node.node n)
                      AND NOT EXISTS (SELECT FROM (TABLE bucardo_node.delta_%5$s_0 UNION ALL TABLE bucardo_node.delta_%5$s_1) d WHERE d.at >= c.at AND %6$s)',
                   segment, keys, named, relay.unchanged, known.id, same)
    USING relay.sync_id;
    GET DIAGNOSTICS repeated = ROW_COUNT;
    passed_on := passed_on + repeated;
    IF passed_on > 0 AND NOT known.relayed THEN
        UPDATE bucardo_node.captured_table t SET relayed = true WHERE t.id = known.id;
    END IF;
    -- As capture does.
    IF passed_on > 0 AND state >= 2 THEN
        PERFORM setval(format('bucardo_node.state_%s', known.id)::regclass, state - 2);
        IF current_setting('max_prepared_transactions') = '0' THEN
            PERFORM pg_notify('bucardo_delta', known.id::text);
        END IF;
    END IF;
    RETURN passed_on;
END
$relay$;
COMMENT ON FUNCTION bucardo_node.relay(bigint, text, text[], text, text) IS 'Makes deltas of the rows that a sync has written in this transaction, for the other syncs that capture the table; without one it does nothing. changed, a relation, and unchanged, a query, have the columns op, at, home, k1, k2 ... Returns how many were made.';

CREATE OR REPLACE FUNCTION bucardo_node.passes_over(sync_id bigint, table_id integer, receiver_ids bigint[])
RETURNS boolean
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $passes_over$
DECLARE
    found_any boolean;
BEGIN
    EXECUTE format($query$
        SELECT EXISTS (
            SELECT
            FROM (TABLE bucardo_node.delta_%1$s_0 UNION ALL TABLE bucardo_node.delta_%1$s_1) d,
                 (SELECT c.receiver_id, c.confirmed, pg_snapshot_xmin(c.confirmed) AS xmin FROM bucardo_node.consumer c WHERE c.sync_id = $1 AND c.receiver_id = ANY ($2)) AS c
            WHERE d.xid >= c.xmin AND NOT pg_visible_in_snapshot(d.xid, c.confirmed) AND (d.via = $1 OR d.home = c.receiver_id))
        $query$, passes_over.table_id)
    INTO found_any
    USING passes_over.sync_id, passes_over.receiver_ids;
    RETURN found_any;
END
$passes_over$;
COMMENT ON FUNCTION bucardo_node.passes_over(bigint, integer, bigint[]) IS 'Whether deltas of a table are kept for a sync that has no use for them: it wrote them itself, or they were made first at the receiver. Only these receivers count.';

CREATE OR REPLACE FUNCTION bucardo_node.relay_whole(sync_id bigint, relation text)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $relay_whole$
DECLARE
    known bucardo_node.captured_table;
    state bigint;
BEGIN
    SELECT t.* INTO known
    FROM bucardo_node.captured_table t
    WHERE t.relid = relay_whole.relation::regclass
      AND EXISTS (SELECT FROM bucardo_node.capture_use u WHERE u.table_id = t.id AND u.sync_id <> relay_whole.sync_id);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    state := coalesce(pg_sequence_last_value(format('bucardo_node.state_%s', known.id)::regclass), 0);
    -- To those who read it, the table was emptied and then has what it has.
    EXECUTE format('INSERT INTO bucardo_node.delta_%s_%s (xid, at, op, via) VALUES (pg_current_xact_id(), bucardo_node.clock_now(), ''T'', $1)', known.id, state % 2)
    USING relay_whole.sync_id;
    UPDATE bucardo_node.captured_table t SET relayed = true WHERE t.id = known.id AND NOT t.relayed;
    -- As capture does.
    IF state >= 2 THEN
        PERFORM setval(format('bucardo_node.state_%s', known.id)::regclass, state - 2);
        IF current_setting('max_prepared_transactions') = '0' THEN
            PERFORM pg_notify('bucardo_delta', known.id::text);
        END IF;
    END IF;
END
$relay_whole$;
COMMENT ON FUNCTION bucardo_node.relay_whole(bigint, text) IS 'Makes a delta of a table that a sync has replaced whole in this transaction, for the other syncs that capture it; without one it does nothing.';
