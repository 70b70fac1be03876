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

DROP TYPE bucardo.unique_policy_info;
DROP TYPE bucardo.column_policy_info;
COMMENT ON COLUMN bucardo.sync_info.source_order IS 'With source order: the sources, the first wins. NULL with latest.';
