CREATE OR REPLACE FUNCTION bucardo._parse_choice(value text, what text, choices text[])
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_parse_choice$
DECLARE
    word text := regexp_replace(lower(btrim(_parse_choice.value)), '\s+', ' ', 'g');
BEGIN
    IF NOT word = ANY (_parse_choice.choices) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown %s "%s"', _parse_choice.what, _parse_choice.value),
            DETAIL = format('The values are: %s.', array_to_string(_parse_choice.choices, ', ')),
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(word, _parse_choice.choices) || '"?',
                format('Write %s => %L.', _parse_choice.what, _parse_choice.choices[1]));
    END IF;
    RETURN word;
END
$_parse_choice$;

COMMENT ON FUNCTION bucardo._parse_choice(value text, what text, choices text[])
IS 'The one of the choices that is meant; NULL for NULL. Raises when there is none.';
