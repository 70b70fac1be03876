-- The field names are those of the Go types.
WITH dbs AS (
    SELECT d.id,
           jsonb_build_object(
               'ID', d.id, 'Name', d.name, 'ConnInfo', coalesce(d.conninfo, ''), 'Host', coalesce(d.host, ''),
               'Port', coalesce(d.port, 0), 'DBName', coalesce(d.dbname, ''), 'Username', coalesce(d.username, ''),
               'Service', coalesce(d.service, ''), 'Passfile', coalesce(d.passfile, ''),
               'PasswordEnv', coalesce(d.password_env, '')) AS document
    FROM bucardo.db d
), syncs AS (
    SELECT jsonb_build_object(
               'ID', s.id, 'Name', s.name, 'Active', s.status = 'active', 'Paused', s.paused, 'Autokick', s.autokick,
               'Strategy', s.conflict_strategy, 'OneTimeCopy', s.onetimecopy, 'CopyWorkers', s.copy_workers,
               'SourceOrder', s.source_order, 'Version', s.version,
               'Activated', st.activated_at IS NOT NULL,
               'Members', (SELECT jsonb_agg(jsonb_build_object('Role', m.role, 'DB', d.document) ORDER BY m.position)
                           FROM bucardo.sync_db m JOIN dbs d ON d.id = m.db_id WHERE m.sync_id = s.id),
               'Relations', (SELECT jsonb_agg(jsonb_build_object('Schema', coalesce(r.schema_name, ''), 'Table', coalesce(r.table_name, ''))
                                              ORDER BY r.position)
                             FROM bucardo.sync_relation r WHERE r.sync_id = s.id)) AS document
    FROM bucardo.sync s
    LEFT JOIN bucardo.sync_state st ON st.sync_id = s.id
)
SELECT jsonb_build_object(
    'InstallationID', (SELECT id FROM bucardo.installation),
    'Syncs', (SELECT jsonb_agg(document) FROM syncs),
    'Commands', (SELECT jsonb_agg(jsonb_build_object('ID', c.id, 'Verb', c.verb, 'SyncID', c.sync_id, 'RequestedAt', c.requested_at) ORDER BY c.id)
                 FROM bucardo.command c WHERE c.done_at IS NULL),
    'Cleanups', (SELECT jsonb_agg(jsonb_build_object('SyncID', c.sync_id, 'SyncName', c.sync_name, 'DB', d.document))
                 FROM bucardo.cleanup c JOIN dbs d ON d.id = c.db_id))
