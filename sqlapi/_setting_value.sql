CREATE OR REPLACE FUNCTION bucardo._setting_value(setting bucardo.setting, value text)
RETURNS text
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_setting_value$
DECLARE
    -- More milliseconds would not fit into what the sidecar counts time in.
    longest CONSTANT interval := interval '36500d';
    word text := regexp_replace(lower(btrim(_setting_value.value)), '\s+', ' ', 'g');
    -- Not in lower case: ISO 8601 writes intervals in capitals.
    span interval;
    milliseconds numeric;
    number bigint;
    canonical text;
    reason text;
BEGIN
    BEGIN
        CASE setting.kind
            WHEN 'boolean' THEN
                canonical := word::boolean::text;
            WHEN 'integer' THEN
                number := word::integer;
                canonical := number::text;
                reason := CASE
                    WHEN number < setting.minimum::bigint THEN 'It is too small.'
                    WHEN number > setting.maximum::bigint THEN 'It is too large.'
                END;
            WHEN 'interval' THEN
                span := btrim(_setting_value.value)::interval;
                milliseconds := CASE WHEN span BETWEEN - longest AND longest THEN 1000 * extract(epoch FROM span) END;
                canonical := bucardo._interval_text(trunc(milliseconds)::bigint);
                reason := CASE
                    WHEN span < setting.minimum::interval THEN 'It is too short.'
                    WHEN span > least(setting.maximum::interval, longest) THEN 'It is too long.'
                    WHEN milliseconds <> trunc(milliseconds) THEN 'It is kept in whole milliseconds.'
                END;
            ELSE
                canonical := word;
        END CASE;
    EXCEPTION WHEN data_exception THEN
        reason := format('It is no %s.', setting.kind);
    END;
    IF NOT canonical = ANY (setting.choices) THEN
        reason := 'It is none of the values there are.';
    END IF;

    IF reason IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s cannot be "%s"', setting.name, _setting_value.value),
            DETAIL = reason || ' ' || bucardo._setting_range(setting),
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(word, setting.choices) || '"?',
                format('Give another value; the default is %s.', setting.default_value));
    END IF;
    RETURN canonical;
END
$_setting_value$;

COMMENT ON FUNCTION bucardo._setting_value(setting bucardo.setting, value text)
IS 'A value of a setting as it is kept: equal ones are the same text. Raises when the setting cannot have it.';
