CREATE OR REPLACE FUNCTION bucardo.grant_access(role_name text, access text)
RETURNS bucardo.access_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $grant_access$
DECLARE
    receiver oid := bucardo._check_role(grant_access.role_name);
    result bucardo.access_info;
BEGIN
    PERFORM bucardo._check_not_null(grant_access.access IS NOT NULL, 'grant_access', 'access');
    PERFORM bucardo._check_access(grant_access.access);
    IF receiver = (SELECT n.nspowner FROM pg_namespace n WHERE n.nspname = 'bucardo') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('role "%s" owns the schema bucardo', grant_access.role_name),
            DETAIL = 'It may do everything by that.',
            HINT = 'Grant access to other roles, and let those use the functions.';
    END IF;

    -- One at a time: concurrent changes of one object's grants are an error in PostgreSQL.
    LOCK TABLE bucardo.access IN SHARE ROW EXCLUSIVE MODE;
    IF NOT EXISTS (SELECT FROM bucardo.access a WHERE a.role = receiver AND a.access = grant_access.access) THEN
        INSERT INTO bucardo.access AS a (role, access)
        VALUES (receiver, grant_access.access)
        ON CONFLICT (role) DO UPDATE
        SET access = excluded.access,
            granted_by = excluded.granted_by,
            granted_at = excluded.granted_at;
    END IF;
    PERFORM bucardo._apply_access(grant_access.role_name, grant_access.access);

    SELECT i.* INTO result FROM bucardo.list_access() i WHERE i.role_name = grant_access.role_name;
    RETURN result;
END
$grant_access$;

COMMENT ON FUNCTION bucardo.grant_access(role_name text, access text)
IS 'Lets a role do everything (admin), only run and watch syncs (operator), or only watch them (monitor), instead of what it could before.';
