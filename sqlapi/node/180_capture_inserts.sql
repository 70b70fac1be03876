CREATE OR REPLACE FUNCTION bucardo_node.capture_inserts(table_id integer, segment integer, key_columns text[], mode text, details_missing boolean)
RETURNS text
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $capture_inserts$
SELECT CASE
-- Without a key it is enough to know that something changed.
WHEN cardinality(key_columns) = 0 AND mode = 'statement' THEN format($whole$
        IF TG_OP = 'DELETE' THEN
            INSERT INTO bucardo_node.%1$s (xid, at, op) SELECT pg_current_xact_id(), at, 'D' WHERE EXISTS (SELECT FROM old_rows);
        ELSE
            INSERT INTO bucardo_node.%1$s (xid, at, op) SELECT pg_current_xact_id(), at, left(TG_OP, 1) WHERE EXISTS (SELECT FROM new_rows);
        END IF;
        captured := FOUND;
$whole$, k.segment)
WHEN cardinality(key_columns) = 0 THEN format($whole$
        INSERT INTO bucardo_node.%1$s (xid, at, op) VALUES (pg_current_xact_id(), at, left(TG_OP, 1));
$whole$, k.segment)
WHEN mode = 'statement' THEN format($statement$
        IF TG_OP = 'INSERT' THEN
            INSERT INTO bucardo_node.%1$s (xid, at, op, %2$s)
            SELECT pg_current_xact_id(), at, %4$s, %3$s FROM new_rows r;
            captured := FOUND;
        ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO bucardo_node.%1$s (xid, at, op, %2$s)
            SELECT pg_current_xact_id(), at, %5$s, %3$s FROM old_rows r;
            captured := FOUND;
        ELSE
            INSERT INTO bucardo_node.%1$s (xid, at, op, %2$s)
            SELECT pg_current_xact_id(), at, 'U', %2$s
            FROM (SELECT %3$s FROM new_rows r UNION SELECT %3$s FROM old_rows r) AS changed(%2$s);
            captured := FOUND;
        END IF;
$statement$, k.segment, k.columns, k.row_r, k.inserted, k.deleted)
ELSE format($row$
        IF TG_OP <> 'DELETE' THEN
            INSERT INTO bucardo_node.%1$s (xid, at, op, %2$s) VALUES (pg_current_xact_id(), at, %5$s, %3$s);
        END IF;
        IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND ROW(%3$s)::record OPERATOR(pg_catalog.*<>) ROW(%4$s)::record THEN
            INSERT INTO bucardo_node.%1$s (xid, at, op, %2$s) VALUES (pg_current_xact_id(), at, %6$s, %4$s);
        END IF;
$row$, k.segment, k.columns, k.row_new, k.row_old, CASE WHEN details_missing THEN '''U''' ELSE 'left(TG_OP, 1)' END, k.deleted)
END
FROM (
    SELECT format('delta_%s_%s', table_id, segment) AS segment,
           CASE WHEN details_missing THEN '''U''' ELSE '''I''' END AS inserted,
           CASE WHEN details_missing THEN '''U''' ELSE '''D''' END AS deleted,
           string_agg('k' || n, ', ' ORDER BY n) AS columns,
           string_agg(format('r.%I', name), ', ' ORDER BY n) AS row_r,
           string_agg(format('NEW.%I', name), ', ' ORDER BY n) AS row_new,
           string_agg(format('OLD.%I', name), ', ' ORDER BY n) AS row_old
    FROM unnest(key_columns) WITH ORDINALITY AS c(name, n)
) AS k
$capture_inserts$;
COMMENT ON FUNCTION bucardo_node.capture_inserts(integer, integer, text[], text, boolean) IS 'The statements that write the changed keys of one table into one of its segments; of a table without a key, that it changed. details_missing: where other deltas have details, these are changes of which nothing but the key is known.';
