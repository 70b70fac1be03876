CREATE OR REPLACE FUNCTION bucardo._parse_source_order(source_order text, what text, sources text[])
RETURNS text[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_parse_source_order$
DECLARE
    items text[] := bucardo._split_list(_parse_source_order.source_order, _parse_source_order.what);
    stranger text;
    complete CONSTANT text := format(
        'Name all sources, the one that wins first: %s => %L.', _parse_source_order.what,
        (SELECT string_agg(bucardo._quote_item(source), ',') FROM unnest(_parse_source_order.sources) AS source));
BEGIN
    items := ARRAY(SELECT bucardo._unquote(item, _parse_source_order.what) FROM unnest(items) AS item);

    SELECT item INTO stranger FROM unnest(items) AS item WHERE NOT item = ANY (_parse_source_order.sources) LIMIT 1;
    IF stranger IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s: "%s" is not a source of the sync', _parse_source_order.what, stranger),
            DETAIL = format('The sources are: %s.', array_to_string(_parse_source_order.sources, ', ')),
            -- A name that is in the list already would be refused too.
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(
                    stranger,
                    ARRAY(SELECT source FROM unnest(_parse_source_order.sources) AS source WHERE NOT source = ANY (items))) || '"?',
                complete);
    ELSIF cardinality(items) <> cardinality(_parse_source_order.sources)
        OR EXISTS (SELECT FROM unnest(_parse_source_order.sources) AS source WHERE NOT source = ANY (items))
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s does not name each source once', _parse_source_order.what),
            DETAIL = format('It names: %s. The sources are: %s.', array_to_string(items, ', '), array_to_string(_parse_source_order.sources, ', ')),
            HINT = complete;
    END IF;

    RETURN items;
END
$_parse_source_order$;

COMMENT ON FUNCTION bucardo._parse_source_order(source_order text, what text, sources text[])
IS 'The sources of a sync in the order in which a list names them. Raises unless it names each once.';
