CREATE OR REPLACE FUNCTION bucardo._strategy_text(conflict_strategy text, source_order text[])
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_strategy_text$
BEGIN
    RETURN coalesce(
        (SELECT string_agg(bucardo._quote_item(o.name), ',' ORDER BY o.position)
         FROM unnest(_strategy_text.source_order) WITH ORDINALITY AS o(name, position)),
        _strategy_text.conflict_strategy);
END
$_strategy_text$;

COMMENT ON FUNCTION bucardo._strategy_text(conflict_strategy text, source_order text[])
IS 'A strategy as it is written: its name, or the sources in their order.';
