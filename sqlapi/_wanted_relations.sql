CREATE OR REPLACE FUNCTION bucardo._wanted_relations(relgroup_id bigint, tables text, sequences text)
RETURNS bucardo.sync_relation[]
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_wanted_relations$
DECLARE
    relations bucardo.sync_relation[];
BEGIN
    IF _wanted_relations.relgroup_id IS NULL THEN
        relations := bucardo._relation_lists(_wanted_relations.tables, nullif(_wanted_relations.sequences, ''));
    ELSIF _wanted_relations.sequences IS NULL THEN
        relations := bucardo._relgroup_relations(_wanted_relations.relgroup_id);
    ELSE
        PERFORM bucardo._raise_shared_relgroup(_wanted_relations.relgroup_id, 'sequences', _wanted_relations.sequences);
    END IF;

    IF bucardo._relations_text(relations, 'table') = '{}' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'a sync needs tables',
            DETAIL = format('Relgroup %s is empty.', _wanted_relations.tables),
            HINT = format('Fill it: SELECT * FROM bucardo.update_relgroup(%L, add => ''...'')', _wanted_relations.tables);
    END IF;
    RETURN relations;
END
$_wanted_relations$;

COMMENT ON FUNCTION bucardo._wanted_relations(relgroup_id bigint, tables text, sequences text)
IS 'The relations of the relgroup, or those that the lists name when that is NULL. Raises when there are no tables among them.';
