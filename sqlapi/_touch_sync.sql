CREATE OR REPLACE FUNCTION bucardo._touch_sync(sync_id bigint)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_touch_sync$
DECLARE
    touched text;
BEGIN
    UPDATE bucardo.sync s
    SET version = s.version + 1,
        updated_at = now()
    WHERE s.id = _touch_sync.sync_id
    RETURNING s.name INTO touched;

    PERFORM pg_notify('bucardo', touched);
END
$_touch_sync$;

COMMENT ON FUNCTION bucardo._touch_sync(sync_id bigint)
IS 'Marks a sync as changed and tells the sidecar at commit.';
