CREATE OR REPLACE FUNCTION bucardo._remove_relation(existing bucardo.sync, entry bucardo.sync_relation, relation text)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_remove_relation$
DECLARE
    list_group bucardo.relgroup := bucardo._list_of_sync(existing, 'remove', _remove_relation.relation, entry.kind);
    relations bucardo.sync_relation[] := bucardo._relgroup_relations(existing.relgroup_id);
    at_position integer := bucardo._entry_position(relations, entry);
BEGIN
    IF at_position IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('%s %s is not on the list of sync "%s"', entry.kind, _remove_relation.relation, existing.name),
            DETAIL = bucardo._enumerate('entries in it', bucardo._relations_text(relations, entry.kind)),
            HINT = format('Write it as it is written there. One that is there as a part of another entry is taken out by a new list: SELECT * FROM bucardo.update_sync(%L, %ss => ''...'')', existing.name, entry.kind);
    END IF;
    PERFORM bucardo._change_relgroup(list_group, ARRAY(SELECT r FROM unnest(relations) r WHERE r.position <> at_position ORDER BY r.position));
END
$_remove_relation$;

COMMENT ON FUNCTION bucardo._remove_relation(existing bucardo.sync, entry bucardo.sync_relation, relation text)
IS 'Takes a table or sequence off the list of a sync. relation is how the user wrote it.';
