CREATE OR REPLACE FUNCTION bucardo._check_customcode(code bucardo.customcode)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_customcode$
DECLARE
    points CONSTANT text[] := '{conflict,exception,transform,before_sync,after_sync,before_txn,after_txn,before_apply}'::text[];
    of_tables CONSTANT text[] := '{conflict,exception,transform}'::text[];
    sync_name text := (SELECT s.name FROM bucardo.sync s WHERE s.id = code.sync_id);
BEGIN
    IF code.point IS NULL OR code.point <> ALL (points) THEN
        RAISE EXCEPTION USING
            ERRCODE = CASE WHEN code.point IS NULL THEN 'null_value_not_allowed' ELSE 'invalid_parameter_value' END,
            MESSAGE = coalesce('unknown point "' || code.point || '"', 'point must not be NULL'),
            DETAIL = format('The points are: %s.', array_to_string(points, ', ')),
            HINT = coalesce(
                'Did you mean "' || CASE WHEN code.point IS NOT NULL THEN bucardo._nearest(code.point, points) END || '"?',
                'Write point => ''transform'', or conflict => ''CASE WHEN a.stock < b.stock THEN a ELSE b END''.');
    ELSIF num_nonnulls(code.function_name, code.expression) <> 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('customcode "%s" needs a function or an expression', code.name),
            DETAIL = CASE WHEN code.expression IS NULL THEN 'Neither is given.' ELSE 'Both are given.' END,
            HINT = 'Give function => ''schema.name'', or conflict => an expression over a and b.';
    ELSIF code.expression IS NOT NULL AND (code.point <> 'conflict' OR code.table_name IS NULL) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('customcode "%s" cannot be an expression', code.name),
            DETAIL = 'An expression decides conflicts, over a and b, two versions of a row of one table.',
            HINT = CASE WHEN code.point = 'conflict' THEN 'Give relation => ''schema.table'' too.' ELSE 'Give a function; other values for columns are an affair of bucardo.add_customcols.' END;
    ELSIF code.table_name IS NOT NULL AND code.point <> ALL (of_tables) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s is not for a single table', code.point),
            DETAIL = format('It is called once for a run with all its tables. For a table there are: %s.', array_to_string(of_tables, ', ')),
            HINT = 'Leave relation out; the function is told which tables the run has.';
    ELSIF code.timeout IS NULL OR code.timeout < interval '1 ms' OR code.timeout > interval '1 day' THEN
        RAISE EXCEPTION USING
            ERRCODE = CASE WHEN code.timeout IS NULL THEN 'null_value_not_allowed' ELSE 'invalid_parameter_value' END,
            MESSAGE = 'timeout must be between 1 ms and 1 day',
            DETAIL = format('It is %s.', coalesce(code.timeout::text, 'NULL')),
            HINT = 'Write how long a call may take: timeout => ''10s''.';
    ELSIF code.priority IS NULL OR code.status IS NULL OR code.status NOT IN ('active', 'inactive') THEN
        RAISE EXCEPTION USING
            ERRCODE = CASE WHEN num_nulls(code.priority, code.status) > 0 THEN 'null_value_not_allowed' ELSE 'invalid_parameter_value' END,
            MESSAGE = CASE WHEN code.priority IS NULL THEN 'priority must not be NULL' ELSE coalesce('unknown status "' || code.status || '"', 'status must not be NULL') END,
            DETAIL = 'The priority is a number, and the status active or inactive.',
            HINT = 'Write status => ''inactive'', or leave both out.';
    ELSIF code.db_id IS NOT NULL AND NOT EXISTS (SELECT FROM bucardo.sync_db m WHERE m.sync_id = code.sync_id AND m.db_id = code.db_id) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('database "%s" is not in sync "%s"', (SELECT d.name FROM bucardo.db d WHERE d.id = code.db_id), sync_name),
            DETAIL = 'Custom code runs in the control database, or in one of the sync.',
            HINT = format('Leave db out, or take the database in: SELECT * FROM bucardo.update_sync(%L, dbs => ''...'')', sync_name);
    ELSIF EXISTS (SELECT FROM bucardo.db d WHERE d.id = code.db_id AND d.type <> 'postgres') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'feature_not_supported',
            MESSAGE = format('database "%s" cannot run custom code', (SELECT d.name FROM bucardo.db d WHERE d.id = code.db_id)),
            DETAIL = 'It is not PostgreSQL.',
            HINT = 'Leave db out to run it in the control database, or name a PostgreSQL database of the sync.';
    ELSIF code.point = 'transform' AND NOT EXISTS (SELECT FROM bucardo.sync_db m WHERE m.sync_id = code.sync_id AND m.role <> 'source') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('sync "%s" has no target', sync_name),
            DETAIL = 'Only what targets get is transformed: a source would send it back to the others.',
            HINT = format('Take a target in: SELECT * FROM bucardo.update_sync(%L, dbs => ''...'')', sync_name);
    END IF;

    IF code.expression IS NOT NULL THEN
        PERFORM bucardo._check_expression(code.expression, 'conflict');
    ELSIF code.db_id IS NULL AND code.point <> 'before_apply' THEN
        PERFORM bucardo._check_customcode_function(code);
    END IF;
END
$_check_customcode$;

COMMENT ON FUNCTION bucardo._check_customcode(code bucardo.customcode)
IS 'Raises unless a sync can call this code, as far as the control database can know.';
