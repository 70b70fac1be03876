CREATE OR REPLACE FUNCTION bucardo._replace_relations(
    relations bucardo.sync_relation[],
    replacements bucardo.sync_relation[],
    kind text
)
RETURNS bucardo.sync_relation[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_replace_relations$
DECLARE
    result bucardo.sync_relation[] := '{}'::bucardo.sync_relation[];
    relation bucardo.sync_relation;
BEGIN
    FOR relation IN
        SELECT r.*
        FROM (SELECT k.* FROM unnest(_replace_relations.relations) k WHERE k.kind <> _replace_relations.kind
              UNION ALL
              SELECT k.* FROM unnest(_replace_relations.replacements) k) AS r
        ORDER BY r.kind = 'sequence', r.position
    LOOP
        relation.position := cardinality(result) + 1;
        result := result || relation;
    END LOOP;
    RETURN result;
END
$_replace_relations$;

COMMENT ON FUNCTION bucardo._replace_relations(relations bucardo.sync_relation[], replacements bucardo.sync_relation[], kind text)
IS 'Relations with others in the place of those of one kind, table or sequence; the tables come first.';
