CREATE OR REPLACE FUNCTION bucardo._relations_text(relations bucardo.sync_relation[], kind text)
RETURNS text[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_relations_text$
BEGIN
    RETURN ARRAY(
        SELECT bucardo._relation_text(r)
        FROM unnest(_relations_text.relations) r
        WHERE r.kind = _relations_text.kind
        ORDER BY r.position);
END
$_relations_text$;

COMMENT ON FUNCTION bucardo._relations_text(relations bucardo.sync_relation[], kind text)
IS 'The tables or the sequences (kind: table, sequence) among relations, as they are written in a list.';
