CREATE OR REPLACE FUNCTION bucardo._one_relation(relation text, kind text)
RETURNS bucardo.sync_relation
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_one_relation$
DECLARE
    entries bucardo.sync_relation[];
BEGIN
    IF _one_relation.relation IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = 'relation must not be NULL',
            DETAIL = format('It names a %s.', _one_relation.kind),
            HINT = format('Write schema.%1$s or %1$s.', _one_relation.kind);
    END IF;

    entries := CASE _one_relation.kind
        WHEN 'table' THEN bucardo._relation_lists(_one_relation.relation, NULL)
        ELSE bucardo._relation_lists(NULL, _one_relation.relation)
    END;
    IF cardinality(entries) <> 1 OR entries[1].table_name IS NULL OR entries[1].excluded OR entries[1].patterns
        OR entries[1].priority <> 0
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s is not one %s', _one_relation.relation, _one_relation.kind),
            DETAIL = format('Lists, patterns, priorities and what is left out are in the parameter %ss of a sync or relgroup.', _one_relation.kind),
            HINT = format('Write schema.%1$s or %1$s, or change the list: SELECT * FROM bucardo.update_sync(''...'', %1$ss => ''...'')', _one_relation.kind);
    END IF;
    RETURN entries[1];
END
$_one_relation$;

COMMENT ON FUNCTION bucardo._one_relation(relation text, kind text)
IS 'The one table or sequence (kind) that is named. Raises when that is a list, a pattern, or something that is left out.';
