CREATE OR REPLACE FUNCTION bucardo._lock_syncs_of_relgroup(relgroup_id bigint)
RETURNS SETOF bucardo.sync
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_lock_syncs_of_relgroup$
BEGIN
    RETURN QUERY
    SELECT s.*
    FROM bucardo.sync s
    WHERE s.relgroup_id = _lock_syncs_of_relgroup.relgroup_id
    ORDER BY s.name
    FOR UPDATE;
END
$_lock_syncs_of_relgroup$;

COMMENT ON FUNCTION bucardo._lock_syncs_of_relgroup(relgroup_id bigint)
IS 'The syncs that use a relgroup, locked until the end of the transaction.';
