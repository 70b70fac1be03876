CREATE OR REPLACE FUNCTION bucardo.add_customcode(
    name text,
    sync text,
    point text DEFAULT NULL,
    function text DEFAULT NULL,
    relation text DEFAULT NULL,
    expression text DEFAULT NULL,
    conflict text DEFAULT NULL,
    db text DEFAULT NULL,
    role text DEFAULT NULL,
    timeout interval DEFAULT '10s',
    priority integer DEFAULT 0,
    status text DEFAULT 'active',
    if_not_exists boolean DEFAULT false
)
RETURNS bucardo.customcode_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_customcode$
DECLARE
    used_sync bucardo.sync := bucardo._lock_sync(add_customcode.sync);
    wanted bucardo.customcode;
    existing bucardo.customcode;
    result bucardo.customcode_info;
BEGIN
    PERFORM bucardo._check_name(add_customcode.name, 'customcode');
    PERFORM bucardo._check_not_null(add_customcode.if_not_exists IS NOT NULL, 'add_customcode', 'if_not_exists');
    IF add_customcode.conflict IS NOT NULL AND (coalesce(add_customcode.point, 'conflict') <> 'conflict' OR add_customcode.expression IS NOT NULL) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'conflict goes with no other point and no expression',
            DETAIL = 'conflict => ''...'' is short for point => ''conflict'', expression => ''...''.',
            HINT = 'Give one or the other.';
    END IF;
    wanted.name := add_customcode.name;
    wanted.sync_id := used_sync.id;
    wanted.point := coalesce(add_customcode.point, CASE WHEN add_customcode.conflict IS NOT NULL THEN 'conflict' END);
    wanted := bucardo._set_customcode(
        wanted, add_customcode.function, add_customcode.relation, coalesce(add_customcode.conflict, add_customcode.expression), add_customcode.db,
        add_customcode.role, add_customcode.timeout, add_customcode.priority, add_customcode.status);

    INSERT INTO bucardo.customcode (
        name, point, sync_id, schema_name, table_name, db_id, function_schema, function_name, expression, role, timeout, priority, status)
    VALUES (
        wanted.name, wanted.point, wanted.sync_id, wanted.schema_name, wanted.table_name, wanted.db_id, wanted.function_schema, wanted.function_name,
        wanted.expression, wanted.role, wanted.timeout, wanted.priority, wanted.status)
    ON CONFLICT DO NOTHING
    RETURNING * INTO existing;
    IF FOUND THEN
        PERFORM bucardo._touch_sync(used_sync.id);
    ELSE
        existing := bucardo._lock_customcode(add_customcode.name);
        wanted.id := existing.id;
        PERFORM bucardo._check_same_customcode(existing, wanted, add_customcode.if_not_exists);
    END IF;

    SELECT i.* INTO result FROM bucardo._find_customcodes(existing.id) i;
    RETURN result;
END
$add_customcode$;

COMMENT ON FUNCTION bucardo.add_customcode(
    name text, sync text, point text, function text, relation text, expression text, conflict text, db text, role text,
    timeout interval, priority integer, status text, if_not_exists boolean)
IS 'Has a sync call a function of yours at a point, or decide conflicts of a table by an expression.';
