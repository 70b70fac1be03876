CREATE OR REPLACE FUNCTION bucardo._next_source_order(existing text[], had text[], sources text[])
RETURNS text[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_next_source_order$
BEGIN
    IF _next_source_order.existing IS NULL OR _next_source_order.existing = _next_source_order.had THEN
        RETURN CASE WHEN _next_source_order.existing IS NOT NULL THEN _next_source_order.sources END;
    END IF;

    -- Sources that stay keep their order, new ones come after them.
    RETURN ARRAY(
        SELECT s.name
        FROM unnest(_next_source_order.sources) WITH ORDINALITY AS s(name, position)
        ORDER BY array_position(_next_source_order.existing, s.name) NULLS LAST, s.position);
END
$_next_source_order$;

COMMENT ON FUNCTION bucardo._next_source_order(existing text[], had text[], sources text[])
IS 'The source order of a sync whose sources were had: one that is the order of dbs follows that, another keeps the sources that stay.';
