CREATE OR REPLACE FUNCTION bucardo.activate(sync text)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $activate$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(activate.sync);
BEGIN
    IF existing.status <> 'active' THEN
        UPDATE bucardo.sync s SET status = 'active' WHERE s.id = existing.id;
        PERFORM bucardo._touch_sync(existing.id);
    END IF;

    RETURN bucardo._changed_sync(existing.id);
END
$activate$;

COMMENT ON FUNCTION bucardo.activate(sync text)
IS 'Turns a sync on: its databases are set up and changes are captured and replicated.';
