CREATE OR REPLACE FUNCTION bucardo._interval_text(milliseconds bigint)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_interval_text$
BEGIN
    RETURN CASE
        WHEN _interval_text.milliseconds = 0 THEN '0'
        WHEN _interval_text.milliseconds % 86400000 = 0 THEN _interval_text.milliseconds / 86400000 || 'd'
        WHEN _interval_text.milliseconds % 3600000 = 0 THEN _interval_text.milliseconds / 3600000 || 'h'
        WHEN _interval_text.milliseconds % 60000 = 0 THEN _interval_text.milliseconds / 60000 || 'min'
        WHEN _interval_text.milliseconds % 1000 = 0 THEN _interval_text.milliseconds / 1000 || 's'
        ELSE _interval_text.milliseconds || 'ms'
    END;
END
$_interval_text$;

COMMENT ON FUNCTION bucardo._interval_text(milliseconds bigint)
IS 'An interval as it is kept in settings: in the largest unit that holds it without a fraction.';
