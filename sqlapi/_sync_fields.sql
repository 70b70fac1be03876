CREATE OR REPLACE FUNCTION bucardo._sync_fields(
    declared bucardo.sync,
    members bucardo.dbgroup_member[],
    relations bucardo.sync_relation[],
    row_filter text
)
RETURNS text[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_sync_fields$
DECLARE
    shared_relgroup text := (SELECT 'relgroup ' || g.name FROM bucardo.relgroup g WHERE g.id = declared.relgroup_id AND NOT g.own);
BEGIN
    RETURN ARRAY[
        coalesce(
            (SELECT 'dbgroup ' || g.name FROM bucardo.dbgroup g WHERE g.id = declared.dbgroup_id AND NOT g.own),
            (SELECT string_agg(item, ',' ORDER BY item) FROM unnest(bucardo._members_text(_sync_fields.members)) AS item)),
        coalesce(
            shared_relgroup,
            (SELECT string_agg(item, ',' ORDER BY item) FROM unnest(bucardo._relations_text(_sync_fields.relations, 'table')) AS item)),
        CASE WHEN shared_relgroup IS NULL THEN
            (SELECT string_agg(item, ',' ORDER BY item) FROM unnest(bucardo._relations_text(_sync_fields.relations, 'sequence')) AS item)
        END,
        bucardo._strategy_text(declared.conflict_strategy, declared.source_order),
        declared.autokick::text,
        declared.onetimecopy::text,
        declared.copy_workers::text,
        declared.status,
        nullif(_sync_fields.row_filter, ''),
        bucardo._options_text(declared.options)];
END
$_sync_fields$;

COMMENT ON FUNCTION bucardo._sync_fields(
    declared bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[], row_filter text)
IS 'What add_sync declares, as it is written there: dbs, tables and sequences in an order that does not matter, conflict_strategy, autokick, onetimecopy, copy_workers, status, row_filter, options.';
