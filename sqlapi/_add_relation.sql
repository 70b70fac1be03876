CREATE OR REPLACE FUNCTION bucardo._add_relation(existing bucardo.sync, entry bucardo.sync_relation, relation text)
RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_add_relation$
DECLARE
    list_group bucardo.relgroup := bucardo._list_of_sync(existing, 'add', _add_relation.relation, entry.kind);
    relations bucardo.sync_relation[] := bucardo._relgroup_relations(existing.relgroup_id);
    added bucardo.sync_relation := entry;
BEGIN
    IF bucardo._entry_position(relations, entry) IS NOT NULL THEN
        RETURN false;
    END IF;

    added.position := coalesce((SELECT max(r.position) FROM unnest(relations) r), 0) + 1;
    relations := relations || added;
    IF entry.schema_name IS NOT NULL AND NOT bucardo._takes_in(relations, entry.kind, entry.schema_name, entry.table_name) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('%s %s is left out of sync "%s"', entry.kind, _add_relation.relation, existing.name),
            DETAIL = format('Its %ss are: %s.', entry.kind, array_to_string(bucardo._relations_text(relations, entry.kind), ', ')),
            HINT = format('What leaves it out goes before what names it. Give the whole list: SELECT * FROM bucardo.update_sync(%L, %ss => ''...'')', existing.name, entry.kind);
    END IF;
    PERFORM bucardo._change_relgroup(list_group, relations);
    RETURN true;
END
$_add_relation$;

COMMENT ON FUNCTION bucardo._add_relation(existing bucardo.sync, entry bucardo.sync_relation, relation text)
IS 'Puts a table or sequence on the list of a sync; false when it is there. relation is how the user wrote it.';
