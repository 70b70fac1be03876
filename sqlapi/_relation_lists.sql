CREATE OR REPLACE FUNCTION bucardo._relation_lists(tables text, sequences text)
RETURNS bucardo.sync_relation[]
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_relation_lists$
DECLARE
    relations bucardo.sync_relation[] := '{}'::bucardo.sync_relation[];
    relation bucardo.sync_relation;
BEGIN
    IF _relation_lists.tables IS NOT NULL THEN
        relations := ARRAY(SELECT r FROM bucardo._parse_relations(_relation_lists.tables, 'table') r);
    END IF;
    IF _relation_lists.sequences IS NOT NULL THEN
        FOR relation IN SELECT * FROM bucardo._parse_relations(_relation_lists.sequences, 'sequence')
        LOOP
            relation.position := cardinality(relations) + 1;
            relations := relations || relation;
        END LOOP;
    END IF;
    RETURN relations;
END
$_relation_lists$;

COMMENT ON FUNCTION bucardo._relation_lists(tables text, sequences text)
IS 'The relations that a list of tables and one of sequences name, the tables first; none where a list is NULL.';
