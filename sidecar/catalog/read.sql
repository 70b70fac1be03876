-- The field names are those of the Go types. Settings come typed: an interval as its milliseconds.
WITH settings AS (
    SELECT s.name, s.kind, coalesce(s.value, s.default_value) AS value, s.scopes
    FROM bucardo.setting s
), dbs AS (
    SELECT d.id,
           jsonb_build_object(
               'ID', d.id, 'Name', d.name, 'Type', d.type, 'Options', coalesce(d.options, '{}'), 'ConnInfo', coalesce(d.conninfo, ''), 'Host', coalesce(d.host, ''),
               'Port', coalesce(d.port, 0), 'DBName', coalesce(d.dbname, ''), 'Username', coalesce(d.username, ''),
               'Service', coalesce(d.service, ''), 'Passfile', coalesce(d.passfile, ''),
               'PasswordEnv', coalesce(d.password_env, ''),
               'Inactive', d.status = 'inactive', 'MakeDelta', d.makedelta) AS document
    FROM bucardo.db d
), syncs AS (
    SELECT jsonb_build_object(
               'ID', s.id, 'Name', s.name, 'Active', s.status = 'active', 'Paused', s.paused, 'Autokick', s.autokick,
               'Strategy', s.conflict_strategy, 'OneTimeCopy', s.onetimecopy, 'Generation', s.generation, 'CopyWorkers', s.copy_workers,
               'SourceOrder', s.source_order, 'Version', s.version,
               'Activated', st.activated_at IS NOT NULL,
               'ObservedList', coalesce(st.observed_list, ''),
               'BehindSince', coalesce(st.behind_since, st.looked_at),
               'Members', (SELECT jsonb_agg(jsonb_build_object('Role', m.role, 'DB', d.document, 'OneTimeCopy', m.onetimecopy) ORDER BY m.position)
                           FROM bucardo.sync_db m JOIN dbs d ON d.id = m.db_id WHERE m.sync_id = s.id),
               'Relations', (SELECT jsonb_agg(jsonb_build_object(
                                                  'Kind', r.kind, 'Schema', coalesce(r.schema_name, ''), 'Table', coalesce(r.table_name, ''),
                                                  'Excluded', r.excluded, 'Patterns', r.patterns, 'Priority', r.priority)
                                              ORDER BY r.position)
                             FROM bucardo.sync_relation r WHERE r.sync_id = s.id),
               'Options', bucardo._typed_options((SELECT jsonb_object_agg(g.name, g.value) FROM settings g) || s.options),
               'Tables', (SELECT jsonb_agg(jsonb_build_object(
                                               'Schema', o.schema_name, 'Table', o.table_name,
                                               'Options', bucardo._typed_options(o.options),
                                               'Strategy', coalesce(o.conflict_strategy, ''), 'SourceOrder', o.source_order)
                                           ORDER BY o.schema_name, o.table_name)
                          FROM bucardo.table_option o WHERE o.sync_id = s.id),
               'Filters', (SELECT jsonb_agg(jsonb_build_object(
                                                'Schema', coalesce(f.schema_name, ''), 'Table', coalesce(f.table_name, ''),
                                                'DBID', coalesce(f.db_id, 0), 'Condition', f.condition) ORDER BY f.id)
                           FROM bucardo.row_filter f WHERE f.sync_id = s.id),
               'CustomNames', (SELECT jsonb_agg(jsonb_build_object(
                                                    'Schema', c.schema_name, 'Table', c.table_name, 'NewSchema', c.new_schema, 'NewTable', c.new_name,
                                                    'DBID', coalesce(c.db_id, 0), 'SyncID', coalesce(c.sync_id, 0)) ORDER BY c.id)
                               FROM bucardo.customname c
                               WHERE coalesce(c.sync_id, s.id) = s.id
                                 AND (c.db_id IS NULL OR EXISTS (SELECT FROM bucardo.sync_db m WHERE m.sync_id = s.id AND m.db_id = c.db_id))),
               'CustomCols', (SELECT jsonb_agg(jsonb_build_object(
                                                   'Schema', c.schema_name, 'Table', c.table_name, 'Columns', c.columns, 'Expressions', c.expressions,
                                                   'DBID', coalesce(c.db_id, 0), 'SyncID', coalesce(c.sync_id, 0)) ORDER BY c.id)
                              FROM bucardo.customcols c
                              WHERE coalesce(c.sync_id, s.id) = s.id
                                AND (c.db_id IS NULL OR EXISTS (SELECT FROM bucardo.sync_db m WHERE m.sync_id = s.id AND m.db_id = c.db_id))),
               'Columns', (SELECT jsonb_agg(jsonb_build_object(
                                                'Schema', p.schema_name, 'Table', p.table_name, 'Column', p.column_name, 'Policy', p.policy,
                                                'SourceOrder', p.source_order, 'Expression', coalesce(p.expression, ''))
                                            ORDER BY p.schema_name, p.table_name, p.column_name)
                           FROM bucardo.column_policy p WHERE p.sync_id = s.id),
               'Uniques', (SELECT jsonb_agg(jsonb_build_object(
                                                'Schema', p.schema_name, 'Table', p.table_name, 'Columns', p.columns, 'Winner', p.winner, 'Loser', p.loser,
                                                'Column', coalesce(p.column_name, ''), 'Expression', coalesce(p.expression, ''))
                                            ORDER BY p.schema_name, p.table_name, p.columns)
                           FROM bucardo.unique_policy p WHERE p.sync_id = s.id),
               'CustomCode', (SELECT jsonb_agg(jsonb_build_object(
                                                   'ID', c.id, 'Name', c.name, 'Point', c.point, 'Schema', coalesce(c.schema_name, ''), 'Table', coalesce(c.table_name, ''),
                                                   'DBID', coalesce(c.db_id, 0), 'FunctionSchema', coalesce(c.function_schema, ''), 'Function', coalesce(c.function_name, ''),
                                                   'Expression', coalesce(c.expression, ''), 'Role', coalesce(c.role, ''),
                                                   'Timeout', round(1000 * date_part('epoch', c.timeout))::bigint, 'Priority', c.priority)
                                               ORDER BY c.priority DESC, c.id)
                              FROM bucardo.customcode c WHERE c.sync_id = s.id AND c.status = 'active')) AS document
    FROM bucardo.sync s
    LEFT JOIN bucardo.sync_state st ON st.sync_id = s.id
)
SELECT jsonb_build_object(
    'InstallationID', (SELECT id FROM bucardo.installation),
    'Settings', bucardo._typed_options((SELECT jsonb_object_agg(g.name, g.value) FROM settings g WHERE 'config' = ANY (g.scopes))),
    'Syncs', (SELECT jsonb_agg(document) FROM syncs),
    'Commands', (SELECT jsonb_agg(jsonb_build_object('ID', c.id, 'Verb', c.verb, 'SyncID', c.sync_id, 'Token', coalesce(c.token, ''), 'Arguments', c.arguments, 'RequestedAt', c.requested_at) ORDER BY c.id)
                 FROM bucardo.command c WHERE c.done_at IS NULL),
    'Cleanups', (SELECT jsonb_agg(jsonb_build_object('SyncID', c.sync_id, 'SyncName', c.sync_name, 'DB', d.document))
                 FROM bucardo.cleanup c JOIN dbs d ON d.id = c.db_id))
