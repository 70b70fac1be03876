CREATE OR REPLACE FUNCTION bucardo._parse_strategy(conflict_strategy text, sources text[])
RETURNS bucardo.table_option
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_parse_strategy$
DECLARE
    strategies CONSTANT text[] := '{latest,latest_all_tables,source order,source,target,first,skip,abort,random,merge}'::text[];
    -- As Bucardo 5 calls those that it has too.
    synonyms CONSTANT text[] := '{bucardo_latest,bucardo_latest_all_tables,bucardo_source,bucardo_target,bucardo_skip,bucardo_abort,bucardo_random}'::text[];
    word text := regexp_replace(lower(btrim(_parse_strategy.conflict_strategy)), '\s+', ' ', 'g');
    items text[];
    result bucardo.table_option;
BEGIN
    IF word = ANY (synonyms) THEN
        word := regexp_replace(word, '^bucardo_', '');
    END IF;
    IF word = ANY (strategies) THEN
        result.conflict_strategy := word;
        result.source_order := CASE WHEN word = 'source order' THEN _parse_strategy.sources END;
        RETURN result;
    END IF;

    items := bucardo._split_list(_parse_strategy.conflict_strategy, 'conflict_strategy');
    IF cardinality(items) = 1 AND left(items[1], 1) <> '"' AND NOT items[1] = ANY (_parse_strategy.sources) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown conflict strategy "%s"', items[1]),
            DETAIL = format(
                'The strategies are: %s, or a list of the sources: %s.',
                array_to_string(strategies, ', '), array_to_string(_parse_strategy.sources, ', ')),
            HINT = CASE WHEN word = 'bucardo_custom' THEN 'Code of your own is declared by itself: SELECT * FROM bucardo.add_customcode(name, sync, ''conflict'', function => ''...'')' ELSE coalesce(
                'Did you mean "' || bucardo._nearest(regexp_replace(items[1], '^bucardo_', ''), strategies || _parse_strategy.sources) || '"?',
                'Write conflict_strategy => ''latest''.') END;
    END IF;
    result.conflict_strategy := 'source order';
    result.source_order := bucardo._parse_source_order(_parse_strategy.conflict_strategy, 'conflict_strategy', _parse_strategy.sources);
    RETURN result;
END
$_parse_strategy$;

COMMENT ON FUNCTION bucardo._parse_strategy(conflict_strategy text, sources text[])
IS 'A strategy as it is kept: its name, and with source order the sources in the order in which they win. Raises when it is unknown.';
