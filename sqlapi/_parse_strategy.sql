CREATE OR REPLACE FUNCTION bucardo._parse_strategy(conflict_strategy text, sources text[])
RETURNS text[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_parse_strategy$
DECLARE
    word text := regexp_replace(lower(btrim(_parse_strategy.conflict_strategy)), '\s+', ' ', 'g');
    items text[];
    stranger text;
    near text;
BEGIN
    IF word = 'latest' THEN
        RETURN NULL;
    ELSIF word = 'source order' THEN
        RETURN _parse_strategy.sources;
    END IF;

    items := bucardo._split_list(_parse_strategy.conflict_strategy, 'conflict_strategy');
    items := ARRAY(SELECT bucardo._unquote(item, 'conflict_strategy') FROM unnest(items) AS item);

    SELECT item INTO stranger FROM unnest(items) AS item WHERE NOT item = ANY (_parse_strategy.sources) LIMIT 1;
    IF stranger IS NOT NULL THEN
        -- Names in the list already, and strategies beside others, would be refused too.
        near := bucardo._nearest(
            stranger,
            CASE WHEN cardinality(items) = 1 THEN ARRAY['latest', 'source order'] ELSE '{}'::text[] END
            || ARRAY(SELECT source FROM unnest(_parse_strategy.sources) AS source WHERE NOT source = ANY (items)));
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = CASE
                WHEN cardinality(items) = 1 THEN format('unknown conflict strategy "%s"', stranger)
                ELSE format('conflict_strategy: "%s" is not a source of the sync', stranger)
            END,
            DETAIL = format('The strategies are: latest, source order, or a list of the sources: %s.', array_to_string(_parse_strategy.sources, ', ')),
            HINT = coalesce('Did you mean "' || near || '"?', 'Write conflict_strategy => ''latest''.');
    ELSIF cardinality(items) <> cardinality(_parse_strategy.sources)
        OR EXISTS (SELECT FROM unnest(_parse_strategy.sources) AS source WHERE NOT source = ANY (items))
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'conflict_strategy does not name each source once',
            DETAIL = format('It names: %s. The sources are: %s.', array_to_string(items, ', '), array_to_string(_parse_strategy.sources, ', ')),
            HINT = 'Name all sources, the one that wins first, or write ''source order'' for the order of dbs.';
    END IF;

    RETURN items;
END
$_parse_strategy$;

COMMENT ON FUNCTION bucardo._parse_strategy(conflict_strategy text, sources text[])
IS 'The sources in the order in which they win; NULL for the strategy latest. Raises when the strategy is unknown.';
