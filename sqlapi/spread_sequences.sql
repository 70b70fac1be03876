CREATE OR REPLACE FUNCTION bucardo.spread_sequences(sync text, sequences text DEFAULT NULL, step integer DEFAULT NULL)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $spread_sequences$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(spread_sequences.sync);
BEGIN
    PERFORM bucardo._spread(spread_sequences.sync, spread_sequences.sequences, spread_sequences.step);
    RETURN bucardo._changed_sync(existing.id);
END
$spread_sequences$;

COMMENT ON FUNCTION bucardo.spread_sequences(sync text, sequences text, step integer)
IS 'Gives each source of a sync values of its own in its sequences: all count in the same step, each from another offset, beyond every value taken so far.';
