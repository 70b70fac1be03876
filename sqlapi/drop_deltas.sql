CREATE OR REPLACE FUNCTION bucardo.drop_deltas(sync text, db text DEFAULT NULL)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $drop_deltas$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(drop_deltas.sync);
    origin bucardo.db;
BEGIN
    IF drop_deltas.db IS NOT NULL THEN
        origin := bucardo._lock_db(drop_deltas.db);
    END IF;

    IF existing.status <> 'active' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('sync "%s" is inactive', existing.name),
            DETAIL = 'Its databases are not connected, so that nothing can be dropped there.',
            HINT = format('SELECT bucardo.pause(%1$L), then bucardo.activate(%1$L): so it is connected and does not run.', existing.name);
    ELSIF origin.id IS NOT NULL AND NOT EXISTS (
        SELECT
        FROM bucardo.sync_db m
        WHERE m.sync_id = existing.id
        AND m.db_id = origin.id
        AND m.role = 'source')
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('"%s" is not a source of sync "%s"', origin.name, existing.name),
            DETAIL = format('Its sources are: %s.', (
                SELECT string_agg(d.name, ', ' ORDER BY m.position)
                FROM bucardo.sync_db m
                JOIN bucardo.db d ON d.id = m.db_id
                WHERE m.sync_id = existing.id
                AND m.role = 'source')),
            HINT = 'Name one of them, or leave it out for all.';
    END IF;

    PERFORM bucardo._add_command(existing, 'drop_deltas', arguments => jsonb_build_object('DBID', coalesce(origin.id, 0)));
    RETURN bucardo._changed_sync(existing.id);
END
$drop_deltas$;

COMMENT ON FUNCTION bucardo.drop_deltas(sync text, db text)
IS 'Drops what is pending of a source, or of all: these changes never reach the other databases, which are not the same from then on.';
