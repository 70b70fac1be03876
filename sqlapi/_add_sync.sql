CREATE OR REPLACE FUNCTION bucardo._add_sync(
    name text,
    dbs text,
    tables text,
    sequences text,
    conflict_strategy text,
    autokick boolean,
    onetimecopy integer,
    copy_workers integer,
    status text,
    row_filter text,
    options jsonb,
    if_not_exists boolean
)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_add_sync$
DECLARE
    wanted bucardo.sync;
    strategy bucardo.table_option;
    members bucardo.dbgroup_member[];
    relations bucardo.sync_relation[];
    inserted_id bigint;
BEGIN
    PERFORM bucardo._check_name(_add_sync.name, 'sync');
    PERFORM bucardo._check_not_null(_add_sync.dbs IS NOT NULL, 'add_sync', 'dbs');
    PERFORM bucardo._check_not_null(_add_sync.tables IS NOT NULL, 'add_sync', 'tables');
    PERFORM bucardo._check_not_null(_add_sync.conflict_strategy IS NOT NULL, 'add_sync', 'conflict_strategy');
    PERFORM bucardo._check_not_null(_add_sync.autokick IS NOT NULL, 'add_sync', 'autokick');
    PERFORM bucardo._check_not_null(_add_sync.onetimecopy IS NOT NULL, 'add_sync', 'onetimecopy');
    PERFORM bucardo._check_not_null(_add_sync.copy_workers IS NOT NULL, 'add_sync', 'copy_workers');
    PERFORM bucardo._check_not_null(_add_sync.status IS NOT NULL, 'add_sync', 'status');
    PERFORM bucardo._check_not_null(_add_sync.if_not_exists IS NOT NULL, 'add_sync', 'if_not_exists');
    PERFORM bucardo._check_status(_add_sync.status);
    PERFORM bucardo._check_copy(_add_sync.onetimecopy, _add_sync.copy_workers);

    wanted.dbgroup_id := (bucardo._named_dbgroup(_add_sync.dbs)).id;
    wanted.relgroup_id := (bucardo._named_relgroup(_add_sync.tables)).id;
    members := bucardo._wanted_members(wanted.dbgroup_id, _add_sync.dbs);
    relations := bucardo._wanted_relations(wanted.relgroup_id, _add_sync.tables, _add_sync.sequences);
    PERFORM bucardo._check_members(members, NULL);
    wanted.name := _add_sync.name;
    wanted.status := _add_sync.status;
    wanted.autokick := _add_sync.autokick;
    wanted.onetimecopy := _add_sync.onetimecopy;
    wanted.copy_workers := _add_sync.copy_workers;
    wanted.options := bucardo._check_options(_add_sync.options, 'sync');
    IF _add_sync.row_filter <> '' THEN
        PERFORM bucardo._check_expression(_add_sync.row_filter, 'row_filter');
    END IF;
    strategy := bucardo._parse_strategy(_add_sync.conflict_strategy, bucardo._source_names(members));
    wanted.conflict_strategy := strategy.conflict_strategy;
    wanted.source_order := strategy.source_order;

    INSERT INTO bucardo.sync (name, status, autokick, conflict_strategy, source_order, onetimecopy, copy_workers, options)
    VALUES (wanted.name, wanted.status, wanted.autokick, wanted.conflict_strategy, wanted.source_order, wanted.onetimecopy,
            wanted.copy_workers, wanted.options)
    ON CONFLICT DO NOTHING
    RETURNING id INTO inserted_id;

    IF inserted_id IS NULL THEN
        RETURN bucardo._same_sync(wanted, members, relations, _add_sync.row_filter, _add_sync.if_not_exists);
    END IF;

    wanted.id := inserted_id;
    PERFORM bucardo._set_groups(wanted, members, relations);
    PERFORM bucardo._set_members(wanted, members);
    PERFORM bucardo._set_relations(wanted.id, relations);
    PERFORM bucardo._set_filter(wanted.id, NULL, NULL, NULL, _add_sync.row_filter);
    INSERT INTO bucardo.sync_state (sync_id, state) VALUES (wanted.id, 'pending');
    PERFORM pg_notify('bucardo', wanted.name);

    RETURN bucardo._changed_sync(wanted.id);
END
$_add_sync$;

COMMENT ON FUNCTION bucardo._add_sync(
    name text, dbs text, tables text, sequences text, conflict_strategy text, autokick boolean, onetimecopy integer,
    copy_workers integer, status text, row_filter text, options jsonb, if_not_exists boolean)
IS 'What both forms of add_sync do.';
