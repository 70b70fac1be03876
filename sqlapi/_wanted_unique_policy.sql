CREATE OR REPLACE FUNCTION bucardo._wanted_unique_policy(
    had bucardo.unique_policy,
    winner text,
    loser text,
    column_name text,
    expression text
)
RETURNS bucardo.unique_policy
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_wanted_unique_policy$
DECLARE
    result bucardo.unique_policy := had;
    stranger text;
BEGIN
    result.winner := coalesce(bucardo._parse_choice(_wanted_unique_policy.winner, 'winner', ARRAY['older', 'newer']), had.winner);
    result.loser := coalesce(bucardo._parse_choice(_wanted_unique_policy.loser, 'loser', ARRAY['delete', 'null', 'expression', 'park']), had.loser);

    stranger := CASE
        WHEN _wanted_unique_policy.column_name IS NOT NULL AND NOT result.loser IN ('null', 'expression') THEN 'column_name'
        WHEN _wanted_unique_policy.expression IS NOT NULL AND result.loser <> 'expression' THEN 'expression'
    END;
    IF stranger IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('the loser %s has no %s', result.loser, stranger),
            DETAIL = CASE stranger
                WHEN 'column_name' THEN 'It names the column that gets NULL, or the value of an expression.'
                ELSE 'It is what a column of the losing row gets.'
            END,
            HINT = 'Leave it out, or write loser => ''expression''.';
    END IF;

    result.column_name := CASE WHEN result.loser IN ('null', 'expression') THEN coalesce(
        CASE WHEN _wanted_unique_policy.column_name IS NOT NULL THEN bucardo._column_name(_wanted_unique_policy.column_name, 'column_name') END,
        had.column_name,
        CASE WHEN cardinality(had.columns) = 1 THEN had.columns[1] END)
    END;
    IF result.column_name IS NULL AND result.loser IN ('null', 'expression') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'column_name must say which column is changed',
            DETAIL = format('The columns of the index are: %s.', bucardo._identifiers(had.columns)),
            HINT = format('Write column_name => %L.', quote_ident(had.columns[1]));
    END IF;

    result.expression := CASE WHEN result.loser = 'expression' THEN coalesce(_wanted_unique_policy.expression, had.expression) END;
    IF result.loser = 'expression' THEN
        PERFORM bucardo._check_expression(
            result.expression, 'expression', 'the columns of the losing row', 'email || ''-'' || id');
    END IF;
    RETURN result;
END
$_wanted_unique_policy$;

COMMENT ON FUNCTION bucardo._wanted_unique_policy(had bucardo.unique_policy, winner text, loser text, column_name text, expression text)
IS 'A unique policy with what is given otherwise; NULL keeps. Raises when its parts do not go together.';
