CREATE OR REPLACE FUNCTION bucardo.undo_conflict(id bigint, force boolean DEFAULT false)
RETURNS bucardo.conflicts
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $undo_conflict$
DECLARE
    result bucardo.conflicts;
BEGIN
    PERFORM bucardo._choose(undo_conflict.id, bucardo._loser(undo_conflict.id, 'undo_conflict'), undo_conflict.force, 'undo_conflict');
    SELECT c.* INTO result FROM bucardo.conflicts c WHERE c.id = undo_conflict.id;
    RETURN result;
END
$undo_conflict$;

COMMENT ON FUNCTION bucardo.undo_conflict(id bigint, force boolean)
IS 'Writes the version of a row that lost a conflict of two, as a change that replicates; not when the row was changed since, unless forced.';
