CREATE OR REPLACE FUNCTION bucardo._entry_position(relations bucardo.sync_relation[], entry bucardo.sync_relation)
RETURNS integer
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_entry_position$
BEGIN
    RETURN (
        SELECT r.position
        FROM unnest(_entry_position.relations) r
        WHERE bucardo._same_relation(r, entry));
END
$_entry_position$;

COMMENT ON FUNCTION bucardo._entry_position(relations bucardo.sync_relation[], entry bucardo.sync_relation)
IS 'The position of the entry that says the same; NULL when there is none.';
