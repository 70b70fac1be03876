CREATE OR REPLACE FUNCTION bucardo._check_expression(
    expression text,
    what text,
    names text DEFAULT 'the columns of the table',
    example text DEFAULT 'region = ''eu'''
)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_expression$
DECLARE
    -- From the left, so that a quote in a comment or in a dollar-quoted string comes after what is refused below.
    unquoted text := regexp_replace(_check_expression.expression, '''(?:[^'']|'''')*''|"(?:[^"]|"")*"', ' ', 'g');
    parenthesis text;
    depth integer := 0;
    reason text;
BEGIN
    IF _check_expression.expression IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('%s must not be NULL', _check_expression.what),
            DETAIL = format('It is an expression in SQL over %s.', _check_expression.names),
            HINT = format('Write %s => %L.', _check_expression.what, _check_expression.example);
    END IF;

    FOREACH parenthesis IN ARRAY string_to_array(regexp_replace(unquoted, '[^()]', '', 'g'), NULL)
    LOOP
        depth := depth + CASE parenthesis WHEN '(' THEN 1 ELSE -1 END;
        EXIT WHEN depth < 0;
    END LOOP;

    reason := CASE
        WHEN btrim(_check_expression.expression, E' \t\r\n\f\v') = '' THEN 'is empty'
        -- Whether such a quote ends the string depends on an E before it and on standard_conforming_strings.
        WHEN strpos(_check_expression.expression, '\''') > 0 THEN 'has a backslash before a quote'
        WHEN unquoted ~ '[''"]' THEN 'has a quote that is not closed'
        WHEN strpos(unquoted, '--') > 0 OR strpos(unquoted, '/*') > 0 THEN 'has a comment'
        WHEN strpos(unquoted, ';') > 0 THEN 'has a semicolon'
        WHEN strpos(unquoted, '$') > 0 THEN 'has a dollar sign outside of quotes'
        WHEN depth < 0 THEN 'closes a parenthesis that is not open'
        WHEN depth > 0 THEN 'has a parenthesis that is not closed'
    END;
    IF reason IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s %s', _check_expression.what, reason),
            DETAIL = format('It is: %s', _check_expression.expression),
            HINT = format(
                'Write one expression in SQL over %s, its strings in single quotes: %s.', _check_expression.names, _check_expression.example);
    END IF;
END
$_check_expression$;

COMMENT ON FUNCTION bucardo._check_expression(expression text, what text, names text, example text)
IS 'Raises unless the expression, whatever it means, stays within the parentheses that it is put into. names: what it is over.';
