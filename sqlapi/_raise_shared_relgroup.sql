CREATE OR REPLACE FUNCTION bucardo._raise_shared_relgroup(relgroup_id bigint, parameter text, list text)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_raise_shared_relgroup$
DECLARE
    shared bucardo.relgroup;
BEGIN
    SELECT g.* INTO shared FROM bucardo.relgroup g WHERE g.id = _raise_shared_relgroup.relgroup_id;
    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('the sync takes its tables and sequences from relgroup "%s"', shared.name),
        DETAIL = format('What is in it is changed for all syncs that use it: %s.',
            coalesce((SELECT string_agg(s.name, ', ' ORDER BY s.name) FROM bucardo.sync s WHERE s.relgroup_id = shared.id), 'none yet')),
        HINT = format('SELECT * FROM bucardo.update_relgroup(%L, %s => %L)', shared.name, _raise_shared_relgroup.parameter, _raise_shared_relgroup.list);
END
$_raise_shared_relgroup$;

COMMENT ON FUNCTION bucardo._raise_shared_relgroup(relgroup_id bigint, parameter text, list text)
IS 'Raises that a list cannot be changed for one sync alone, with the call that changes it for all.';
