CREATE OR REPLACE FUNCTION bucardo._choose(id bigint, db text, force boolean, function_name text)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_choose$
DECLARE
    conflict bucardo.conflict;
    existing bucardo.sync;
    rows jsonb; -- by database
    -- What the conflict left, by database; '' is any.
    remaining jsonb;
BEGIN
    PERFORM bucardo._check_not_null(_choose.id IS NOT NULL, _choose.function_name, 'id');
    PERFORM bucardo._check_not_null(_choose.db IS NOT NULL, _choose.function_name, 'db');
    PERFORM bucardo._check_not_null(_choose.force IS NOT NULL, _choose.function_name, 'force');
    conflict := bucardo._find_conflict(_choose.id);
    existing := bucardo._lock_sync((SELECT s.name FROM bucardo.sync s WHERE s.id = conflict.sync_id));

    rows := (SELECT jsonb_object_agg(v ->> 'db', v -> 'row') FROM jsonb_array_elements(conflict.versions) AS v);
    IF NOT rows ? _choose.db THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('conflict %s has no version of "%s"', conflict.id, _choose.db),
            DETAIL = format('It has those of: %s.', (SELECT string_agg(d.name, ', ' ORDER BY d.name) FROM jsonb_object_keys(rows) AS d(name))),
            HINT = format('Name one of these: SELECT bucardo.choose(%s, %L)', conflict.id, conflict.versions #>> '{0,db}');
    END IF;

    remaining := CASE
        WHEN conflict.chosen IS NOT NULL THEN jsonb_build_object('', rows -> conflict.chosen)
        WHEN conflict.outcome IS NOT NULL THEN jsonb_build_object('', conflict.outcome)
        WHEN conflict.decision = 'winner' AND rows ? conflict.winner THEN jsonb_build_object('', rows -> conflict.winner)
        WHEN conflict.decision = 'deleted' THEN jsonb_build_object('', NULL)
        WHEN conflict.decision IN ('skipped', 'parked') THEN rows
    END;
    IF remaining IS NULL AND NOT _choose.force THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('what conflict %s left of the row is not recorded', conflict.id),
            DETAIL = 'So nobody can tell whether the row was changed since.',
            HINT = format('SELECT bucardo.choose(%s, %L, force => true) writes the version whatever the row is now.', conflict.id, _choose.db);
    END IF;
    PERFORM bucardo._check_running(existing);

    RETURN bucardo._add_command(existing, 'choose', arguments => jsonb_build_object(
        'Conflict', conflict.id, 'DB', _choose.db, 'Schema', conflict.schema_name, 'Table', conflict.table_name, 'Key', conflict.key,
        'Row', rows -> _choose.db, 'Left', CASE WHEN NOT _choose.force THEN remaining END));
END
$_choose$;

COMMENT ON FUNCTION bucardo._choose(id bigint, db text, force boolean, function_name text)
IS 'Asks the sidecar to write the version that a database had in a conflict, and returns the id of the command. Raises when that would be in vain.';
