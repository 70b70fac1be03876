CREATE OR REPLACE FUNCTION bucardo._update_sync(
    name text,
    dbs text,
    tables text,
    conflict_strategy text,
    autokick boolean,
    status text
)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_update_sync$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_update_sync.name);
    wanted bucardo.sync := existing;
    had_members bucardo.sync_db[] := ARRAY(SELECT m FROM bucardo.sync_db m WHERE m.sync_id = existing.id ORDER BY m.position);
    had_relations bucardo.sync_relation[] := ARRAY(
        SELECT r FROM bucardo.sync_relation r WHERE r.sync_id = existing.id ORDER BY r.position);
    members bucardo.sync_db[] := had_members;
    relations bucardo.sync_relation[] := had_relations;
    sources text[];
BEGIN
    PERFORM bucardo._check_status(_update_sync.status);
    wanted.status := coalesce(_update_sync.status, existing.status);
    wanted.autokick := coalesce(_update_sync.autokick, existing.autokick);

    IF _update_sync.dbs IS NOT NULL THEN
        members := ARRAY(SELECT m FROM bucardo._parse_dbs(_update_sync.dbs) m);
    END IF;
    IF _update_sync.tables IS NOT NULL THEN
        relations := ARRAY(SELECT r FROM bucardo._parse_tables(_update_sync.tables) r);
    END IF;

    sources := bucardo._source_names(members);
    IF _update_sync.conflict_strategy IS NOT NULL THEN
        wanted.source_order := bucardo._parse_strategy(_update_sync.conflict_strategy, sources);
        wanted.conflict_strategy := CASE WHEN wanted.source_order IS NULL THEN 'latest' ELSE 'source order' END;
    ELSIF existing.source_order IS NOT NULL THEN
        -- Sources that stay keep their order, new ones come after them.
        wanted.source_order := ARRAY(
            SELECT s.name
            FROM unnest(sources) WITH ORDINALITY AS s(name, position)
            ORDER BY array_position(existing.source_order, s.name) NULLS LAST, s.position);
    END IF;

    IF bucardo._sync_fields(wanted, members, relations) IS DISTINCT FROM bucardo._sync_fields(existing, had_members, had_relations) THEN
        UPDATE bucardo.sync s
        SET status = wanted.status,
            autokick = wanted.autokick,
            conflict_strategy = wanted.conflict_strategy,
            source_order = wanted.source_order
        WHERE s.id = existing.id;
        PERFORM bucardo._set_members(existing, members);
        PERFORM bucardo._set_relations(existing.id, relations);
        PERFORM bucardo._touch_sync(existing.id);
    END IF;

    RETURN bucardo._changed_sync(existing.id);
END
$_update_sync$;

COMMENT ON FUNCTION bucardo._update_sync(
    name text, dbs text, tables text, conflict_strategy text, autokick boolean, status text)
IS 'What update_sync does.';
