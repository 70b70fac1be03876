CREATE OR REPLACE FUNCTION bucardo._check_db_options(options jsonb)
RETURNS jsonb
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_db_options$
DECLARE
    option record;
BEGIN
    IF jsonb_typeof(_check_db_options.options) <> 'object' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'options is not an object',
            DETAIL = format('It is of the JSON type %s.', jsonb_typeof(_check_db_options.options)),
            HINT = 'Write options => ''{"name": "value"}''; docs/targets.md lists those of each type.';
    END IF;

    -- No message repeats a value: it may be a password.
    FOR option IN
        SELECT o.name, o.value #>> '{}' AS text, jsonb_typeof(o.value) AS kind
        FROM jsonb_each(_check_db_options.options) AS o(name, value)
        ORDER BY o.name
    LOOP
        IF bucardo._is_secret(option.name) OR option.text ~ '://[^/?#@]*:[^/?#]*@' THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('options holds a secret in the clear (%s)', option.name),
                DETAIL = 'Whoever may read the control database would read it.',
                HINT = 'Leave it out and give the password by passfile => ''/path'' or password_env => ''VARIABLE'', both found on the sidecar''s host.';
        ELSIF option.kind NOT IN ('string', 'number', 'boolean') THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('the option "%s" has no plain value', option.name),
                DETAIL = format('It is of the JSON type %s; the values of options are texts.', option.kind),
                HINT = format('Write options => %L, or leave the option out.', jsonb_build_object(option.name, 'value'));
        END IF;
    END LOOP;

    RETURN (SELECT jsonb_object_agg(o.name, o.value) FROM jsonb_each_text(_check_db_options.options) AS o(name, value));
END
$_check_db_options$;

COMMENT ON FUNCTION bucardo._check_db_options(options jsonb)
IS 'Options of a database as they are kept, each as a text; NULL when there is none. Raises when they hold anything else, or a secret.';
