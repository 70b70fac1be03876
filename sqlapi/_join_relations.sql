CREATE OR REPLACE FUNCTION bucardo._join_relations(relations bucardo.sync_relation[], more bucardo.sync_relation[], kind text)
RETURNS bucardo.sync_relation[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_join_relations$
DECLARE
    joined bucardo.sync_relation[] := ARRAY(SELECT r FROM unnest(_join_relations.relations) r WHERE r.kind <> _join_relations.kind ORDER BY r.position);
    relation bucardo.sync_relation;
BEGIN
    joined := joined || ARRAY(SELECT r FROM unnest(_join_relations.more) r WHERE r.kind = _join_relations.kind ORDER BY r.position);
    FOR i IN 1 .. cardinality(joined)
    LOOP
        relation := joined[i];
        relation.position := i;
        joined[i] := relation;
    END LOOP;
    RETURN joined;
END
$_join_relations$;

COMMENT ON FUNCTION bucardo._join_relations(relations bucardo.sync_relation[], more bucardo.sync_relation[], kind text)
IS 'Relations with those of one kind (table, sequence) replaced by the ones in more.';
