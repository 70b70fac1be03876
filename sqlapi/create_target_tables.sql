CREATE OR REPLACE FUNCTION bucardo.create_target_tables(sync text, db text)
RETURNS bucardo.sync_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $create_target_tables$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(create_target_tables.sync);
BEGIN
    PERFORM bucardo._create_target_tables(create_target_tables.sync, create_target_tables.db);
    RETURN bucardo._changed_sync(existing.id);
END
$create_target_tables$;

COMMENT ON FUNCTION bucardo.create_target_tables(sync text, db text)
IS 'Has the tables of a sync made in a target that is not PostgreSQL, with the columns that it gets, as far as they are not there.';
