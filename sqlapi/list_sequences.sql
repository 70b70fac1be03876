CREATE OR REPLACE FUNCTION bucardo.list_sequences(sync text DEFAULT NULL, relation text DEFAULT NULL)
RETURNS SETOF bucardo.sequence_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_sequences$
BEGIN
    PERFORM bucardo._check_sync_pattern(list_sequences.sync);

    RETURN QUERY
    SELECT i.*
    FROM bucardo.sync s
    CROSS JOIN bucardo._find_sequences(s.id) i
    WHERE bucardo._matches(s.name, list_sequences.sync)
    AND (bucardo._matches(i.sequence_name, list_sequences.relation)
         OR bucardo._matches(i.schema_name || '.' || i.sequence_name, list_sequences.relation))
    ORDER BY s.name, i.schema_name NULLS FIRST, i.sequence_name;
END
$list_sequences$;

COMMENT ON FUNCTION bucardo.list_sequences(sync text, relation text)
IS 'The sequences of syncs: all, those of a sync, or those whose name matches.';
