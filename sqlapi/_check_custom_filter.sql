CREATE OR REPLACE FUNCTION bucardo._check_custom_filter(db text, sync text)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_custom_filter$
BEGIN
    IF _check_custom_filter.db IS NOT NULL AND NOT EXISTS (SELECT FROM bucardo.db d WHERE d.name = _check_custom_filter.db) THEN
        PERFORM bucardo._raise_unknown_db(_check_custom_filter.db);
    ELSIF _check_custom_filter.sync IS NOT NULL AND NOT EXISTS (SELECT FROM bucardo.sync s WHERE s.name = _check_custom_filter.sync) THEN
        PERFORM bucardo._raise_unknown_sync(_check_custom_filter.sync);
    END IF;
END
$_check_custom_filter$;

COMMENT ON FUNCTION bucardo._check_custom_filter(db text, sync text)
IS 'Raises when there is no database, or no sync, of the name given.';
