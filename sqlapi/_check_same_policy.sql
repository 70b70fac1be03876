CREATE OR REPLACE FUNCTION bucardo._check_same_policy(whose text, different text, if_not_exists boolean, change text)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_same_policy$
BEGIN
    IF _check_same_policy.if_not_exists AND _check_same_policy.different IS NULL THEN
        RETURN;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'duplicate_object',
        MESSAGE = _check_same_policy.whose || ' has a policy already' || CASE WHEN _check_same_policy.if_not_exists THEN ', and not the same' ELSE '' END,
        DETAIL = coalesce('It differs: ' || _check_same_policy.different || '.', 'It is the same as the one asked for.'),
        HINT = CASE
            WHEN _check_same_policy.different IS NULL THEN 'Add it with if_not_exists => true.'
            ELSE 'Change it: SELECT * FROM bucardo.' || _check_same_policy.change
        END;
END
$_check_same_policy$;

COMMENT ON FUNCTION bucardo._check_same_policy(whose text, different text, if_not_exists boolean, change text)
IS 'Raises unless the policy that is there is the one asked for, and if_not_exists. different: in what it is not; change: the call that changes it.';
