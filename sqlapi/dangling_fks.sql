CREATE OR REPLACE FUNCTION bucardo.dangling_fks(sync text DEFAULT NULL)
RETURNS SETOF bucardo.dangling_fk_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $dangling_fks$
BEGIN
    IF NOT EXISTS (SELECT FROM bucardo.sync s WHERE s.name = dangling_fks.sync) AND dangling_fks.sync IS NOT NULL THEN
        PERFORM bucardo._raise_unknown_sync(dangling_fks.sync);
    END IF;

    RETURN QUERY
    SELECT s.name, f.db_name, f.schema_name, f.table_name, f.constraint_name, f.key, f.parent_schema, f.parent_table, f.parent_key, f.found_at
    FROM bucardo.dangling_fk f
    JOIN bucardo.sync s ON s.id = f.sync_id
    WHERE dangling_fks.sync IS NULL OR s.name = dangling_fks.sync
    ORDER BY s.name, f.schema_name, f.table_name, f.constraint_name, f.key, f.db_name;
END
$dangling_fks$;

COMMENT ON FUNCTION bucardo.dangling_fks(sync text)
IS 'Rows whose parents by a foreign key are missing, as last found: where a parent was deleted on one database while a row that refers to it was written on another.';
