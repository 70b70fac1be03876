CREATE OR REPLACE FUNCTION bucardo._same_sync(
    wanted bucardo.sync,
    members bucardo.dbgroup_member[],
    relations bucardo.sync_relation[],
    row_filter text,
    if_not_exists boolean
)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_same_sync$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(wanted.name);
    different text;
BEGIN
    different := bucardo._differences(
        '{dbs,tables,sequences,conflict_strategy,autokick,onetimecopy,copy_workers,status,row_filter,options}',
        bucardo._sync_fields(
            existing,
            bucardo._dbgroup_members(existing.dbgroup_id),
            bucardo._relgroup_relations(existing.relgroup_id),
            bucardo._sync_filter(existing.id)),
        bucardo._sync_fields(wanted, _same_sync.members, _same_sync.relations, _same_sync.row_filter));

    IF NOT _same_sync.if_not_exists THEN
        RAISE EXCEPTION USING
            ERRCODE = 'duplicate_object',
            MESSAGE = format('sync "%s" already exists', wanted.name),
            DETAIL = coalesce('It differs: ' || different || '.', 'It is the same as the one asked for.'),
            HINT = CASE
                WHEN different IS NULL THEN 'Add it with if_not_exists => true, or change it with bucardo.update_sync.'
                ELSE 'Change it with bucardo.update_sync, or choose another name.'
            END;
    ELSIF different IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'duplicate_object',
            MESSAGE = format('sync "%s" already exists and is not the same', wanted.name),
            DETAIL = format('It differs: %s.', different),
            HINT = 'Change it with bucardo.update_sync, or remove it with bucardo.remove_sync first.';
    END IF;

    RETURN bucardo._changed_sync(existing.id);
END
$_same_sync$;

COMMENT ON FUNCTION bucardo._same_sync(
    wanted bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[], row_filter text, if_not_exists boolean)
IS 'The existing sync of that name when if_not_exists and it is the same. Raises, naming the differences, when not.';
