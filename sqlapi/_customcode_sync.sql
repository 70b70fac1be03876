CREATE OR REPLACE FUNCTION bucardo._customcode_sync(name text)
RETURNS text
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_customcode_sync$
BEGIN
    RETURN (SELECT s.name FROM bucardo.customcode c JOIN bucardo.sync s ON s.id = c.sync_id WHERE c.name = _customcode_sync.name);
END
$_customcode_sync$;

COMMENT ON FUNCTION bucardo._customcode_sync(name text)
IS 'The name of the sync that calls this code.';
