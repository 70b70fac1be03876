CREATE OR REPLACE FUNCTION bucardo._set_table_orders(sync_id bigint, had text[], sources text[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_set_table_orders$
BEGIN
    UPDATE bucardo.table_option o
    SET source_order = bucardo._next_source_order(o.source_order, _set_table_orders.had, _set_table_orders.sources)
    WHERE o.sync_id = _set_table_orders.sync_id
    AND o.source_order IS NOT NULL;
    UPDATE bucardo.column_policy p
    SET source_order = bucardo._next_source_order(p.source_order, _set_table_orders.had, _set_table_orders.sources)
    WHERE p.sync_id = _set_table_orders.sync_id
    AND p.source_order IS NOT NULL;
END
$_set_table_orders$;

COMMENT ON FUNCTION bucardo._set_table_orders(sync_id bigint, had text[], sources text[])
IS 'Gives tables and columns that have a source order of their own one with the new sources of the sync.';
