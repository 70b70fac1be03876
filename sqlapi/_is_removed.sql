CREATE OR REPLACE FUNCTION bucardo._is_removed(sync text)
RETURNS boolean
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_is_removed$
BEGIN
    PERFORM bucardo._check_name(_is_removed.sync, 'sync');
    RETURN NOT EXISTS (SELECT FROM bucardo.cleanup c WHERE c.sync_name = _is_removed.sync);
END
$_is_removed$;

COMMENT ON FUNCTION bucardo._is_removed(sync text)
IS 'Whether nothing is left to be taken off any database for a removed sync, or a removed member, of this name.';
