CREATE OR REPLACE FUNCTION bucardo._sync_fields(
    declared bucardo.sync,
    members bucardo.dbgroup_member[],
    relations bucardo.sync_relation[]
)
RETURNS text[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_sync_fields$
BEGIN
    RETURN ARRAY[
        coalesce(
            (SELECT 'dbgroup ' || g.name FROM bucardo.dbgroup g WHERE g.id = declared.dbgroup_id AND NOT g.own),
            (SELECT string_agg(item, ',' ORDER BY item) FROM unnest(bucardo._members_text(_sync_fields.members)) AS item)),
        coalesce(
            (SELECT 'relgroup ' || g.name FROM bucardo.relgroup g WHERE g.id = declared.relgroup_id AND NOT g.own),
            (SELECT string_agg(item, ',' ORDER BY item) FROM unnest(bucardo._relations_text(_sync_fields.relations, 'table')) AS item)),
        CASE
            WHEN declared.source_order IS NULL THEN declared.conflict_strategy
            ELSE (SELECT string_agg(bucardo._quote_item(o.name), ',' ORDER BY o.position)
                  FROM unnest(declared.source_order) WITH ORDINALITY AS o(name, position))
        END,
        declared.autokick::text,
        declared.onetimecopy::text,
        declared.copy_workers::text,
        declared.status];
END
$_sync_fields$;

COMMENT ON FUNCTION bucardo._sync_fields(declared bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[])
IS 'What add_sync declares, as it is written there: dbs and tables in an order that does not matter, conflict_strategy, autokick, onetimecopy, copy_workers, status.';
