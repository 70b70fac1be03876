CREATE OR REPLACE FUNCTION bucardo._relation_text(relation bucardo.sync_relation)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_relation_text$
DECLARE
    names text[] := ARRAY[relation.schema_name, relation.table_name];
BEGIN
    -- In an entry with patterns, a name with a star and no backslash is one; any other stands for itself.
    FOR i IN 1 .. 2
    LOOP
        names[i] := CASE
            WHEN NOT relation.patterns THEN quote_ident(names[i])
            WHEN names[i] ~ '^[^\\]*\*[^\\]*$' THEN names[i]
            ELSE quote_ident(regexp_replace(names[i], '\\(.)', '\1', 'g'))
        END;
    END LOOP;

    RETURN CASE WHEN relation.excluded THEN '-' ELSE '' END
        || CASE
            WHEN names[1] IS NULL AND names[2] IS NULL THEN 'all'
            ELSE concat(names[1] || '.', coalesce(names[2], '*'))
        END
        || CASE WHEN relation.priority <> 0 THEN ':' || relation.priority ELSE '' END;
END
$_relation_text$;

COMMENT ON FUNCTION bucardo._relation_text(relation bucardo.sync_relation)
IS 'An entry as it is written in a list of tables or sequences.';
