CREATE OR REPLACE FUNCTION bucardo._set_filter(sync_id bigint, schema_name text, table_name text, db_id bigint, condition text)
RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_set_filter$
DECLARE
    had bucardo.row_filter;
BEGIN
    SELECT f.*
    INTO had
    FROM bucardo.row_filter f
    WHERE f.sync_id = _set_filter.sync_id
    AND (f.schema_name, f.table_name, f.db_id) IS NOT DISTINCT FROM (_set_filter.schema_name, _set_filter.table_name, _set_filter.db_id);

    IF had.condition IS NOT DISTINCT FROM nullif(_set_filter.condition, '') THEN
        RETURN false;
    END IF;
    DELETE FROM bucardo.row_filter f WHERE f.id = had.id;
    IF _set_filter.condition <> '' THEN
        INSERT INTO bucardo.row_filter (sync_id, schema_name, table_name, db_id, condition)
        VALUES (_set_filter.sync_id, _set_filter.schema_name, _set_filter.table_name, _set_filter.db_id, _set_filter.condition);
    END IF;
    RETURN true;
END
$_set_filter$;

COMMENT ON FUNCTION bucardo._set_filter(sync_id bigint, schema_name text, table_name text, db_id bigint, condition text)
IS 'Sets a row filter, or removes it when the condition is empty or NULL; whether that changed something.';
