CREATE OR REPLACE FUNCTION bucardo.update_customcode(
    name text,
    function text DEFAULT NULL,
    relation text DEFAULT NULL,
    expression text DEFAULT NULL,
    db text DEFAULT NULL,
    role text DEFAULT NULL,
    timeout interval DEFAULT NULL,
    priority integer DEFAULT NULL,
    status text DEFAULT NULL,
    reset text DEFAULT NULL
)
RETURNS bucardo.customcode_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $update_customcode$
DECLARE
    existing bucardo.customcode;
    wanted bucardo.customcode;
    item text;
    result bucardo.customcode_info;
BEGIN
    -- The sync before its code, as those do who remove a sync.
    PERFORM FROM bucardo.sync s WHERE s.id = (SELECT c.sync_id FROM bucardo.customcode c WHERE c.name = update_customcode.name) FOR UPDATE;
    existing := bucardo._lock_customcode(update_customcode.name);
    wanted := existing;
    FOREACH item IN ARRAY CASE WHEN update_customcode.reset IS NULL THEN '{}'::text[] ELSE bucardo._split_list(update_customcode.reset, 'reset') END
    LOOP
        CASE item
            WHEN 'relation' THEN
                wanted.schema_name := NULL;
                wanted.table_name := NULL;
            WHEN 'db' THEN
                wanted.db_id := NULL;
            WHEN 'role' THEN
                wanted.role := NULL;
            ELSE
                RAISE EXCEPTION USING
                    ERRCODE = 'invalid_parameter_value',
                    MESSAGE = format('%s cannot be reset', item),
                    DETAIL = 'What can be is: relation, db, role.',
                    HINT = 'Write reset => ''role''; the others are given a value.';
        END CASE;
    END LOOP;
    IF update_customcode.function IS NOT NULL AND update_customcode.expression IS NULL THEN
        wanted.expression := NULL;
    ELSIF update_customcode.expression IS NOT NULL AND update_customcode.function IS NULL THEN
        wanted.function_schema := NULL;
        wanted.function_name := NULL;
    END IF;
    wanted := bucardo._set_customcode(
        wanted, update_customcode.function, update_customcode.relation, update_customcode.expression, update_customcode.db,
        update_customcode.role, update_customcode.timeout, update_customcode.priority, update_customcode.status);

    -- Also when nothing changes: the sidecar then calls at once what it has stopped calling.
    UPDATE bucardo.customcode c
    SET schema_name = wanted.schema_name,
        table_name = wanted.table_name,
        db_id = wanted.db_id,
        function_schema = wanted.function_schema,
        function_name = wanted.function_name,
        expression = wanted.expression,
        role = wanted.role,
        timeout = wanted.timeout,
        priority = wanted.priority,
        status = wanted.status
    WHERE c.id = existing.id;
    PERFORM bucardo._touch_sync(existing.sync_id);

    SELECT i.* INTO result FROM bucardo._find_customcodes(existing.id) i;
    RETURN result;
END
$update_customcode$;

COMMENT ON FUNCTION bucardo.update_customcode(
    name text, function text, relation text, expression text, db text, role text, timeout interval, priority integer, status text, reset text)
IS 'Changes custom code. NULL keeps, reset takes relation, db or role back.';
