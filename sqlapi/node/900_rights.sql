-- The functions are for the sidecar's role alone, those apart that let an application read what it wrote. Those that a superuser made for it (enter_replica) keep their rights.
DO $rights$
DECLARE
    own regprocedure;
BEGIN
    FOR own IN
        SELECT p.oid FROM pg_catalog.pg_proc p
        WHERE p.pronamespace = 'bucardo_node'::regnamespace AND pg_catalog.pg_has_role(p.proowner, 'USAGE')
    LOOP
        EXECUTE pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', own);
    END LOOP;
    IF pg_catalog.pg_has_role((SELECT n.nspowner FROM pg_catalog.pg_namespace n WHERE n.nspname = 'bucardo_node'), 'USAGE') THEN
        GRANT USAGE ON SCHEMA bucardo_node TO PUBLIC;
    END IF;
    GRANT EXECUTE ON FUNCTION bucardo_node.sync_token(), bucardo_node.wait_for_sync(text, interval) TO PUBLIC;
END
$rights$;
