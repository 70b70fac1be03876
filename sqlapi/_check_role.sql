CREATE OR REPLACE FUNCTION bucardo._check_role(role_name text)
RETURNS oid
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_role$
DECLARE
    existing text[];
    found_role oid;
BEGIN
    PERFORM bucardo._check_name(_check_role.role_name, 'role');
    SELECT r.oid INTO found_role FROM pg_roles r WHERE r.rolname = _check_role.role_name;
    IF NOT FOUND THEN
        existing := ARRAY(SELECT r.rolname FROM pg_roles r WHERE r.rolname !~ '^pg_' ORDER BY r.rolname LIMIT 300);
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('role "%s" does not exist', _check_role.role_name),
            DETAIL = bucardo._enumerate('roles', existing),
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(_check_role.role_name, existing) || '"?',
                format('CREATE ROLE %I LOGIN', _check_role.role_name));
    END IF;
    RETURN found_role;
END
$_check_role$;

COMMENT ON FUNCTION bucardo._check_role(role_name text)
IS 'The role of this name. Raises when there is none.';
