CREATE OR REPLACE FUNCTION bucardo._sequence_row(sync_id bigint, entry bucardo.sync_relation)
RETURNS bucardo.sequence_info
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_sequence_row$
DECLARE
    result bucardo.sequence_info;
BEGIN
    SELECT i.*
    INTO result
    FROM bucardo._find_sequences(_sequence_row.sync_id) i
    WHERE i.sequence_name = entry.table_name
    AND (entry.schema_name IS NULL OR i.schema_name = entry.schema_name)
    LIMIT 1;
    RETURN result;
END
$_sequence_row$;

COMMENT ON FUNCTION bucardo._sequence_row(sync_id bigint, entry bucardo.sync_relation)
IS 'One sequence as list_sequences shows it.';
