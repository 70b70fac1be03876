CREATE OR REPLACE FUNCTION bucardo.list_syncs(name text DEFAULT NULL, db text DEFAULT NULL, state text DEFAULT NULL)
RETURNS SETOF bucardo.sync_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_syncs$
DECLARE
    states CONSTANT text[] := '{pending,active,degraded,paused,failed,inactive}'::text[];
BEGIN
    IF NOT EXISTS (SELECT FROM bucardo.db d WHERE d.name = list_syncs.db) AND list_syncs.db IS NOT NULL THEN
        PERFORM bucardo._raise_unknown_db(list_syncs.db);
    ELSIF NOT list_syncs.state = ANY (states) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown state "%s"', list_syncs.state),
            DETAIL = format('The states are: %s.', array_to_string(states, ', ')),
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(list_syncs.state, states) || '"?',
                'SELECT name, state FROM bucardo.status shows the state of each.');
    END IF;

    RETURN QUERY
    SELECT i.*
    FROM bucardo._find_syncs(NULL) i
    WHERE bucardo._matches(i.name, list_syncs.name)
    AND (list_syncs.state IS NULL OR i.state = list_syncs.state)
    AND (list_syncs.db IS NULL
         OR EXISTS (
             SELECT
             FROM bucardo.sync s
             JOIN bucardo.sync_db m ON m.sync_id = s.id
             JOIN bucardo.db d ON d.id = m.db_id
             WHERE s.name = i.name
             AND d.name = list_syncs.db));
END
$list_syncs$;

COMMENT ON FUNCTION bucardo.list_syncs(name text, db text, state text)
IS 'The syncs, by name: all, those whose name matches, those of a database, or those in a state.';
