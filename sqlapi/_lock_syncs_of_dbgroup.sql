CREATE OR REPLACE FUNCTION bucardo._lock_syncs_of_dbgroup(dbgroup_id bigint)
RETURNS SETOF bucardo.sync
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_lock_syncs_of_dbgroup$
BEGIN
    RETURN QUERY
    SELECT s.*
    FROM bucardo.sync s
    WHERE s.dbgroup_id = _lock_syncs_of_dbgroup.dbgroup_id
    ORDER BY s.name
    FOR UPDATE;
END
$_lock_syncs_of_dbgroup$;

COMMENT ON FUNCTION bucardo._lock_syncs_of_dbgroup(dbgroup_id bigint)
IS 'The syncs that use a dbgroup, locked until the end of the transaction.';
