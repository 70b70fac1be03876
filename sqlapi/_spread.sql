CREATE OR REPLACE FUNCTION bucardo._spread(sync text, sequences text, step integer)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_spread$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_spread.sync);
    sources integer := (SELECT count(*) FROM bucardo.sync_db m WHERE m.sync_id = existing.id AND m.role = 'source');
    largest_step CONSTANT integer := 100000;
    wanted jsonb := '[]'::jsonb;
BEGIN
    PERFORM bucardo._check_running(existing);

    IF sources < 2 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('sync "%s" has one source', existing.name),
            DETAIL = 'Values are taken there alone, so that there is nothing to keep apart.',
            HINT = format('If another database is written to as well: SELECT bucardo.update_sync(%L, dbs => ...)', existing.name);
    ELSIF NOT EXISTS (
        SELECT
        FROM bucardo.sync_relation r
        WHERE r.sync_id = existing.id
        AND r.kind = 'sequence')
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('sync "%s" has no sequences', existing.name),
            DETAIL = 'Only sequences that a sync replicates can be spread over its sources.',
            HINT = format('SELECT bucardo.update_sync(%L, sequences => ''all'')', existing.name);
    ELSIF _spread.step < sources OR _spread.step > largest_step THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('spread_sequences: step must be between %s and %s', sources, largest_step),
            DETAIL = format('It is %s; sync "%s" has %s sources, and each takes one value of a step.', _spread.step, existing.name, sources),
            HINT = 'Leave it out for as many as there are sources, or give more, so that others can join.';
    END IF;

    IF _spread.sequences IS NOT NULL THEN
        SELECT jsonb_agg(jsonb_build_object(
                   'Kind', r.kind, 'Schema', coalesce(r.schema_name, ''), 'Table', coalesce(r.table_name, ''),
                   'Excluded', r.excluded, 'Patterns', r.patterns) ORDER BY r.position)
        INTO wanted
        FROM unnest(bucardo._relation_lists(NULL, _spread.sequences)) r;
    END IF;

    RETURN bucardo._add_command(existing, 'spread', arguments => jsonb_build_object('Step', coalesce(_spread.step, sources), 'Sequences', wanted));
END
$_spread$;

COMMENT ON FUNCTION bucardo._spread(sync text, sequences text, step integer)
IS 'Queues a spread of sequences and returns the id of the command. Raises when it would be in vain.';
