CREATE OR REPLACE FUNCTION bucardo._export_strategy(conflict_strategy text, source_order text[])
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_export_strategy$
BEGIN
    RETURN quote_literal(coalesce(
        (SELECT string_agg(bucardo._export_name(o.name), ',' ORDER BY o.position)
         FROM unnest(_export_strategy.source_order) WITH ORDINALITY AS o(name, position)),
        _export_strategy.conflict_strategy));
END
$_export_strategy$;

COMMENT ON FUNCTION bucardo._export_strategy(conflict_strategy text, source_order text[])
IS 'A strategy as a literal in SQL; NULL when there is none.';
