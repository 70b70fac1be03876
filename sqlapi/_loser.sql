CREATE OR REPLACE FUNCTION bucardo._loser(id bigint, function_name text)
RETURNS text
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_loser$
DECLARE
    conflict bucardo.conflict;
    others text[];
BEGIN
    PERFORM bucardo._check_not_null(_loser.id IS NOT NULL, _loser.function_name, 'id');
    conflict := bucardo._find_conflict(_loser.id);
    others := ARRAY(
        SELECT v ->> 'db'
        FROM jsonb_array_elements(conflict.versions) WITH ORDINALITY AS a(v, position)
        WHERE v ->> 'db' IS DISTINCT FROM conflict.winner
        ORDER BY a.position);

    IF cardinality(others) <> 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('conflict %s has no single version that lost', conflict.id),
            DETAIL = format('The version of %s won; there are those of: %s.', coalesce('"' || conflict.winner || '"', 'nobody'), array_to_string(others, ', ')),
            HINT = format('Say which is to be written: SELECT bucardo.choose(%s, %L)', conflict.id, coalesce(others[1], conflict.winner));
    END IF;

    RETURN others[1];
END
$_loser$;

COMMENT ON FUNCTION bucardo._loser(id bigint, function_name text)
IS 'The database whose version lost a conflict of two. Raises when there is not exactly one.';
