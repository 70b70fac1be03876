CREATE OR REPLACE FUNCTION bucardo._with_schema(sync_id bigint, entry bucardo.sync_relation)
RETURNS bucardo.sync_relation
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_with_schema$
DECLARE
    schemas text[];
BEGIN
    IF entry.schema_name IS NOT NULL THEN
        RETURN entry;
    END IF;

    schemas := ARRAY(
        SELECT t.schema_name
        FROM bucardo.sync_table t
        WHERE (t.sync_id, t.kind, t.table_name) = (_with_schema.sync_id, entry.kind, entry.table_name)
        UNION
        SELECT r.schema_name
        FROM bucardo.sync_relation r
        WHERE (r.sync_id, r.kind, r.table_name) = (_with_schema.sync_id, entry.kind, entry.table_name)
        AND r.schema_name IS NOT NULL
        AND NOT r.patterns
        AND NOT r.excluded
        ORDER BY 1);
    IF cardinality(schemas) <> 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('the schema of %s %I is not certain', entry.kind, entry.table_name),
            DETAIL = CASE
                WHEN schemas = '{}' THEN 'The sidecar has found none of that name yet.'
                ELSE format('There are: %s.', (SELECT string_agg(format('%I.%I', n, entry.table_name), ', ') FROM unnest(schemas) n))
            END,
            HINT = format('Write it with its schema: %L.', format('%I.%I', coalesce(schemas[1], 'public'), entry.table_name));
    END IF;
    entry.schema_name := schemas[1];
    RETURN entry;
END
$_with_schema$;

COMMENT ON FUNCTION bucardo._with_schema(sync_id bigint, entry bucardo.sync_relation)
IS 'A table that was named, with its schema. Raises when it was named without and is not known in one schema only.';
