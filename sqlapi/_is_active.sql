CREATE OR REPLACE FUNCTION bucardo._is_active(sync text)
RETURNS boolean
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_is_active$
DECLARE
    wanted bucardo.sync;
    seen bucardo.sync_state;
BEGIN
    PERFORM bucardo._check_name(_is_active.sync, 'sync');

    SELECT s.* INTO wanted FROM bucardo.sync s WHERE s.name = _is_active.sync;
    IF NOT FOUND THEN
        PERFORM bucardo._raise_unknown_sync(_is_active.sync);
    END IF;
    PERFORM bucardo._check_running(wanted);

    SELECT st.* INTO seen FROM bucardo.sync_state st WHERE st.sync_id = wanted.id;
    RETURN coalesce(seen.observed_version >= wanted.version AND seen.state IN ('active', 'degraded'), false);
END
$_is_active$;

COMMENT ON FUNCTION bucardo._is_active(sync text)
IS 'Whether the sidecar runs the sync as it is now wanted. Raises when waiting for it is in vain.';
