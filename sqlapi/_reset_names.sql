CREATE OR REPLACE FUNCTION bucardo._reset_names(reset text, scope text, given text[], also text[])
RETURNS text[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_reset_names$
DECLARE
    item text;
    names text[] := '{}'::text[];
BEGIN
    IF _reset_names.reset IS NULL THEN
        RETURN names;
    END IF;

    FOREACH item IN ARRAY bucardo._split_list(_reset_names.reset, 'reset')
    LOOP
        item := lower(bucardo._unquote(item, 'reset'));
        IF item = 'all' THEN
            names := names || _reset_names.also || ARRAY(SELECT s.name FROM bucardo.setting s WHERE _reset_names.scope = ANY (s.scopes));
        ELSIF item = ANY (_reset_names.also) THEN
            names := names || item;
        ELSE
            names := names || (bucardo._find_setting(item, _reset_names.scope)).name;
        END IF;
        IF names && _reset_names.given THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('%s is given and reset', (SELECT g.name FROM unnest(_reset_names.given) AS g(name) WHERE g.name = ANY (names) LIMIT 1)),
                DETAIL = 'reset takes back what was set, a value sets it.',
                HINT = 'Give one or the other.';
        END IF;
    END LOOP;
    RETURN names;
END
$_reset_names$;

COMMENT ON FUNCTION bucardo._reset_names(reset text, scope text, given text[], also text[])
IS 'The names in the list reset: settings of this scope, what also names, or all of these. Raises when one of them is given a value in the same call.';
