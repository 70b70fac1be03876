CREATE OR REPLACE FUNCTION bucardo.choose(id bigint, db text, force boolean DEFAULT false)
RETURNS bucardo.conflicts
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $choose$
DECLARE
    result bucardo.conflicts;
BEGIN
    PERFORM bucardo._choose(choose.id, choose.db, choose.force, 'choose');
    SELECT c.* INTO result FROM bucardo.conflicts c WHERE c.id = choose.id;
    RETURN result;
END
$choose$;

COMMENT ON FUNCTION bucardo.choose(id bigint, db text, force boolean)
IS 'Writes the version that a database had of a row in a conflict, as a change that replicates; not when the row was changed since, unless forced.';
