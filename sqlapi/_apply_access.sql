CREATE OR REPLACE FUNCTION bucardo._apply_access(role_name text, access text)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_apply_access$
DECLARE
    routine regprocedure;
    view regclass;
BEGIN
    EXECUTE format('REVOKE ALL ON ALL ROUTINES IN SCHEMA bucardo FROM %I', _apply_access.role_name);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA bucardo FROM %I', _apply_access.role_name);
    EXECUTE format('REVOKE ALL ON SCHEMA bucardo FROM %I', _apply_access.role_name);
    IF _apply_access.access IS NULL THEN
        RETURN;
    END IF;

    EXECUTE format('GRANT USAGE ON SCHEMA bucardo TO %I', _apply_access.role_name);
    FOR view IN
        SELECT c.oid
        FROM pg_class c
        WHERE c.relnamespace = 'bucardo'::regnamespace
        AND c.relkind = 'v'
    LOOP
        EXECUTE format('GRANT SELECT ON %s TO %I', view, _apply_access.role_name);
    END LOOP;
    FOR routine IN SELECT * FROM bucardo._access_routines(_apply_access.access)
    LOOP
        EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO %I', routine, _apply_access.role_name);
    END LOOP;
END
$_apply_access$;

COMMENT ON FUNCTION bucardo._apply_access(role_name text, access text)
IS 'Gives a role exactly the rights of an access level, none when it is NULL.';
