CREATE OR REPLACE FUNCTION bucardo._parse_tables(tables text)
RETURNS SETOF bucardo.sync_relation
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_parse_tables$
DECLARE
    item text;
    parts text[];
    part text;
    is_schema boolean;
    relation bucardo.sync_relation;
    relations bucardo.sync_relation[] := '{}'::bucardo.sync_relation[];
BEGIN
    FOREACH item IN ARRAY bucardo._split_list(_parse_tables.tables, 'tables')
    LOOP
        is_schema := item ~ '\.\s*\*$';
        IF lower(item) IN ('all', '*') THEN
            parts := ARRAY[NULL, NULL]::text[];
        ELSE
            BEGIN
                parts := parse_ident(regexp_replace(item, '\s*\.\s*\*$', ''), true);
            EXCEPTION WHEN invalid_parameter_value THEN
                parts := '{}';
            END;
            IF cardinality(parts) NOT BETWEEN 1 AND 2 OR is_schema AND cardinality(parts) = 2 THEN
                RAISE EXCEPTION USING
                    ERRCODE = 'invalid_name',
                    MESSAGE = format('tables: %s is not the name of a table', item),
                    DETAIL = 'As in SQL, a name in lower case with letters, digits and underscores stands as it is, any other goes in double quotes.',
                    HINT = 'Write all, schema.*, schema.table or table: ''public.work,"My Schema"."My Table"''.';
            END IF;
            FOREACH part IN ARRAY parts
            LOOP
                IF octet_length(part) > 63 THEN
                    RAISE EXCEPTION USING
                        ERRCODE = 'name_too_long',
                        MESSAGE = format('tables: the name "%s" is too long', part),
                        DETAIL = format('It has %s bytes.', octet_length(part)),
                        HINT = 'PostgreSQL''s names have 63 bytes at most.';
                END IF;
            END LOOP;
            parts := CASE
                WHEN is_schema THEN parts || NULL::text
                WHEN cardinality(parts) = 1 THEN NULL::text || parts
                ELSE parts
            END;
        END IF;

        relation.kind := 'table';
        relation.excluded := false;
        relation.patterns := false;
        relation.priority := 0;
        relation.schema_name := parts[1];
        relation.table_name := parts[2];
        relation.position := NULL;
        CONTINUE WHEN EXISTS (
            SELECT
            FROM unnest(relations) r
            WHERE (r.schema_name, r.table_name) IS NOT DISTINCT FROM (relation.schema_name, relation.table_name));
        relation.position := cardinality(relations) + 1;
        relations := relations || relation;
    END LOOP;

    RETURN QUERY SELECT * FROM unnest(relations);
END
$_parse_tables$;

COMMENT ON FUNCTION bucardo._parse_tables(tables text)
IS 'The relations that a list like ''shakespeare.*,public.work'' names, each once, without the sync''s id.';
