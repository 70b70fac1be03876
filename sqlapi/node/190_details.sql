-- Details of changes: which columns an UPDATE changed, and the old and the new values of some columns. Tables whose conflicts
-- are decided column by column are captured with them.

CREATE OR REPLACE FUNCTION bucardo_node.column_of(known bucardo_node.captured_table, row_name text, column_name text)
RETURNS text
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $column_of$
SELECT CASE WHEN known.mode = 'row' THEN format('(%s).%I', row_name, a.attname) ELSE format('%s.c%s', row_name, a.attnum) END
FROM pg_attribute a
WHERE a.attrelid = known.relid AND a.attname = column_name AND a.attnum > 0 AND NOT a.attisdropped
$column_of$;
COMMENT ON FUNCTION bucardo_node.column_of(bucardo_node.captured_table, text, text) IS 'How a capture function with details reads a column of a row; NULL when there is no such column.';

CREATE OR REPLACE FUNCTION bucardo_node.detailed_statements(known bucardo_node.captured_table, segment integer)
RETURNS text[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $detailed_statements$
-- What somebody does to the columns must not make a write fail. They go by position, in a list of aliases, which they keep
-- when they are renamed and others are added; values are text, whatever their type becomes. Partitions have their columns in
-- an order of their own, and fields of NEW keep their type in a cached plan, so there the statements are dynamic.
--
-- Both transition tables are filled in step, a row in each for every row that an UPDATE touches: the old and the new one have
-- the same number.
DECLARE
    by_name CONSTANT boolean := known.mode = 'row';
    at_sql CONSTANT text := CASE WHEN by_name THEN '$1' ELSE 'at' END;
    old_row CONSTANT text := CASE WHEN by_name THEN '$2' ELSE 'o' END;
    new_row CONSTANT text := CASE WHEN by_name THEN '$3' ELSE 'n' END;
    target CONSTANT text := format('bucardo_node.delta_%s_%s', known.id, segment);
    aliases text;
    used text := '';
    column_names text := '';
    inserted text := '';
    deleted text := '';
    updated text := '';
    pair text := '';
    old_key text := '';
    new_key text := '';
    bits text := 'B''''';
    old_value text;
    new_value text;
    col record;
BEGIN
    FOR col IN SELECT k.name, k.i FROM unnest(known.key_columns) WITH ORDINALITY AS k(name, i) ORDER BY k.i LOOP
        old_value := bucardo_node.column_of(known, old_row, col.name);
        new_value := bucardo_node.column_of(known, new_row, col.name);
        column_names := column_names || format(', k%s', col.i);
        deleted := deleted || format(', %s', old_value);
        inserted := inserted || format(', %s', new_value);
        pair := pair || format(', %s AS old_k%s, %s AS new_k%2$s', old_value, col.i, new_value);
        updated := updated || format(', CASE WHEN p.side = 1 THEN p.old_k%1$s ELSE p.new_k%1$s END', col.i);
        old_key := concat_ws(', ', nullif(old_key, ''), old_value);
        new_key := concat_ws(', ', nullif(new_key, ''), new_value);
    END LOOP;
    FOR col IN SELECT w.name FROM unnest(known.watched) WITH ORDINALITY AS w(name, i) ORDER BY w.i LOOP
        old_value := bucardo_node.column_of(known, old_row, col.name);
        new_value := bucardo_node.column_of(known, new_row, col.name);
        bits := bits || CASE WHEN old_value IS NULL THEN ' || B''1''' ELSE
            format(' || CASE WHEN ROW(%s)::record OPERATOR(pg_catalog.*<>) ROW(%s)::record THEN B''1'' ELSE B''0'' END', old_value, new_value) END;
    END LOOP;
    column_names := column_names || ', changed';
    deleted := deleted || ', NULL';
    inserted := inserted || ', NULL';
    pair := pair || format(', %s AS changed', bits);
    updated := updated || ', CASE WHEN p.side = 0 THEN p.changed END';
    FOR col IN SELECT v.name, v.i FROM unnest(known.kept) WITH ORDINALITY AS v(name, i) ORDER BY v.i LOOP
        old_value := coalesce(bucardo_node.column_of(known, old_row, col.name), 'NULL') || '::text';
        new_value := coalesce(bucardo_node.column_of(known, new_row, col.name), 'NULL') || '::text';
        column_names := column_names || format(', o%1$s, n%1$s', col.i);
        deleted := deleted || format(', %s, NULL', old_value);
        inserted := inserted || format(', NULL, %s', new_value);
        pair := pair || format(', %s AS o%s, %s AS n%2$s', old_value, col.i, new_value);
        updated := updated || format(', CASE WHEN p.side <> 2 THEN p.o%1$s END, CASE WHEN p.side <> 1 THEN p.n%1$s END', col.i);
    END LOOP;
    SELECT string_agg('c' || a.attnum, ', ' ORDER BY a.attnum),
           string_agg(format(', r.c%s', a.attnum), '' ORDER BY a.attnum) FILTER (WHERE a.attname = ANY (known.key_columns || known.watched || known.kept))
    INTO aliases, used
    FROM pg_attribute a
    WHERE a.attrelid = known.relid AND a.attnum > 0 AND NOT a.attisdropped;

    RETURN ARRAY[
        format('INSERT INTO %s (xid, at, op%s) SELECT pg_current_xact_id(), %s, ''I''%s', target, column_names, at_sql, inserted)
            || CASE WHEN by_name THEN '' ELSE format(' FROM new_rows AS n(%s)', aliases) END,
        format('INSERT INTO %s (xid, at, op%s) SELECT pg_current_xact_id(), %s, ''D''%s', target, column_names, at_sql, deleted)
            || CASE WHEN by_name THEN '' ELSE format(' FROM old_rows AS o(%s)', aliases) END,
        -- One that leaves the row as it was is no change, one that changes the key is a DELETE and then an INSERT.
        format($update$INSERT INTO %1$s (xid, at, op%2$s)
                SELECT pg_current_xact_id(), CASE p.side WHEN 2 THEN %3$s + interval '1 microsecond' ELSE %3$s END, (CASE p.side WHEN 0 THEN 'U' WHEN 1 THEN 'D' ELSE 'I' END)::"char"%4$s
                FROM (SELECT unnest(CASE WHEN ROW(%5$s)::record OPERATOR(pg_catalog.=) ROW(%6$s)::record THEN '{0}'::integer[] ELSE '{1,2}' END) AS side%7$s%8$s) AS p$update$,
               target, column_names, at_sql, updated, old_key, new_key, pair,
               CASE WHEN NOT by_name THEN
                   format($pairs$
                      FROM (SELECT row_number() OVER () AS number, r AS image%1$s FROM old_rows AS r(%2$s)) AS o
                      JOIN (SELECT row_number() OVER () AS number, r AS image%1$s FROM new_rows AS r(%2$s)) AS n USING (number)
                      WHERE o.image OPERATOR(pg_catalog.*<>) n.image$pairs$, used, aliases)
               END)
    ];
END
$detailed_statements$;
COMMENT ON FUNCTION bucardo_node.detailed_statements(bucardo_node.captured_table, integer) IS 'The statements that write the changes of an INSERT, a DELETE and an UPDATE of a table into one of its segments with their details.';

CREATE OR REPLACE FUNCTION bucardo_node.columns_are_there(known bucardo_node.captured_table)
RETURNS text
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $columns_are_there$
-- Cheap, as it is asked at every write. Where the privileges of a dropped column are not NULL yet, the catalogue has to be read.
SELECT CASE
WHEN known.mode = 'row' THEN
    format('to_jsonb(CASE TG_OP WHEN ''DELETE'' THEN OLD ELSE NEW END) ?& %L', array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attname = ANY (known.key_columns || known.watched || known.kept)))
WHEN current_setting('server_version_num')::integer >= 140000 THEN
    string_agg(format('has_column_privilege(TG_RELID, %s::int2, ''SELECT'') IS NOT NULL', a.attnum), ' AND ' ORDER BY a.attnum)
ELSE
    format('(SELECT count(*) = %s FROM pg_attribute a WHERE a.attrelid = TG_RELID AND a.attnum IN (%s) AND NOT a.attisdropped)', count(*), string_agg(a.attnum::text, ', ' ORDER BY a.attnum))
END
FROM pg_attribute a
WHERE a.attrelid = known.relid AND a.attnum > 0 AND NOT a.attisdropped
$columns_are_there$;
COMMENT ON FUNCTION bucardo_node.columns_are_there(bucardo_node.captured_table) IS 'A condition in PL/pgSQL: the columns of a table are still those that its capture function with details was made for.';

CREATE OR REPLACE FUNCTION bucardo_node.detailed_inserts(known bucardo_node.captured_table, segment integer)
RETURNS text
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $detailed_inserts$
SELECT format(CASE WHEN known.mode = 'row' THEN $row$
        IF NOT %1$s THEN
            %2$s
        ELSIF TG_OP = 'INSERT' THEN
            EXECUTE %3$L USING at, NULL, NEW;
        ELSIF TG_OP = 'DELETE' THEN
            EXECUTE %4$L USING at, OLD;
        ELSIF OLD OPERATOR(pg_catalog.*<>) NEW THEN
            EXECUTE %5$L USING at, OLD, NEW;
        ELSE
            captured := false;
        END IF;
$row$ ELSE $statement$
        IF NOT (%1$s) THEN
            %2$s
        ELSIF TG_OP = 'INSERT' THEN
            %3$s;
            captured := FOUND;
        ELSIF TG_OP = 'DELETE' THEN
            %4$s;
            captured := FOUND;
        ELSE
            %5$s;
            captured := FOUND;
        END IF;
$statement$ END,
    bucardo_node.columns_are_there(known), bucardo_node.capture_inserts(known.id, segment, known.key_columns, known.mode, true), s.made[1], s.made[2], s.made[3])
FROM (SELECT bucardo_node.detailed_statements(known, segment) AS made) AS s
$detailed_inserts$;
COMMENT ON FUNCTION bucardo_node.detailed_inserts(bucardo_node.captured_table, integer) IS 'The statements of a capture function with details for one segment. When the columns are others than it was made for, they write the keys alone.';

CREATE OR REPLACE FUNCTION bucardo_node.capture_settings(known bucardo_node.captured_table)
RETURNS text[]
LANGUAGE sql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $capture_settings$
-- The plan that pairs rows is cached: one made for a single row must not be a nested loop, quadratic for a million. The text of
-- kept values must not depend on the session.
SELECT ARRAY['search_path=pg_catalog, pg_temp']
       || CASE WHEN known.watched IS NOT NULL AND known.mode = 'statement' THEN ARRAY['enable_nestloop=off'] END
       || CASE WHEN known.watched IS NOT NULL AND known.kept <> '{}' THEN ARRAY['DateStyle=ISO, MDY', 'IntervalStyle=postgres', 'extra_float_digits=3', 'bytea_output=hex', 'lc_monetary=C'] END
$capture_settings$;
COMMENT ON FUNCTION bucardo_node.capture_settings(bucardo_node.captured_table) IS 'The settings of a capture function, as pg_proc.proconfig has them.';

CREATE OR REPLACE FUNCTION bucardo_node.make_room_for_details(known bucardo_node.captured_table, former_kept integer)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $make_room_for_details$
-- Of what is there already, nothing is known about columns that are new.
DECLARE
    segment regclass;
BEGIN
    FOR n IN 0..1 LOOP
        segment := format('bucardo_node.delta_%s_%s', known.id, n);
        EXECUTE format('ALTER TABLE %s ADD COLUMN IF NOT EXISTS changed bit varying', segment);
        FOR i IN former_kept + 1 .. cardinality(known.kept) LOOP
            EXECUTE format('ALTER TABLE %s ADD COLUMN IF NOT EXISTS o%s text, ADD COLUMN IF NOT EXISTS n%2$s text', segment, i);
        END LOOP;
        EXECUTE format('UPDATE %s SET changed = NULL, op = ''U'' WHERE op <> ''T'' AND (changed IS NOT NULL OR op <> ''U'')', segment);
    END LOOP;
END
$make_room_for_details$;
COMMENT ON FUNCTION bucardo_node.make_room_for_details(bucardo_node.captured_table, integer) IS 'Gives the delta tables of a table the columns for its details, those for kept values after the first few. A pending change becomes one of which nothing but the key is known.';

CREATE OR REPLACE FUNCTION bucardo_node.union_details(known bucardo_node.captured_table)
RETURNS bucardo_node.captured_table
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $union_details$
DECLARE
    former CONSTANT bucardo_node.captured_table := known;
    detailed boolean;
BEGIN
    SELECT bool_or(u.watched IS NOT NULL) AND cardinality(known.key_columns) > 0 INTO detailed
    FROM bucardo_node.capture_use u WHERE u.table_id = known.id;
    known.watched := CASE WHEN detailed THEN coalesce(known.watched, '{}') || ARRAY(
        SELECT w.name FROM bucardo_node.capture_use u, unnest(u.watched) WITH ORDINALITY AS w(name, i)
        WHERE u.table_id = known.id AND w.name <> ALL (coalesce(known.watched, '{}'))
        GROUP BY w.name ORDER BY min(u.sync_id), min(w.i)) END;
    known.kept := known.kept || ARRAY(
        SELECT v.name FROM bucardo_node.capture_use u, unnest(u.kept) WITH ORDINALITY AS v(name, i)
        WHERE detailed AND u.table_id = known.id AND v.name <> ALL (known.kept)
        GROUP BY v.name ORDER BY min(u.sync_id), min(v.i));
    IF (known.watched, known.kept) IS DISTINCT FROM (former.watched, former.kept) THEN
        UPDATE bucardo_node.captured_table t SET watched = known.watched, kept = known.kept WHERE t.id = known.id;
    END IF;
    IF detailed AND (former.watched IS NULL OR known.kept <> former.kept) THEN
        PERFORM bucardo_node.make_room_for_details(known, cardinality(former.kept));
    END IF;
    RETURN known;
END
$union_details$;
COMMENT ON FUNCTION bucardo_node.union_details(bucardo_node.captured_table) IS 'Lets a table be captured with the details that its syncs want: NULL as watched when none wants any. A column keeps its position as long as one does.';
