-- The functions are for the sidecar's role alone. Those that a superuser made for it (enter_replica) keep their rights.
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
END
$rights$;
