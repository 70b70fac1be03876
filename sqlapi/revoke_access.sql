CREATE OR REPLACE FUNCTION bucardo.revoke_access(role_name text)
RETURNS bucardo.access_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $revoke_access$
DECLARE
    receiver oid := bucardo._check_role(revoke_access.role_name);
    result bucardo.access_info;
BEGIN
    LOCK TABLE bucardo.access IN SHARE ROW EXCLUSIVE MODE;
    SELECT i.* INTO result FROM bucardo.list_access() i WHERE i.role_name = revoke_access.role_name;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('role "%s" has no access', revoke_access.role_name),
            DETAIL = bucardo._enumerate('roles with access', ARRAY(SELECT i.role_name FROM bucardo.list_access() i)),
            HINT = 'What was granted by GRANT is taken back by REVOKE.';
    END IF;

    DELETE FROM bucardo.access a WHERE a.role = receiver;
    PERFORM bucardo._apply_access(revoke_access.role_name, NULL);
    RETURN result;
END
$revoke_access$;

COMMENT ON FUNCTION bucardo.revoke_access(role_name text)
IS 'Takes all access from a role that grant_access gave it, and returns what it had.';
