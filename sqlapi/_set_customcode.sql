CREATE OR REPLACE FUNCTION bucardo._set_customcode(
    code bucardo.customcode,
    function_name text,
    relation text,
    expression text,
    db text,
    role text,
    timeout interval,
    priority integer,
    status text
)
RETURNS bucardo.customcode
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_set_customcode$
DECLARE
    parts text[];
BEGIN
    IF _set_customcode.function_name IS NOT NULL THEN
        parts := bucardo._parse_function(_set_customcode.function_name);
        code.function_schema := parts[1];
        code.function_name := parts[2];
    END IF;
    IF _set_customcode.relation IS NOT NULL THEN
        parts := bucardo._parse_table_name(_set_customcode.relation, 'relation', NULL);
        code.schema_name := parts[1];
        code.table_name := parts[2];
    END IF;
    IF _set_customcode.db IS NOT NULL THEN
        code.db_id := (bucardo._member_db(_set_customcode.db)).id;
    END IF;
    code.expression := coalesce(_set_customcode.expression, code.expression);
    code.role := coalesce(_set_customcode.role, code.role);
    code.timeout := coalesce(_set_customcode.timeout, code.timeout);
    code.priority := coalesce(_set_customcode.priority, code.priority);
    code.status := coalesce(_set_customcode.status, code.status);
    IF code.role = '' THEN
        PERFORM bucardo._check_name(code.role, 'role');
    END IF;
    PERFORM bucardo._check_customcode(code);
    RETURN code;
END
$_set_customcode$;

COMMENT ON FUNCTION bucardo._set_customcode(
    code bucardo.customcode, function_name text, relation text, expression text, db text, role text, timeout interval, priority integer, status text)
IS 'Custom code with what is given; NULL keeps. Raises unless a sync can call it.';
