CREATE OR REPLACE FUNCTION bucardo.add_sequence(sync text, relation text, if_not_exists boolean DEFAULT false)
RETURNS bucardo.sequence_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_sequence$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(add_sequence.sync);
    entry bucardo.sync_relation := bucardo._one_relation(add_sequence.relation, 'sequence');
BEGIN
    PERFORM bucardo._check_not_null(add_sequence.if_not_exists IS NOT NULL, 'add_sequence', 'if_not_exists');
    IF NOT bucardo._add_relation(existing, entry, add_sequence.relation) AND NOT add_sequence.if_not_exists THEN
        RAISE EXCEPTION USING
            ERRCODE = 'duplicate_object',
            MESSAGE = format('sequence %s is on the list of sync "%s" already', add_sequence.relation, existing.name),
            DETAIL = 'It is the same as the one asked for.',
            HINT = 'Add it with if_not_exists => true.';
    END IF;
    RETURN bucardo._sequence_row(existing.id, entry);
END
$add_sequence$;

COMMENT ON FUNCTION bucardo.add_sequence(sync text, relation text, if_not_exists boolean)
IS 'Puts a sequence on the list of a sync.';
