CREATE OR REPLACE FUNCTION bucardo._change_relgroup(changed bucardo.relgroup, relations bucardo.sync_relation[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_change_relgroup$
DECLARE
    user_sync bucardo.sync;
BEGIN
    IF (bucardo._relations_text(_change_relgroup.relations, 'table'), bucardo._relations_text(_change_relgroup.relations, 'sequence'))
        = (bucardo._relations_text(bucardo._relgroup_relations(changed.id), 'table'), bucardo._relations_text(bucardo._relgroup_relations(changed.id), 'sequence'))
    THEN
        RETURN;
    END IF;
    PERFORM bucardo._fill_relgroup(changed.id, _change_relgroup.relations);

    FOR user_sync IN SELECT * FROM bucardo._lock_syncs_of_relgroup(changed.id)
    LOOP
        IF bucardo._relations_text(_change_relgroup.relations, 'table') = '{}' THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = 'a sync needs tables',
                DETAIL = format('Sync "%s" uses the relgroup.', user_sync.name),
                HINT = format('Leave one in, or remove the sync first: SELECT * FROM bucardo.remove_sync(%L)', user_sync.name);
        END IF;
        PERFORM bucardo._set_relations(user_sync.id, _change_relgroup.relations);
        PERFORM bucardo._touch_sync(user_sync.id);
    END LOOP;
END
$_change_relgroup$;

COMMENT ON FUNCTION bucardo._change_relgroup(changed bucardo.relgroup, relations bucardo.sync_relation[])
IS 'Gives a relgroup other relations, and the syncs that use it too. Raises when one of them would have none.';
