CREATE OR REPLACE FUNCTION bucardo.resume(sync text)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $resume$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(resume.sync);
BEGIN
    IF existing.paused THEN
        UPDATE bucardo.sync s SET paused = false WHERE s.id = existing.id;
        PERFORM bucardo._touch_sync(existing.id);
    END IF;

    RETURN bucardo._changed_sync(existing.id);
END
$resume$;

COMMENT ON FUNCTION bucardo.resume(sync text)
IS 'Ends a pause: what was captured meanwhile is replicated.';
