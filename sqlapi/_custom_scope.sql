CREATE OR REPLACE FUNCTION bucardo._custom_scope(db text, sync text)
RETURNS bigint[]
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_custom_scope$
DECLARE
    ids bigint[] := ARRAY[NULL, NULL]::bigint[];
BEGIN
    IF _custom_scope.db IS NOT NULL THEN
        ids[1] := (bucardo._member_db(_custom_scope.db)).id;
    END IF;
    IF _custom_scope.sync IS NOT NULL THEN
        ids[2] := (bucardo._lock_sync(_custom_scope.sync)).id;
    END IF;
    RETURN ids;
END
$_custom_scope$;

COMMENT ON FUNCTION bucardo._custom_scope(db text, sync text)
IS 'The ids of the database and the sync that another name or other columns are for, NULL for all. Raises when there is none of that name.';
