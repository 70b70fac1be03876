CREATE OR REPLACE FUNCTION bucardo._set_members(target_sync bucardo.sync, members bucardo.dbgroup_member[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_set_members$
BEGIN
    INSERT INTO bucardo.cleanup (sync_id, sync_name, db_id)
    SELECT target_sync.id, target_sync.name, m.db_id
    FROM bucardo.sync_db m
    WHERE m.sync_id = target_sync.id
    AND NOT EXISTS (SELECT FROM unnest(_set_members.members) n WHERE n.db_id = m.db_id)
    ON CONFLICT DO NOTHING;

    DELETE FROM bucardo.sync_db m
    WHERE m.sync_id = target_sync.id
    AND NOT EXISTS (SELECT FROM unnest(_set_members.members) n WHERE n.db_id = m.db_id);

    INSERT INTO bucardo.sync_db AS m (sync_id, db_id, role, position)
    SELECT target_sync.id, n.db_id, n.role, row_number() OVER (ORDER BY n.priority DESC, n.position)
    FROM unnest(_set_members.members) n
    ON CONFLICT (sync_id, db_id) DO UPDATE SET role = EXCLUDED.role, position = EXCLUDED.position;

    -- What the sidecar saw at a database that is no source any more is not shown any more.
    DELETE FROM bucardo.table_state t
    WHERE t.sync_id = target_sync.id
    AND NOT EXISTS (SELECT FROM unnest(_set_members.members) n WHERE n.db_id = t.db_id AND n.role = 'source');
END
$_set_members$;

COMMENT ON FUNCTION bucardo._set_members(target_sync bucardo.sync, members bucardo.dbgroup_member[])
IS 'Makes these the members of the sync, and queues the cleaning of those that go.';
