CREATE OR REPLACE FUNCTION bucardo._parse_relation(item text, kind text)
RETURNS bucardo.sync_relation
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_parse_relation$
DECLARE
    rest text := regexp_replace(_parse_relation.item, '^-\s*', '');
    priority_parts text[] := regexp_match(rest, '^(.*\S)\s*:\s*([+-]?[0-9]{1,9})$');
    words text[];
    relation bucardo.sync_relation;
BEGIN
    relation.kind := _parse_relation.kind;
    relation.excluded := rest <> _parse_relation.item;
    relation.priority := coalesce(priority_parts[2]::integer, 0);
    rest := coalesce(priority_parts[1], rest);
    relation.patterns := false;

    IF lower(rest) NOT IN ('all', '*') THEN
        words := coalesce(
            regexp_match(rest, '^(?:("(?:[^"]|"")+"|[^".]+?)\s*\.\s*)?("(?:[^"]|"")+"|[^".]+)$'),
            ARRAY[NULL, '']);
        -- What stands for any name of the schema is no pattern: it is as old as the lists are.
        relation.patterns := words[1] ~ '^[^"]*\*' OR words[2] ~ '^[^"]*\*' AND NOT (words[2] = '*' AND words[1] IS NOT NULL);
        relation.patterns := coalesce(relation.patterns, false);
        relation.schema_name := bucardo._parse_relation_word(words[1], relation.patterns, _parse_relation.item, _parse_relation.kind);
        IF words[1] IS NULL OR words[2] <> '*' THEN
            relation.table_name := bucardo._parse_relation_word(words[2], relation.patterns, _parse_relation.item, _parse_relation.kind);
        END IF;
    ELSIF relation.excluded THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%ss: %s leaves nothing', _parse_relation.kind, _parse_relation.item),
            DETAIL = 'What an entry with a minus means is left out, whatever else names it.',
            HINT = 'Leave out a part: ''all,-public.log,-drama.*''.';
    END IF;

    IF relation.excluded AND priority_parts IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%ss: %s has a priority', _parse_relation.kind, _parse_relation.item),
            DETAIL = 'What an entry with a minus means is left out, so that it comes neither early nor late.',
            HINT = format('Write %L.', regexp_replace(_parse_relation.item, '\s*:[^:]*$', ''));
    END IF;
    RETURN relation;
END
$_parse_relation$;

COMMENT ON FUNCTION bucardo._parse_relation(item text, kind text)
IS 'What one item of a list of tables or sequences means: all, schema.*, schema.name or name, * in a name for any characters, a minus before it, a priority behind it.';
