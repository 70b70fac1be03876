CREATE OR REPLACE FUNCTION bucardo._update_relgroup(name text, tables text, add text, remove text, sequences text)
RETURNS bucardo.relgroup_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_update_relgroup$
DECLARE
    existing bucardo.relgroup := bucardo._lock_relgroup(_update_relgroup.name);
    relations bucardo.sync_relation[] := bucardo._relgroup_relations(existing.id);
    relation bucardo.sync_relation;
    result bucardo.relgroup_info;
BEGIN
    IF _update_relgroup.tables IS NOT NULL THEN
        PERFORM bucardo._check_one_way(num_nonnulls(_update_relgroup.add, _update_relgroup.remove) = 0, 'update_relgroup', 'tables');
        relations := bucardo._join_relations(relations, bucardo._relation_lists(_update_relgroup.tables, NULL), 'table');
    END IF;
    IF _update_relgroup.sequences IS NOT NULL THEN
        -- Without a list there would be no way to take out the last one.
        relations := bucardo._join_relations(
            relations,
            bucardo._relation_lists(NULL, nullif(_update_relgroup.sequences, '')),
            'sequence');
    END IF;

    IF _update_relgroup.remove IS NOT NULL THEN
        FOREACH relation IN ARRAY bucardo._relation_lists(_update_relgroup.remove, NULL)
        LOOP
            IF NOT EXISTS (SELECT FROM unnest(relations) r WHERE bucardo._same_relation(r, relation)) THEN
                RAISE EXCEPTION USING
                    ERRCODE = 'undefined_object',
                    MESSAGE = format('remove: %s is not in relgroup "%s"', bucardo._relation_text(relation), existing.name),
                    DETAIL = bucardo._enumerate('entries in it', bucardo._relations_text(relations, 'table')),
                    HINT = format(
                        'Write it as it is written there. A table that a pattern takes in is left out with a minus: SELECT * FROM bucardo.update_relgroup(%L, add => ''-schema.table'')',
                        existing.name);
            END IF;
            relations := ARRAY(SELECT r FROM unnest(relations) r WHERE NOT bucardo._same_relation(r, relation) ORDER BY r.position);
        END LOOP;
    END IF;

    IF _update_relgroup.add IS NOT NULL THEN
        FOREACH relation IN ARRAY bucardo._relation_lists(_update_relgroup.add, NULL)
        LOOP
            -- One that is in already gets the priority given now, and keeps its place.
            relation.position := coalesce(
                (SELECT r.position FROM unnest(relations) r WHERE bucardo._same_relation(r, relation)),
                (SELECT max(r.position) + 1 FROM unnest(relations) r),
                1);
            relations := ARRAY(SELECT r FROM unnest(relations) r WHERE NOT bucardo._same_relation(r, relation)) || relation;
        END LOOP;
    END IF;

    PERFORM bucardo._change_relgroup(existing, relations);
    SELECT i.* INTO result FROM bucardo._find_relgroups(existing.id) i;
    RETURN result;
END
$_update_relgroup$;

COMMENT ON FUNCTION bucardo._update_relgroup(name text, tables text, add text, remove text, sequences text)
IS 'What update_relgroup does.';
