-- The functions return the types below. They are installed after the migrations, so they go before them.
DO $functions$
DECLARE
    routine regprocedure;
BEGIN
    FOR routine IN
        SELECT p.oid
        FROM pg_catalog.pg_proc p
        WHERE p.pronamespace = 'bucardo'::pg_catalog.regnamespace
        AND p.prorettype <> 'trigger'::pg_catalog.regtype
    LOOP
        EXECUTE pg_catalog.format('DROP ROUTINE %s', routine);
    END LOOP;
END
$functions$;

DROP TYPE bucardo.sequence_info;
DROP TYPE bucardo.table_info;
DROP TYPE bucardo.setting_info;
ALTER TYPE bucardo.sync_info DROP ATTRIBUTE options, DROP ATTRIBUTE row_filter, DROP ATTRIBUTE sequences;
