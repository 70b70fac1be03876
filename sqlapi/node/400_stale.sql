CREATE OR REPLACE FUNCTION bucardo_node.stale(sync_id bigint)
RETURNS boolean
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $stale$
SELECT EXISTS (
    SELECT
    FROM bucardo_node.capture_use u
    JOIN bucardo_node.captured_table t ON t.id = u.table_id
    WHERE u.sync_id = stale.sync_id
      AND (to_regclass(format('%I.%I', t.schema_name, t.table_name))::oid IS DISTINCT FROM t.relid
           OR (SELECT count(*)
               FROM pg_trigger g
               WHERE g.tgrelid = t.relid
                 AND g.tgfoid = to_regproc(format('bucardo_node.%I', 'capture_' || t.id))
                 AND g.tgenabled <> 'D') < 4
           OR t.mode = 'row' AND EXISTS (
               SELECT
               FROM pg_partition_tree(t.relid) p
               WHERE NOT EXISTS (SELECT FROM pg_trigger g
                                 WHERE g.tgrelid = p.relid AND g.tgname = 'bucardo_truncate' AND g.tgenabled <> 'D'))))
$stale$;
COMMENT ON FUNCTION bucardo_node.stale(bigint) IS 'Whether a captured table of the sync has to be looked at anew: it was dropped, renamed or made again, has lost a trigger or had one disabled, or has a partition whose TRUNCATE is not captured.';
