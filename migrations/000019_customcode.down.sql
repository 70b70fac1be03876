ALTER TABLE bucardo.command DROP COLUMN result;
-- The functions take and return the types of custom code. They are installed after the migrations, so they go before them.
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
COMMENT ON COLUMN bucardo.use_info.used_by_kind IS 'What uses it: sync, dbgroup, relgroup, customname or customcols; NULL when nothing does.';
DROP TYPE bucardo.customcode_info;
