CREATE OR REPLACE FUNCTION bucardo._refuse_transaction(procedure_name text)
RETURNS void
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_refuse_transaction$
DECLARE
    stack text;
BEGIN
    GET DIAGNOSTICS stack = PG_CONTEXT;

    -- Three lines are this function, its call and the procedure: the client called it directly. A transaction that has
    -- written something before that is a block, whose COMMIT is not the procedure's to give. A block that wrote nothing
    -- cannot be told from none; there the COMMIT itself raises 2D000.
    IF cardinality(string_to_array(stack, E'\n')) = 3 AND pg_current_xact_id_if_assigned() IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'active_sql_transaction',
            MESSAGE = format('%s cannot run inside a transaction block', _refuse_transaction.procedure_name),
            DETAIL = 'The sidecar sees what this transaction did only after its commit.',
            HINT = format('COMMIT, then CALL bucardo.%s.', _refuse_transaction.procedure_name);
    END IF;
END
$_refuse_transaction$;

COMMENT ON FUNCTION bucardo._refuse_transaction(procedure_name text)
IS 'Raises when a procedure that waits was called where it cannot commit.';
