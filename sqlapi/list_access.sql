CREATE OR REPLACE FUNCTION bucardo.list_access(role_name text DEFAULT NULL, access text DEFAULT NULL)
RETURNS SETOF bucardo.access_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_access$
BEGIN
    PERFORM bucardo._check_access(list_access.access);
    RETURN QUERY
    SELECT r.rolname::text, a.access, a.granted_by, a.granted_at
    FROM bucardo.access a
    JOIN pg_roles r ON r.oid = a.role
    WHERE bucardo._matches(r.rolname::text, list_access.role_name)
    AND (list_access.access IS NULL OR a.access = list_access.access)
    ORDER BY r.rolname;
END
$list_access$;

COMMENT ON FUNCTION bucardo.list_access(role_name text, access text)
IS 'The roles that grant_access gave something, by name: all, those whose name matches, or those with one access level.';
