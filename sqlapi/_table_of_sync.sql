CREATE OR REPLACE FUNCTION bucardo._table_of_sync(existing bucardo.sync, relation text)
RETURNS bucardo.sync_relation
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_table_of_sync$
DECLARE
    entry bucardo.sync_relation := bucardo._with_schema(existing.id, bucardo._one_relation(_table_of_sync.relation, 'table'));
    relations bucardo.sync_relation[] := ARRAY(SELECT r FROM bucardo.sync_relation r WHERE r.sync_id = existing.id);
BEGIN
    IF NOT bucardo._takes_in(relations, 'table', entry.schema_name, entry.table_name) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('table %s is not in sync "%s"', _table_of_sync.relation, existing.name),
            DETAIL = format('Its tables are: %s.', array_to_string(bucardo._relations_text(relations, 'table'), ', ')),
            HINT = format('Add it: SELECT * FROM bucardo.add_table(%L, %L)', existing.name, _table_of_sync.relation);
    END IF;
    RETURN entry;
END
$_table_of_sync$;

COMMENT ON FUNCTION bucardo._table_of_sync(existing bucardo.sync, relation text)
IS 'The one table that is named, with its schema. Raises unless the list of the sync takes it in.';
