-- The names of former versions, with other parameters.
DROP FUNCTION IF EXISTS bucardo_node.capture(bigint, text, text, text[]);
DROP FUNCTION IF EXISTS bucardo_node.capture_source(integer, text[], text);
DROP FUNCTION IF EXISTS bucardo_node.capture_inserts(integer, integer, text[], text);

CREATE OR REPLACE FUNCTION bucardo_node.capture_source(known bucardo_node.captured_table)
RETURNS text
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $capture_source$
-- The body of a table's capture function. The segment is read from a sequence because that takes no lock and sees
-- no snapshot, and by a function because that is no query; readers look at both segments, so a stale answer is harmless. An UPDATE may change the key: UNION gives old and new keys, each
-- once. It is no join, because the plan is cached, and one made for a single row must not be quadratic for a million; and the
-- keys are not compared in a trigger's WHEN clause, because PostgreSQL would then refuse to alter the type of the columns.
SELECT format($body$
#variable_conflict use_variable
DECLARE
    state bigint := coalesce(pg_sequence_last_value('bucardo_node.state_%1$s'), 0);
    at timestamptz := clock_timestamp() + coalesce(pg_sequence_last_value('bucardo_node.clock'), 0) * interval '1 microsecond';
    captured boolean := true;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        IF state IN (0, 2) THEN
            INSERT INTO bucardo_node.delta_%1$s_0 (xid, at, op) VALUES (pg_current_xact_id(), at, 'T');
        ELSE
            INSERT INTO bucardo_node.delta_%1$s_1 (xid, at, op) VALUES (pg_current_xact_id(), at, 'T');
        END IF;
    ELSIF state IN (0, 2) THEN
%2$s
    ELSE
%3$s
    END IF;
    IF captured AND state >= 2 THEN
        PERFORM setval('bucardo_node.state_%1$s', state - 2);
        -- A transaction that has notified cannot be prepared. Where that may happen, the sidecar looks by itself.
        IF current_setting('max_prepared_transactions') = '0' THEN
            PERFORM pg_notify('bucardo_delta', '%1$s');
        END IF;
    END IF;
    RETURN NULL;
END
$body$,
    known.id, i.segment_0, i.segment_1)
FROM (
    SELECT CASE WHEN known.watched IS NULL THEN bucardo_node.capture_inserts(known.id, 0, known.key_columns, known.mode, false) ELSE bucardo_node.detailed_inserts(known, 0) END AS segment_0,
           CASE WHEN known.watched IS NULL THEN bucardo_node.capture_inserts(known.id, 1, known.key_columns, known.mode, false) ELSE bucardo_node.detailed_inserts(known, 1) END AS segment_1
) AS i
$capture_source$;
COMMENT ON FUNCTION bucardo_node.capture_source(bucardo_node.captured_table) IS 'The PL/pgSQL body of the capture function of one table.';

CREATE OR REPLACE FUNCTION bucardo_node.key_types(relid oid, key_columns text[])
RETURNS TABLE (n bigint, typid oid, typmod integer, collation oid)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $key_types$
-- The types under domains: a domain may refuse the NULL that a TRUNCATE has for a key.
WITH RECURSIVE base AS (
    SELECT k.n, a.atttypid AS typid, a.atttypmod AS typmod, a.attcollation
    FROM unnest(key_types.key_columns) WITH ORDINALITY AS k(name, n)
    JOIN pg_attribute a ON a.attrelid = key_types.relid AND a.attname = k.name AND NOT a.attisdropped
    UNION ALL
    SELECT b.n, ty.typbasetype, ty.typtypmod, b.attcollation
    FROM base b
    JOIN pg_type ty ON ty.oid = b.typid
    WHERE ty.typtype = 'd')
SELECT b.n, b.typid, b.typmod, b.attcollation
FROM base b
JOIN pg_type ty ON ty.oid = b.typid AND ty.typtype <> 'd'
$key_types$;
COMMENT ON FUNCTION bucardo_node.key_types(oid, text[]) IS 'The types of the key columns of a table, as its delta tables have them.';

CREATE OR REPLACE FUNCTION bucardo_node.follow_key_types(table_id integer, relid oid, key_columns text[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $follow_key_types$
DECLARE
    changed record;
BEGIN
    FOR changed IN
        SELECT d.attrelid::regclass AS segment, d.attname, format_type(k.typid, k.typmod) AS type
        FROM bucardo_node.key_types(follow_key_types.relid, follow_key_types.key_columns) k
        CROSS JOIN generate_series(0, 1) AS s(segment)
        JOIN pg_attribute d ON d.attrelid = format('bucardo_node.delta_%s_%s', follow_key_types.table_id, s.segment)::regclass AND d.attname = 'k' || k.n
        WHERE (d.atttypid, d.atttypmod) <> (k.typid, k.typmod)
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I TYPE %s USING %2$I::text::%3$s', changed.segment, changed.attname, changed.type);
    END LOOP;
END
$follow_key_types$;
COMMENT ON FUNCTION bucardo_node.follow_key_types(integer, oid, text[]) IS 'Gives the delta tables of a table the types that its key columns have got since.';

CREATE OR REPLACE FUNCTION bucardo_node.carry_over(sync_id bigint, former bucardo_node.captured_table, known bucardo_node.captured_table)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $carry_over$
-- Each delta keeps its transaction, so that those who have it do not get it again.
DECLARE
    carried CONSTANT text := format('(TABLE bucardo_node.former_%1$s_0 UNION ALL TABLE bucardo_node.former_%1$s_1)', former.id);
    same text;
    keys text;
    named text;
BEGIN
    SELECT string_agg(format('r.%I::text = d.k%s::text', k.name, k.n), ' AND ')
    INTO same
    FROM unnest(former.key_columns) WITH ORDINALITY AS k(name, n)
    HAVING bool_and(EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = known.relid AND a.attname = k.name AND NOT a.attisdropped));
    SELECT string_agg('k' || k.n, ', ' ORDER BY k.n), string_agg(format('r.%I', k.name), ', ' ORDER BY k.n)
    INTO keys, named
    FROM unnest(known.key_columns) WITH ORDINALITY AS k(name, n);

    IF NOT EXISTS (SELECT FROM bucardo_node.watermark w WHERE w.sync_id = carry_over.sync_id) THEN
        -- The only source. Rows that are gone are known by the former key alone: who waits for any gets the table as it is.
        EXECUTE format('INSERT INTO bucardo_node.delta_%s_0 (xid, at, op, via, home) SELECT d.xid, max(d.at), ''T'', d.via, d.home FROM %s d GROUP BY d.xid, d.via, d.home',
                       known.id, carried);
    ELSIF same IS NOT NULL AND keys IS NOT NULL THEN
        -- What others have changed meanwhile must not be overwritten: rows that are gone stay there.
        EXECUTE format('INSERT INTO bucardo_node.delta_%s_0 (xid, at, op, via, home, %s) SELECT d.xid, d.at, ''U'', d.via, d.home, %s FROM %s d JOIN %I.%I r ON %s',
                       known.id, keys, named, carried, known.schema_name, known.table_name, same);
    END IF;
    UPDATE bucardo_node.captured_table t SET relayed = former.relayed WHERE t.id = known.id;
    EXECUTE format('DROP TABLE bucardo_node.former_%1$s_0, bucardo_node.former_%1$s_1', former.id);
END
$carry_over$;
COMMENT ON FUNCTION bucardo_node.carry_over(bigint, bucardo_node.captured_table, bucardo_node.captured_table) IS 'Keeps what is pending of a table that gets another key.';

CREATE OR REPLACE FUNCTION bucardo_node.make_capture_function(known bucardo_node.captured_table)
RETURNS name
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $make_capture_function$
DECLARE
    function_name CONSTANT name := 'capture_' || known.id;
    source CONSTANT text := bucardo_node.capture_source(known);
    settings CONSTANT text[] := bucardo_node.capture_settings(known);
BEGIN
    IF NOT EXISTS (SELECT FROM pg_proc p
                   WHERE p.proname = function_name AND p.pronamespace = 'bucardo_node'::regnamespace
                     AND p.prosrc = source AND p.proconfig @> settings AND p.proconfig <@ settings) THEN
        EXECUTE format('CREATE OR REPLACE FUNCTION bucardo_node.%I() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp %s AS %L',
            function_name,
            (SELECT string_agg(format('SET %I = %L', split_part(s, '=', 1), split_part(s, '=', 2)), ' ') FROM unnest(settings) s WHERE s NOT LIKE 'search_path=%'),
            source);
        EXECUTE format('REVOKE ALL ON FUNCTION bucardo_node.%I() FROM PUBLIC', function_name);
    END IF;
    RETURN function_name;
END
$make_capture_function$;
COMMENT ON FUNCTION bucardo_node.make_capture_function(bucardo_node.captured_table) IS 'Creates or replaces the capture function of a table, if it is not as it should be, and returns its name.';

CREATE OR REPLACE FUNCTION bucardo_node.capture(sync_id bigint, schema_name text, table_name text, key_columns text[], watched text[] DEFAULT NULL, kept text[] DEFAULT NULL)
RETURNS bucardo_node.captured_table
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $capture$
-- Statement-level triggers with transition tables where they see everything. A partitioned table gets row-level ones:
-- only those are inherited by a partition at the moment it is created or attached, and no write to it goes unseen.
DECLARE
    table_oid oid := to_regclass(format('%I.%I', capture.schema_name, capture.table_name));
    partitioned boolean;
    known bucardo_node.captured_table;
    former bucardo_node.captured_table;
    held bucardo_node.held_use[];
    wanted_mode text;
    function_name text;
    leaf oid;
    event record;
BEGIN
    IF table_oid IS NULL THEN
        RAISE EXCEPTION 'table % does not exist', format('%I.%I', capture.schema_name, capture.table_name)
            USING ERRCODE = 'undefined_table';
    END IF;
    SELECT c.relkind = 'p' INTO partitioned FROM pg_class c WHERE c.oid = table_oid;
    wanted_mode := CASE WHEN partitioned THEN 'row' ELSE 'statement' END;

    -- Locked against rotation: what is purged from now on has to be consumed by this sync first.
    SELECT * INTO known FROM bucardo_node.captured_table t WHERE t.relid = table_oid FOR NO KEY UPDATE;
    IF FOUND AND known.key_columns <> capture.key_columns THEN
        IF EXISTS (SELECT FROM bucardo_node.capture_use u WHERE u.table_id = known.id AND u.sync_id <> capture.sync_id) THEN
            RAISE EXCEPTION 'table %.% is captured by key (%), another key (%) is wanted', known.schema_name, known.table_name,
                array_to_string(known.key_columns, ', '), array_to_string(capture.key_columns, ', ')
                USING ERRCODE = 'object_in_use',
                      HINT = 'Use the same key in every sync over a table, or remove the other sync.';
        END IF;
        former := known;
        held := ARRAY(SELECT h FROM bucardo_node.held_use h WHERE h.table_id = former.id);
        PERFORM bucardo_node.add_relay_columns(former.id);
        EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', table_oid::regclass);
        EXECUTE format('ALTER TABLE bucardo_node.delta_%1$s_0 RENAME TO former_%1$s_0', former.id);
        EXECUTE format('ALTER TABLE bucardo_node.delta_%1$s_1 RENAME TO former_%1$s_1', former.id);
        PERFORM bucardo_node.drop_capture(former.id);
        known := NULL;
    END IF;
    IF known.id IS NULL THEN
        INSERT INTO bucardo_node.captured_table (relid, schema_name, table_name, key_columns, mode)
        VALUES (table_oid, capture.schema_name, capture.table_name, capture.key_columns, wanted_mode)
        RETURNING * INTO known;
        EXECUTE format('CREATE SEQUENCE bucardo_node.state_%s MINVALUE 0 MAXVALUE 3 START 0', known.id);
        FOR segment IN 0..1 LOOP
            EXECUTE format('CREATE TABLE bucardo_node.delta_%s_%s (xid xid8 NOT NULL, at timestamptz NOT NULL, op "char" NOT NULL%s, via bigint, home bigint) WITH (autovacuum_enabled = false)',
                known.id, segment,
                (SELECT string_agg(format(', k%s %s %s', k.n, format_type(k.typid, k.typmod),
                                          CASE WHEN co.oid IS NOT NULL THEN format('COLLATE %I.%I', cn.nspname, co.collname) END), '' ORDER BY k.n)
                 FROM bucardo_node.key_types(table_oid, capture.key_columns) k
                 LEFT JOIN pg_collation co ON co.oid = k.collation
                 LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace));
        END LOOP;
        IF former.id IS NOT NULL THEN
            PERFORM bucardo_node.carry_over(capture.sync_id, former, known);
            INSERT INTO bucardo_node.held_use (table_id, sync_id, receiver_id, confirmed)
            SELECT known.id, h.sync_id, h.receiver_id, h.confirmed FROM unnest(held) h;
        END IF;
    ELSE
        UPDATE bucardo_node.captured_table t SET schema_name = capture.schema_name, table_name = capture.table_name
        WHERE t.id = known.id AND (t.schema_name, t.table_name) <> (capture.schema_name, capture.table_name);
        PERFORM bucardo_node.follow_key_types(known.id, table_oid, known.key_columns);
        PERFORM bucardo_node.add_relay_columns(known.id);
        -- A sync that applies here looks for other users of the table once it has written: whatever it wrote before is
        -- committed now, and whatever it writes later is passed on.
        IF NOT EXISTS (SELECT FROM bucardo_node.capture_use u WHERE u.table_id = known.id AND u.sync_id = capture.sync_id) THEN
            EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', table_oid::regclass);
        END IF;
    END IF;

    INSERT INTO bucardo_node.capture_use AS u (table_id, sync_id, purged_before, watched, kept)
    VALUES (known.id, capture.sync_id, known.purged_below, capture.watched, coalesce(capture.kept, '{}'))
    ON CONFLICT ON CONSTRAINT capture_use_pkey DO UPDATE SET watched = excluded.watched, kept = excluded.kept
    WHERE (u.watched, u.kept) IS DISTINCT FROM (excluded.watched, excluded.kept);
    known := bucardo_node.union_details(known);
    function_name := bucardo_node.make_capture_function(known);

    FOR event IN
        SELECT e.op, e.definition
        FROM (VALUES ('insert', 'REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT'),
                     ('update', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT'),
                     ('delete', 'REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT')) AS e(op, definition)
    LOOP
        PERFORM bucardo_node.ensure_trigger(table_oid, event.op, CASE WHEN partitioned THEN 'FOR EACH ROW' ELSE event.definition END, function_name);
    END LOOP;
    FOR leaf IN SELECT table_oid UNION SELECT p.relid FROM pg_partition_tree(table_oid) p WHERE partitioned LOOP
        PERFORM bucardo_node.ensure_trigger(leaf, 'truncate', 'FOR EACH STATEMENT', function_name);
    END LOOP;

    RETURN known;
END
$capture$;
COMMENT ON FUNCTION bucardo_node.capture(bigint, text, text, text[], text[], text[]) IS 'Makes sure that every change of a table is captured for a sync and returns the captured table. watched: the columns of which each delta is to say whether they were changed, NULL when the key is enough; kept: those of which it is to have the old and the new value. Repeatable. Takes SHARE ROW EXCLUSIVE on the table when a trigger is missing.';

CREATE OR REPLACE FUNCTION bucardo_node.go_on_capturing(sync_id bigint, schema_name text, table_name text, key_columns text[])
RETURNS bucardo_node.captured_table
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $go_on_capturing$
SELECT c.*
FROM (SELECT) AS one
LEFT JOIN (bucardo_node.capture_use u
           JOIN bucardo_node.captured_table t ON t.id = u.table_id) ON u.sync_id = go_on_capturing.sync_id
    AND t.relid = to_regclass(format('%I.%I', go_on_capturing.schema_name, go_on_capturing.table_name))
CROSS JOIN LATERAL bucardo_node.capture(go_on_capturing.sync_id, go_on_capturing.schema_name, go_on_capturing.table_name, go_on_capturing.key_columns,
                                        u.watched, u.kept) AS c
$go_on_capturing$;
COMMENT ON FUNCTION bucardo_node.go_on_capturing(bigint, text, text, text[]) IS 'bucardo_node.capture with the details that the sync has wanted so far, for a table of which it is not known now which it needs.';

CREATE OR REPLACE FUNCTION bucardo_node.ensure_trigger(relid oid, op text, definition text, function_name text)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $ensure_trigger$
DECLARE
    enabled "char";
BEGIN
    SELECT t.tgenabled INTO enabled FROM pg_trigger t
    WHERE t.tgrelid = ensure_trigger.relid AND t.tgname = 'bucardo_' || op
      AND t.tgfoid = format('bucardo_node.%I', function_name)::regproc;
    IF NOT FOUND THEN
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s', 'bucardo_' || op, ensure_trigger.relid::regclass);
        EXECUTE format($create$CREATE TRIGGER %I AFTER %s ON %s %s
            WHEN (pg_catalog.current_setting('bucardo.applying', true) IS DISTINCT FROM 'on')
            EXECUTE FUNCTION bucardo_node.%I()$create$,
            'bucardo_' || op, upper(op), ensure_trigger.relid::regclass, definition, function_name);
    ELSIF enabled = 'D' THEN
        EXECUTE format('ALTER TABLE %s ENABLE TRIGGER %I', ensure_trigger.relid::regclass, 'bucardo_' || op);
    END IF;
END
$ensure_trigger$;
COMMENT ON FUNCTION bucardo_node.ensure_trigger(oid, text, text, text) IS 'Creates or enables one capture trigger of a table. It does not fire for what the sidecar itself applies.';

CREATE OR REPLACE FUNCTION bucardo_node.drop_capture(table_id integer)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $drop_capture$
DECLARE
    capture_trigger record;
BEGIN
    -- Row-level triggers on partitions are clones and go with their parent's.
    FOR capture_trigger IN
        SELECT t.tgname, t.tgrelid::regclass AS relation FROM pg_trigger t
        WHERE t.tgfoid = to_regproc(format('bucardo_node.%I', 'capture_' || drop_capture.table_id))
          AND (t.tgtype & 1 = 0 OR t.tgrelid = (SELECT c.relid FROM bucardo_node.captured_table c WHERE c.id = drop_capture.table_id))
    LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s', capture_trigger.tgname, capture_trigger.relation);
    END LOOP;
    EXECUTE format('DROP FUNCTION IF EXISTS bucardo_node.%I()', 'capture_' || drop_capture.table_id);
    EXECUTE format('DROP TABLE IF EXISTS bucardo_node.delta_%1$s_0, bucardo_node.delta_%1$s_1', drop_capture.table_id);
    EXECUTE format('DROP SEQUENCE IF EXISTS bucardo_node.state_%s', drop_capture.table_id);
    DELETE FROM bucardo_node.captured_table t WHERE t.id = drop_capture.table_id;
END
$drop_capture$;
COMMENT ON FUNCTION bucardo_node.drop_capture(integer) IS 'Takes the triggers, the capture function and the deltas of one table away.';

CREATE OR REPLACE FUNCTION bucardo_node.release_table(sync_id bigint, table_id integer)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $release_table$
DECLARE
    known bucardo_node.captured_table;
BEGIN
    SELECT t.* INTO known FROM bucardo_node.captured_table t WHERE t.id = release_table.table_id FOR NO KEY UPDATE;
    DELETE FROM bucardo_node.capture_use u WHERE u.sync_id = release_table.sync_id AND u.table_id = release_table.table_id;
    IF NOT EXISTS (SELECT FROM bucardo_node.capture_use u WHERE u.table_id = release_table.table_id) THEN
        PERFORM bucardo_node.drop_capture(release_table.table_id);
    ELSIF known.watched IS NOT NULL THEN
        PERFORM bucardo_node.make_capture_function(bucardo_node.union_details(known));
    END IF;
END
$release_table$;
COMMENT ON FUNCTION bucardo_node.release_table(bigint, integer) IS 'Ends the use of a captured table by a sync; the last one to leave takes the capture away.';

CREATE OR REPLACE FUNCTION bucardo_node.forget_sync(sync_id bigint)
RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $forget_sync$
DELETE FROM bucardo_node.consumer c WHERE c.sync_id = forget_sync.sync_id;
DELETE FROM bucardo_node.watermark w WHERE w.sync_id = forget_sync.sync_id;
DELETE FROM bucardo_node.owed o WHERE o.sync_id = forget_sync.sync_id;
DELETE FROM bucardo_node.skipped s WHERE s.sync_id = forget_sync.sync_id;
DELETE FROM bucardo_node.copy c WHERE c.sync_id = forget_sync.sync_id;
DELETE FROM bucardo_node.held h WHERE h.sync_id = forget_sync.sync_id;
DELETE FROM bucardo_node.held_use h WHERE h.sync_id = forget_sync.sync_id;
DELETE FROM bucardo_node.token t WHERE t.sync_id = forget_sync.sync_id;
DELETE FROM bucardo_node.whole w WHERE w.sync_id = forget_sync.sync_id;
DELETE FROM bucardo_node.dangling d WHERE d.sync_id = forget_sync.sync_id;
$forget_sync$;
COMMENT ON FUNCTION bucardo_node.forget_sync(bigint) IS 'Deletes the progress of a sync that is being removed.';
