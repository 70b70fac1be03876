CREATE OR REPLACE FUNCTION bucardo._option_of_table(sync_id bigint, entry bucardo.sync_relation)
RETURNS bucardo.table_option
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_option_of_table$
DECLARE
    found_option bucardo.table_option;
BEGIN
    SELECT o.*
    INTO found_option
    FROM bucardo.table_option o
    WHERE (o.sync_id, o.schema_name, o.table_name) = (_option_of_table.sync_id, entry.schema_name, entry.table_name);
    found_option.options := coalesce(found_option.options, '{}');
    RETURN found_option;
END
$_option_of_table$;

COMMENT ON FUNCTION bucardo._option_of_table(sync_id bigint, entry bucardo.sync_relation)
IS 'What is set for a table; a row without anything when nothing is.';
