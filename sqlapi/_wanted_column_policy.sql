CREATE OR REPLACE FUNCTION bucardo._wanted_column_policy(
    had bucardo.column_policy,
    sources text[],
    policy text,
    source_order text,
    expression text
)
RETURNS bucardo.column_policy
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_wanted_column_policy$
DECLARE
    result bucardo.column_policy := had;
    stranger text;
BEGIN
    result.policy := coalesce(
        bucardo._parse_choice(
            _wanted_column_policy.policy, 'policy',
            ARRAY['latest', 'max', 'min', 'sum', 'union', 'jsonb_merge', 'coalesce', 'source order', 'expression']),
        had.policy);

    stranger := CASE
        WHEN _wanted_column_policy.source_order IS NOT NULL AND result.policy <> 'source order' THEN 'source_order'
        WHEN _wanted_column_policy.expression IS NOT NULL AND result.policy <> 'expression' THEN 'expression'
    END;
    IF stranger IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('the policy %s has no %s', result.policy, stranger),
            DETAIL = format('%s belongs to the policy "%s".', stranger, replace(stranger, '_', ' ')),
            HINT = format('Leave it out, or write policy => %L.', replace(stranger, '_', ' '));
    END IF;

    result.source_order := CASE WHEN result.policy = 'source order' THEN coalesce(
        CASE WHEN _wanted_column_policy.source_order IS NOT NULL THEN
            bucardo._parse_source_order(_wanted_column_policy.source_order, 'source_order', _wanted_column_policy.sources)
        END,
        had.source_order,
        _wanted_column_policy.sources)
    END;
    result.expression := CASE WHEN result.policy = 'expression' THEN coalesce(_wanted_column_policy.expression, had.expression) END;
    IF result.policy = 'expression' THEN
        PERFORM bucardo._check_expression(result.expression, 'expression', 'a and b, the values of the two sides, and base', 'greatest(a, b)');
    END IF;
    RETURN result;
END
$_wanted_column_policy$;

COMMENT ON FUNCTION bucardo._wanted_column_policy(had bucardo.column_policy, sources text[], policy text, source_order text, expression text)
IS 'A column policy with what is given otherwise; NULL keeps. Raises when its parts do not go together.';
