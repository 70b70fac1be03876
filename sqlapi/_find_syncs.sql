CREATE OR REPLACE FUNCTION bucardo._find_syncs(sync_id bigint)
RETURNS SETOF bucardo.sync_info
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_syncs$
BEGIN
    RETURN QUERY
    SELECT s.name,
           v.state,
           ARRAY(
               SELECT bucardo._quote_item(d.name) || ':' || m.role
               FROM bucardo.sync_db m
               JOIN bucardo.db d ON d.id = m.db_id
               WHERE m.sync_id = s.id
               ORDER BY m.position),
           bucardo._relations_text(ARRAY(SELECT r FROM bucardo.sync_relation r WHERE r.sync_id = s.id), 'table'),
           s.conflict_strategy,
           s.source_order,
           s.autokick,
           s.status,
           s.paused,
           v.reason,
           v.next_step,
           s.created_at,
           s.updated_at,
           (SELECT g.name FROM bucardo.dbgroup g WHERE g.id = s.dbgroup_id),
           (SELECT g.name FROM bucardo.relgroup g WHERE g.id = s.relgroup_id),
           s.onetimecopy,
           s.copy_workers,
           bucardo._relations_text(ARRAY(SELECT r FROM bucardo.sync_relation r WHERE r.sync_id = s.id), 'sequence'),
           bucardo._sync_filter(s.id),
           s.options
    FROM bucardo.sync s
    JOIN bucardo.status v ON v.name = s.name
    WHERE _find_syncs.sync_id IS NULL
    OR s.id = _find_syncs.sync_id
    ORDER BY s.name;
END
$_find_syncs$;

COMMENT ON FUNCTION bucardo._find_syncs(sync_id bigint)
IS 'The sync with this id as list_syncs shows it; all of them when it is NULL.';
