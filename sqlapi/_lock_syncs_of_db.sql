CREATE OR REPLACE FUNCTION bucardo._lock_syncs_of_db(db_id bigint)
RETURNS SETOF bucardo.sync
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_lock_syncs_of_db$
BEGIN
    RETURN QUERY
    SELECT s.*
    FROM bucardo.sync s
    WHERE s.id IN (SELECT m.sync_id FROM bucardo.sync_db m WHERE m.db_id = _lock_syncs_of_db.db_id)
    ORDER BY s.name
    FOR UPDATE;
END
$_lock_syncs_of_db$;

COMMENT ON FUNCTION bucardo._lock_syncs_of_db(db_id bigint)
IS 'The syncs that a database is a member of, locked until the end of the transaction.';
