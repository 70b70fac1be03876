CREATE OR REPLACE FUNCTION bucardo._validated(command_id bigint)
RETURNS boolean
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_validated$
BEGIN
    -- What went wrong is a finding; a sync that was removed has none.
    RETURN NOT EXISTS (SELECT FROM bucardo.command c WHERE c.id = _validated.command_id AND c.done_at IS NULL);
END
$_validated$;

COMMENT ON FUNCTION bucardo._validated(command_id bigint)
IS 'Whether the sidecar has looked.';
