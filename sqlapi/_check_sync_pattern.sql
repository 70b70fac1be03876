CREATE OR REPLACE FUNCTION bucardo._check_sync_pattern(pattern text)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_sync_pattern$
BEGIN
    IF strpos(_check_sync_pattern.pattern, '*') = 0
        AND NOT EXISTS (SELECT FROM bucardo.sync s WHERE s.name = _check_sync_pattern.pattern)
    THEN
        PERFORM bucardo._raise_unknown_sync(_check_sync_pattern.pattern);
    END IF;
END
$_check_sync_pattern$;

COMMENT ON FUNCTION bucardo._check_sync_pattern(pattern text)
IS 'Raises when it is a name, not a pattern, and no sync has it.';
