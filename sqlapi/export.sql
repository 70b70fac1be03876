CREATE OR REPLACE FUNCTION bucardo.export(with_access boolean DEFAULT false)
RETURNS text
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $export$
DECLARE
    statements text[];
BEGIN
    PERFORM bucardo._check_not_null(export.with_access IS NOT NULL, 'export', 'with_access');

    statements := ARRAY(
        SELECT bucardo._export_call('update_config', ARRAY[quote_literal(c.name), quote_literal(c.value)])
        FROM bucardo.setting c
        WHERE c.value IS NOT NULL
        ORDER BY c.name);

    statements := statements || ARRAY(
        SELECT bucardo._export_call('add_db', ARRAY[
            quote_literal(d.name),
            'conninfo => ' || quote_literal(d.conninfo),
            'type => ' || quote_literal(nullif(d.type, 'postgres')),
            'host => ' || quote_literal(d.host),
            'port => ' || d.port,
            'dbname => ' || quote_literal(d.dbname),
            'username => ' || quote_literal(d.username),
            'service => ' || quote_literal(d.service),
            'passfile => ' || quote_literal(d.passfile),
            'password_env => ' || quote_literal(d.password_env),
            'status => ' || quote_literal(nullif(d.status, 'active')),
            'makedelta => ' || d.makedelta::text,
            'options => ' || quote_literal(d.options)])
        FROM bucardo.db d
        WHERE NOT d.removing
        ORDER BY d.name);

    statements := statements || ARRAY(
        SELECT bucardo._export_call('add_dbgroup', ARRAY[
            quote_literal(g.name),
            'dbs => ' || bucardo._export_dbs(g.id)])
        FROM bucardo.dbgroup g
        WHERE NOT g.own
        ORDER BY g.name);

    statements := statements || ARRAY(
        SELECT bucardo._export_call('add_relgroup', ARRAY[
            quote_literal(g.name),
            'tables => ' || bucardo._export_list(bucardo._relations_text(bucardo._relgroup_relations(g.id), 'table')),
            'sequences => ' || bucardo._export_list(bucardo._relations_text(bucardo._relgroup_relations(g.id), 'sequence'))])
        FROM bucardo.relgroup g
        WHERE NOT g.own
        ORDER BY g.name);

    -- The name of a shared group goes in double quotes, so that it is one item whatever it holds.
    statements := statements || ARRAY(
        SELECT bucardo._export_call('add_sync', ARRAY[
                   quote_literal(s.name),
                   'dbs => ' || CASE WHEN dg.own THEN bucardo._export_dbs(dg.id) ELSE quote_literal(bucardo._export_name(dg.name)) END,
                   'tables => ' || CASE
                       WHEN rg.own THEN bucardo._export_list(bucardo._relations_text(bucardo._relgroup_relations(rg.id), 'table'))
                       ELSE quote_literal(bucardo._export_name(rg.name))
                   END,
                   'sequences => ' || CASE
                       WHEN rg.own THEN bucardo._export_list(bucardo._relations_text(bucardo._relgroup_relations(rg.id), 'sequence')) || '::text'
                   END,
                   'conflict_strategy => ' || bucardo._export_strategy(nullif(s.conflict_strategy, 'latest'), s.source_order),
                   'autokick => ' || nullif(s.autokick, true)::text,
                   'onetimecopy => ' || nullif(s.onetimecopy, 0),
                   'copy_workers => ' || nullif(s.copy_workers, 2),
                   'status => ' || quote_literal(nullif(s.status, 'active')),
                   'row_filter => ' || quote_literal(bucardo._sync_filter(s.id))] || bucardo._export_options(s.options))
               || coalesce(E'\n' || nullif(array_to_string(bucardo._export_tables(s.id) || bucardo._export_policies(s.id), E'\n'), ''), '')
               || CASE WHEN s.paused THEN E'\n' || bucardo._export_call('pause', ARRAY[quote_literal(s.name)]) ELSE '' END
        FROM bucardo.sync s
        JOIN bucardo.dbgroup dg ON dg.id = s.dbgroup_id
        JOIN bucardo.relgroup rg ON rg.id = s.relgroup_id
        ORDER BY s.name);

    statements := statements || ARRAY(
        SELECT bucardo._export_call('add_customname', ARRAY[
            quote_literal(i.relation), quote_literal(i.new_name), 'db => ' || quote_literal(i.db), 'sync => ' || quote_literal(i.sync)])
        FROM bucardo._find_customnames() i
        WHERE NOT EXISTS (SELECT FROM bucardo.db d WHERE d.name = i.db AND d.removing));
    statements := statements || ARRAY(
        SELECT bucardo._export_call('add_customcols', ARRAY[
            quote_literal(i.relation), quote_literal(array_to_string(i.columns, ', ')),
            'db => ' || quote_literal(i.db), 'sync => ' || quote_literal(i.sync)])
        FROM bucardo._find_customcols() i
        WHERE NOT EXISTS (SELECT FROM bucardo.db d WHERE d.name = i.db AND d.removing));

    statements := statements || ARRAY(
        SELECT bucardo._export_call('add_customcode', ARRAY[
            quote_literal(i.name), quote_literal(i.sync), quote_literal(i.point),
            'function => ' || quote_literal(i.function), 'relation => ' || quote_literal(i.relation), 'expression => ' || quote_literal(i.expression),
            'db => ' || quote_literal(i.db), 'role => ' || quote_literal(i.role), 'timeout => ' || quote_literal(nullif(i.timeout, interval '10s')),
            'priority => ' || nullif(i.priority, 0), 'status => ' || quote_literal(nullif(i.status, 'active'))])
        FROM bucardo._find_customcodes(NULL) i);

    IF export.with_access THEN
        statements := statements || ARRAY(
            SELECT bucardo._export_call('grant_access', ARRAY[quote_literal(a.role_name), quote_literal(a.access)])
            FROM bucardo.list_access() a);
    END IF;

    RETURN array_to_string(statements, E'\n');
END
$export$;

COMMENT ON FUNCTION bucardo.export(with_access boolean)
IS 'The whole configuration as SQL statements that make the same one in an empty control database; with_access also who may do what.';
