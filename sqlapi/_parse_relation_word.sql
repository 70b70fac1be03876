CREATE OR REPLACE FUNCTION bucardo._parse_relation_word(word text, patterns boolean, item text, kind text)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_parse_relation_word$
DECLARE
    parts text[] := '{}'::text[];
    name text;
BEGIN
    IF _parse_relation_word.word IS NULL THEN
        RETURN NULL;
    END IF;

    BEGIN
        parts := parse_ident(
            CASE
                WHEN left(_parse_relation_word.word, 1) = '"' THEN _parse_relation_word.word
                ELSE replace(_parse_relation_word.word, '*', '_')
            END, true);
    EXCEPTION WHEN invalid_parameter_value THEN
        parts := '{}';
    END;
    IF cardinality(parts) <> 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_name',
            MESSAGE = format('%ss: %s is not the name of a %1$s', _parse_relation_word.kind, _parse_relation_word.item),
            DETAIL = 'As in SQL, a name in lower case with letters, digits and underscores stands as it is, any other goes in double quotes. Outside of these * stands for any characters.',
            HINT = format('Write all, schema.*, schema.%s or %1$s, with a minus before what is to be left out: ''public.work,"My Schema".*,-*.log_*''.', _parse_relation_word.kind);
    ELSIF octet_length(parts[1]) > 63 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'name_too_long',
            MESSAGE = format('%ss: the name "%s" is too long', _parse_relation_word.kind, parts[1]),
            DETAIL = format('It has %s bytes.', octet_length(parts[1])),
            HINT = 'PostgreSQL''s names have 63 bytes at most.';
    END IF;

    IF left(_parse_relation_word.word, 1) <> '"' AND strpos(_parse_relation_word.word, '*') > 0 THEN
        -- Folded as SQL folds names: the letters A to Z only.
        name := lower(btrim(_parse_relation_word.word) COLLATE "C");
    ELSIF _parse_relation_word.patterns THEN
        name := regexp_replace(parts[1], '([\\*])', '\\\1', 'g');
    ELSE
        name := parts[1];
    END IF;
    RETURN name;
END
$_parse_relation_word$;

COMMENT ON FUNCTION bucardo._parse_relation_word(word text, patterns boolean, item text, kind text)
IS 'A name in an item of a list as it is kept: where the item has a pattern, stars that stand for themselves, and backslashes, with a backslash before them.';
