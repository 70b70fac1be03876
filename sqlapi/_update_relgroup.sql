CREATE OR REPLACE FUNCTION bucardo._update_relgroup(name text, tables text, add text, remove text)
RETURNS bucardo.relgroup_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_update_relgroup$
DECLARE
    existing bucardo.relgroup := bucardo._lock_relgroup(_update_relgroup.name);
    relations bucardo.sync_relation[] := bucardo._relgroup_relations(existing.id);
    left_over bucardo.sync_relation[];
    relation bucardo.sync_relation;
    item text;
    result bucardo.relgroup_info;
BEGIN
    IF _update_relgroup.tables IS NOT NULL THEN
        PERFORM bucardo._check_one_way(num_nonnulls(_update_relgroup.add, _update_relgroup.remove) = 0, 'update_relgroup', 'tables');
        relations := ARRAY(SELECT r FROM bucardo._parse_tables(_update_relgroup.tables) r);
    END IF;

    IF _update_relgroup.remove IS NOT NULL THEN
        FOREACH item IN ARRAY bucardo._relations_text(ARRAY(SELECT r FROM bucardo._parse_tables(_update_relgroup.remove) r), 'table')
        LOOP
            left_over := ARRAY(
                SELECT r
                FROM unnest(relations) r
                WHERE bucardo._relation_name(r.schema_name, r.table_name) <> item
                ORDER BY r.position);
            IF cardinality(left_over) = cardinality(relations) THEN
                RAISE EXCEPTION USING
                    ERRCODE = 'undefined_object',
                    MESSAGE = format('remove: %s is not in relgroup "%s"', item, existing.name),
                    DETAIL = bucardo._enumerate('entries in it', bucardo._relations_text(relations, 'table')),
                    HINT = 'Write it as it is written there: a table that a pattern takes in cannot be taken out alone.';
            END IF;
            relations := left_over;
        END LOOP;
    END IF;

    IF _update_relgroup.add IS NOT NULL THEN
        FOR relation IN SELECT * FROM bucardo._parse_tables(_update_relgroup.add)
        LOOP
            CONTINUE WHEN bucardo._relation_name(relation.schema_name, relation.table_name) = ANY (bucardo._relations_text(relations, 'table'));
            relation.position := coalesce((SELECT max(r.position) + 1 FROM unnest(relations) r), 1);
            relations := relations || relation;
        END LOOP;
    END IF;

    PERFORM bucardo._change_relgroup(existing, relations);
    SELECT i.* INTO result FROM bucardo._find_relgroups(existing.id) i;
    RETURN result;
END
$_update_relgroup$;

COMMENT ON FUNCTION bucardo._update_relgroup(name text, tables text, add text, remove text)
IS 'What update_relgroup does.';
