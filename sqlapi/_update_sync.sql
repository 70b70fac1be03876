CREATE OR REPLACE FUNCTION bucardo._update_sync(
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
    reset text
)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_update_sync$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_update_sync.name);
    wanted bucardo.sync := existing;
    strategy bucardo.table_option;
    had_members bucardo.dbgroup_member[] := bucardo._dbgroup_members(existing.dbgroup_id);
    had_relations bucardo.sync_relation[] := bucardo._relgroup_relations(existing.relgroup_id);
    had_filter text := bucardo._sync_filter(existing.id);
    members bucardo.dbgroup_member[] := had_members;
    relations bucardo.sync_relation[] := had_relations;
    sources text[];
    shared_group bigint;
BEGIN
    PERFORM bucardo._check_status(_update_sync.status);
    PERFORM bucardo._check_copy(_update_sync.onetimecopy, _update_sync.copy_workers);
    wanted.status := coalesce(_update_sync.status, existing.status);
    wanted.autokick := coalesce(_update_sync.autokick, existing.autokick);
    wanted.onetimecopy := coalesce(_update_sync.onetimecopy, existing.onetimecopy);
    wanted.copy_workers := coalesce(_update_sync.copy_workers, existing.copy_workers);
    wanted.options := existing.options
        - bucardo._reset_names(_update_sync.reset, 'sync', ARRAY(SELECT jsonb_object_keys(_update_sync.options)), '{}')
        || bucardo._check_options(_update_sync.options, 'sync');
    IF _update_sync.row_filter <> '' THEN
        PERFORM bucardo._check_expression(_update_sync.row_filter, 'row_filter');
    END IF;

    IF _update_sync.dbs IS NOT NULL THEN
        shared_group := (bucardo._named_dbgroup(_update_sync.dbs)).id;
        members := bucardo._wanted_members(shared_group, _update_sync.dbs);
        PERFORM bucardo._check_members(members, NULL);
        -- A list goes into the group of its own that the sync has, or into a new one.
        wanted.dbgroup_id := coalesce(shared_group, (SELECT g.id FROM bucardo.dbgroup g WHERE g.id = existing.dbgroup_id AND g.own));
    END IF;
    IF _update_sync.tables IS NOT NULL THEN
        shared_group := (bucardo._named_relgroup(_update_sync.tables)).id;
        relations := bucardo._wanted_relations(shared_group, _update_sync.tables, _update_sync.sequences);
        IF shared_group IS NULL AND _update_sync.sequences IS NULL THEN
            relations := bucardo._join_relations(relations, had_relations, 'sequence');
        END IF;
        wanted.relgroup_id := coalesce(shared_group, (SELECT g.id FROM bucardo.relgroup g WHERE g.id = existing.relgroup_id AND g.own));
    ELSIF _update_sync.sequences IS NOT NULL THEN
        SELECT g.id INTO shared_group FROM bucardo.relgroup g WHERE g.id = existing.relgroup_id AND NOT g.own;
        IF FOUND THEN
            PERFORM bucardo._raise_shared_relgroup(shared_group, 'sequences', _update_sync.sequences);
        END IF;
        relations := bucardo._join_relations(relations, bucardo._relation_lists(NULL, nullif(_update_sync.sequences, '')), 'sequence');
    END IF;

    sources := bucardo._source_names(members);
    IF _update_sync.conflict_strategy IS NOT NULL THEN
        strategy := bucardo._parse_strategy(_update_sync.conflict_strategy, sources);
        wanted.conflict_strategy := strategy.conflict_strategy;
        wanted.source_order := strategy.source_order;
    ELSE
        wanted.source_order := bucardo._next_source_order(existing.source_order, bucardo._source_names(had_members), sources);
    END IF;

    IF bucardo._sync_fields(wanted, members, relations, coalesce(_update_sync.row_filter, had_filter))
        IS DISTINCT FROM bucardo._sync_fields(existing, had_members, had_relations, had_filter)
    THEN
        UPDATE bucardo.sync s
        SET status = wanted.status,
            autokick = wanted.autokick,
            onetimecopy = wanted.onetimecopy,
            copy_workers = wanted.copy_workers,
            conflict_strategy = wanted.conflict_strategy,
            source_order = wanted.source_order,
            options = wanted.options
        WHERE s.id = existing.id;
        PERFORM bucardo._set_groups(wanted, members, relations);
        PERFORM bucardo._drop_own_dbgroup(existing.dbgroup_id);
        PERFORM bucardo._drop_own_relgroup(existing.relgroup_id);
        PERFORM bucardo._set_members(existing, members);
        PERFORM bucardo._set_relations(existing.id, relations);
        PERFORM bucardo._check_still_merge(existing.id);
        PERFORM bucardo._set_table_orders(existing.id, bucardo._source_names(had_members), sources);
        PERFORM bucardo._set_filter(existing.id, NULL, NULL, NULL, coalesce(_update_sync.row_filter, had_filter));
        PERFORM bucardo._touch_sync(existing.id);
    END IF;

    RETURN bucardo._changed_sync(existing.id);
END
$_update_sync$;

COMMENT ON FUNCTION bucardo._update_sync(
    name text, dbs text, tables text, sequences text, conflict_strategy text, autokick boolean, onetimecopy integer,
    copy_workers integer, status text, row_filter text, options jsonb, reset text)
IS 'What update_sync does.';
