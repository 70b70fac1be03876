CREATE OR REPLACE FUNCTION bucardo._find_sequences(sync_id bigint)
RETURNS SETOF bucardo.sequence_info
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_sequences$
BEGIN
    RETURN QUERY
    SELECT s.name, n.schema_name, n.table_name, n.state, n.reason, n.next_step
    FROM bucardo.sync s
    CROSS JOIN bucardo._find_relations(s.id, 'sequence') n
    WHERE s.id = _find_sequences.sync_id
    ORDER BY n.schema_name NULLS FIRST, n.table_name;
END
$_find_sequences$;

COMMENT ON FUNCTION bucardo._find_sequences(sync_id bigint)
IS 'The sequences of the sync with this id as list_sequences shows them.';
