CREATE OR REPLACE FUNCTION bucardo._wanted_relations(relgroup_id bigint, tables text)
RETURNS bucardo.sync_relation[]
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_wanted_relations$
DECLARE
    relations bucardo.sync_relation[];
BEGIN
    relations := CASE
        WHEN _wanted_relations.relgroup_id IS NULL THEN bucardo._relation_lists(_wanted_relations.tables, NULL)
        ELSE bucardo._relgroup_relations(_wanted_relations.relgroup_id)
    END;
    IF relations = '{}' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'a sync needs tables',
            DETAIL = format('Relgroup %s is empty.', _wanted_relations.tables),
            HINT = format('Fill it: SELECT * FROM bucardo.update_relgroup(%L, add => ''...'')', _wanted_relations.tables);
    END IF;
    RETURN relations;
END
$_wanted_relations$;

COMMENT ON FUNCTION bucardo._wanted_relations(relgroup_id bigint, tables text)
IS 'The relations of the relgroup, or those that the list names when that is NULL. Raises when there are none.';
