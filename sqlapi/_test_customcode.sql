CREATE OR REPLACE FUNCTION bucardo._test_customcode(name text, versions jsonb)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_test_customcode$
DECLARE
    code bucardo.customcode := bucardo._lock_customcode(_test_customcode.name);
    used_sync bucardo.sync;
BEGIN
    IF jsonb_typeof(_test_customcode.versions) IS DISTINCT FROM 'array' AND code.point IN ('conflict', 'exception', 'transform')
        OR _test_customcode.versions IS NULL
    THEN
        RAISE EXCEPTION USING
            ERRCODE = CASE WHEN _test_customcode.versions IS NULL THEN 'null_value_not_allowed' ELSE 'invalid_parameter_value' END,
            MESSAGE = 'versions must be an array',
            DETAIL = coalesce(format('It is of type %s.', jsonb_typeof(_test_customcode.versions)), 'It is NULL.'),
            HINT = 'Write what the code is to be asked about: ''[{"db": "s1", "row": {"id": 1}}, {"db": "s2", "row": {"id": 1}}]''.';
    END IF;
    SELECT s.* INTO used_sync FROM bucardo.sync s WHERE s.id = code.sync_id;
    PERFORM bucardo._check_running(used_sync);

    RETURN bucardo._add_command(used_sync, 'test_customcode', arguments => jsonb_build_object(
        'Code', jsonb_build_object(
            'ID', code.id, 'Name', code.name, 'Point', code.point, 'Schema', coalesce(code.schema_name, ''), 'Table', coalesce(code.table_name, ''),
            'DBID', coalesce(code.db_id, 0), 'FunctionSchema', coalesce(code.function_schema, ''), 'Function', coalesce(code.function_name, ''),
            'Expression', coalesce(code.expression, ''), 'Role', coalesce(code.role, ''),
            'Timeout', round(1000 * date_part('epoch', code.timeout))::bigint),
        'Versions', _test_customcode.versions));
END
$_test_customcode$;

COMMENT ON FUNCTION bucardo._test_customcode(name text, versions jsonb)
IS 'Queues a test of custom code and returns the id of the command. Raises when it would be in vain.';
