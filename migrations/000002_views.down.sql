-- The functions return the types below. They are installed after the migrations, so they go before them.
DO $functions$
DECLARE
    routine regprocedure;
BEGIN
    FOR routine IN
        SELECT p.oid
        FROM pg_catalog.pg_proc p
        WHERE p.pronamespace = 'bucardo'::pg_catalog.regnamespace
    LOOP
        EXECUTE pg_catalog.format('DROP ROUTINE %s', routine);
    END LOOP;
END
$functions$;

DROP VIEW bucardo.log;
DROP VIEW bucardo.runs;
DROP VIEW bucardo.table_status;
DROP VIEW bucardo.db_status;
DROP VIEW bucardo.status;
DROP TYPE bucardo.sync_info;
DROP TYPE bucardo.db_info;
