CREATE OR REPLACE FUNCTION bucardo._remove_clean_dbs()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_remove_clean_dbs$
BEGIN
    DELETE FROM bucardo.db d
    WHERE d.removing
    AND NOT EXISTS (SELECT FROM bucardo.cleanup c WHERE c.db_id = d.id);
    RETURN NULL;
END
$_remove_clean_dbs$;

COMMENT ON FUNCTION bucardo._remove_clean_dbs()
IS 'Removes the databases whose removal waited for the cleanup that was just done.';
