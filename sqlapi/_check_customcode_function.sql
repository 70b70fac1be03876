CREATE OR REPLACE FUNCTION bucardo._check_customcode_function(code bucardo.customcode)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_customcode_function$
DECLARE
    answers boolean := code.point IN ('conflict', 'exception', 'transform');
    signature text := format('%I.%I(jsonb)', code.function_schema, code.function_name);
    routine oid := to_regprocedure(signature);
    role_oid oid;
BEGIN
    IF routine IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_function',
            MESSAGE = format('function %s does not exist', signature),
            DETAIL = 'It is looked for in the control database, where it would run, with one parameter of type jsonb.',
            HINT = 'Create it first, or say where it runs: db => ''...''.';
    ELSIF EXISTS (
        SELECT
        FROM pg_proc p
        WHERE p.oid = routine
        AND (p.prokind <> 'f' OR answers AND NOT (p.proretset AND p.prorettype = 'jsonb'::regtype)))
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'wrong_object_type',
            MESSAGE = format('%s cannot be called at %s', signature, code.point),
            DETAIL = format('It is a %s and returns %s.',
                (SELECT CASE p.prokind WHEN 'f' THEN 'function' WHEN 'p' THEN 'procedure' ELSE 'window function or aggregate' END FROM pg_proc p WHERE p.oid = routine),
                coalesce(pg_get_function_result(routine), 'nothing')),
            HINT = format('Declare it as CREATE FUNCTION %s RETURNS %s.', signature, CASE WHEN answers THEN 'SETOF jsonb' ELSE 'void' END);
    END IF;

    IF code.role IS NULL THEN
        RETURN;
    END IF;
    role_oid := bucardo._check_role(code.role);
    IF EXISTS (SELECT FROM pg_roles r WHERE r.oid = role_oid AND r.rolsuper) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('role "%s" is a superuser', code.role),
            DETAIL = 'Custom code never runs as a superuser.',
            HINT = 'Make a role that may do what the function does, and nothing else: CREATE ROLE ... NOLOGIN.';
    ELSIF NOT has_function_privilege(role_oid, routine, 'EXECUTE') OR NOT has_schema_privilege(role_oid, code.function_schema, 'USAGE') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'insufficient_privilege',
            MESSAGE = format('role "%s" may not execute %s', code.role, signature),
            DETAIL = 'It needs EXECUTE on the function and USAGE on its schema.',
            HINT = format('GRANT USAGE ON SCHEMA %I TO %I; GRANT EXECUTE ON FUNCTION %s TO %I', code.function_schema, code.role, signature, code.role);
    END IF;
END
$_check_customcode_function$;

COMMENT ON FUNCTION bucardo._check_customcode_function(code bucardo.customcode)
IS 'Raises unless the function of custom code that runs in the control database is there, and its role may call it.';
