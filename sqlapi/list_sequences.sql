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
    FROM bucardo._find_sequences(NULL) i
    WHERE bucardo._matches(i.sync, list_sequences.sync)
    AND (bucardo._matches(i.sequence_name, list_sequences.relation)
         OR bucardo._matches(i.schema_name || '.' || i.sequence_name, list_sequences.relation));
END
$list_sequences$;

COMMENT ON FUNCTION bucardo.list_sequences(sync text, relation text)
IS 'The sequences of syncs: all, those of a sync, or those whose name matches.';
