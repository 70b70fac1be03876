CREATE OR REPLACE FUNCTION bucardo._check_relations(relations bucardo.sync_relation[])
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_relations$
DECLARE
    alone text;
BEGIN
    SELECT r.kind
    INTO alone
    FROM unnest(_check_relations.relations) r
    GROUP BY r.kind
    HAVING bool_and(r.excluded)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%ss: the list only says what is left out', alone),
            DETAIL = format('It is: %s.', array_to_string(bucardo._relations_text(_check_relations.relations, alone), ', ')),
            HINT = format('Say first what it is left out of: ''all,%s''.', replace((bucardo._relations_text(_check_relations.relations, alone))[1], '''', ''''''));
    END IF;
END
$_check_relations$;

COMMENT ON FUNCTION bucardo._check_relations(relations bucardo.sync_relation[])
IS 'Raises when the list of tables, or that of sequences, has exclusions and nothing else.';
