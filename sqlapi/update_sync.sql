CREATE OR REPLACE FUNCTION bucardo.update_sync(
    name text,
    dbs anycompatible DEFAULT NULL,
    tables anycompatible DEFAULT NULL,
    conflict_strategy text DEFAULT NULL,
    autokick boolean DEFAULT NULL,
    onetimecopy integer DEFAULT NULL,
    copy_workers integer DEFAULT NULL,
    status text DEFAULT NULL
)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $update_sync$
BEGIN
    RETURN bucardo._update_sync(
        update_sync.name, update_sync.dbs::text, update_sync.tables::text, update_sync.conflict_strategy,
        update_sync.autokick, update_sync.onetimecopy, update_sync.copy_workers, update_sync.status);
END
$update_sync$;

COMMENT ON FUNCTION bucardo.update_sync(
    name text, dbs anycompatible, tables anycompatible, conflict_strategy text, autokick boolean,
    onetimecopy integer, copy_workers integer, status text)
IS 'Changes a sync: NULL keeps a setting. The triggers and deltas of databases that leave it are taken off them.';
