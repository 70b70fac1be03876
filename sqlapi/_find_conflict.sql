CREATE OR REPLACE FUNCTION bucardo._find_conflict(id bigint)
RETURNS bucardo.conflict
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_conflict$
DECLARE
    found_conflict bucardo.conflict;
BEGIN
    SELECT c.*
    INTO found_conflict
    FROM bucardo.conflict c
    JOIN bucardo.sync s ON s.id = c.sync_id
    WHERE c.id = _find_conflict.id;

    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('conflict %s does not exist', _find_conflict.id),
            DETAIL = 'There was none, its sync was removed, or it is not kept any more: see the settings keep_conflicts and keep_conflicts_size.',
            HINT = 'SELECT id, at, sync, table_name, key FROM bucardo.conflicts ORDER BY id DESC shows all.';
    ELSIF found_conflict.versions IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('conflict %s was recorded without the versions of the row', _find_conflict.id),
            DETAIL = 'There is nothing to choose from.',
            HINT = CASE found_conflict.kind
                WHEN 'foreign key' THEN 'Write to the row or its parent on any source: that replicates as any change.'
                ELSE 'SELECT bucardo.update_config(''record_conflicts'', ''full'') keeps those of the conflicts to come.'
            END;
    END IF;

    RETURN found_conflict;
END
$_find_conflict$;

COMMENT ON FUNCTION bucardo._find_conflict(id bigint)
IS 'The conflict with its versions. Raises when there is none, or it has none.';
