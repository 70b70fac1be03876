CREATE OR REPLACE FUNCTION bucardo._parse_relations(list text, kind text)
RETURNS SETOF bucardo.sync_relation
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_parse_relations$
DECLARE
    item text;
    relation bucardo.sync_relation;
    same bucardo.sync_relation;
    relations bucardo.sync_relation[] := '{}'::bucardo.sync_relation[];
BEGIN
    FOREACH item IN ARRAY bucardo._split_list(_parse_relations.list, _parse_relations.kind || 's')
    LOOP
        relation := bucardo._parse_relation(item, _parse_relations.kind);
        SELECT r.* INTO same FROM unnest(relations) r WHERE bucardo._same_relation(r, relation);
        IF NOT FOUND THEN
            relation.position := cardinality(relations) + 1;
            relations := relations || relation;
        ELSIF same.priority <> relation.priority THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('%ss: %s is in the list with two priorities', _parse_relations.kind, item),
                DETAIL = format('The list is: %L', _parse_relations.list),
                HINT = 'Name it once.';
        END IF;
    END LOOP;

    RETURN QUERY SELECT * FROM unnest(relations);
END
$_parse_relations$;

COMMENT ON FUNCTION bucardo._parse_relations(list text, kind text)
IS 'The relations that a list like ''shakespeare.*,-*.log_*,public.work:10'' names, each once, without a sync''s id; kind is table or sequence.';
