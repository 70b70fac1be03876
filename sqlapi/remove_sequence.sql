CREATE OR REPLACE FUNCTION bucardo.remove_sequence(sync text, relation text)
RETURNS bucardo.sequence_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $remove_sequence$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(remove_sequence.sync);
    entry bucardo.sync_relation := bucardo._one_relation(remove_sequence.relation, 'sequence');
    result bucardo.sequence_info := bucardo._sequence_row(existing.id, entry);
BEGIN
    PERFORM bucardo._remove_relation(existing, entry, remove_sequence.relation);
    RETURN result;
END
$remove_sequence$;

COMMENT ON FUNCTION bucardo.remove_sequence(sync text, relation text)
IS 'Takes a sequence off the list of a sync, and returns it as it was.';
