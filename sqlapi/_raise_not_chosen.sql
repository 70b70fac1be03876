CREATE OR REPLACE FUNCTION bucardo._raise_not_chosen(command_id bigint, timeout interval)
RETURNS void
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_raise_not_chosen$
DECLARE
    seen record;
BEGIN
    SELECT c.arguments ->> 'Conflict' AS conflict, v.state, v.reason, v.next_step
    INTO seen
    FROM bucardo.command c
    JOIN bucardo.sync s ON s.id = c.sync_id
    JOIN bucardo.status v ON v.name = s.name
    WHERE c.id = _raise_not_chosen.command_id;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('the version chosen in conflict %s is not written after %s', seen.conflict, _raise_not_chosen.timeout),
        DETAIL = format('The sync is %s', seen.state) || coalesce(': ' || seen.reason, '') || '. The request stays queued.',
        HINT = coalesce(seen.next_step, 'Wait longer; if no sidecar runs, start `bucardo-sidecar run`.');
END
$_raise_not_chosen$;

COMMENT ON FUNCTION bucardo._raise_not_chosen(command_id bigint, timeout interval)
IS 'Raises that writing a version takes longer than timeout, with the state of the sync.';
