CREATE OR REPLACE FUNCTION bucardo._sync_fields(
    declared bucardo.sync,
    members bucardo.sync_db[],
    relations bucardo.sync_relation[]
)
RETURNS text[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_sync_fields$
BEGIN
    RETURN ARRAY[
        (SELECT string_agg(bucardo._quote_item(d.name) || ':' || m.role, ',' ORDER BY d.name)
         FROM unnest(_sync_fields.members) m
         JOIN bucardo.db d ON d.id = m.db_id),
        (SELECT string_agg(n.relation, ',' ORDER BY n.relation)
         FROM unnest(_sync_fields.relations) r,
              LATERAL bucardo._relation_name(r.schema_name, r.table_name) AS n(relation)),
        CASE
            WHEN declared.source_order IS NULL THEN declared.conflict_strategy
            ELSE (SELECT string_agg(bucardo._quote_item(o.name), ',' ORDER BY o.position)
                  FROM unnest(declared.source_order) WITH ORDINALITY AS o(name, position))
        END,
        declared.autokick::text,
        declared.status];
END
$_sync_fields$;

COMMENT ON FUNCTION bucardo._sync_fields(declared bucardo.sync, members bucardo.sync_db[], relations bucardo.sync_relation[])
IS 'What add_sync declares, as it is written there: dbs and tables in an order that does not matter, conflict_strategy, autokick, status.';
