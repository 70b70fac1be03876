CREATE OR REPLACE FUNCTION bucardo._same_relation(one bucardo.sync_relation, other bucardo.sync_relation)
RETURNS boolean
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_same_relation$
BEGIN
    RETURN (one.kind, one.schema_name, one.table_name, one.excluded, one.patterns)
        IS NOT DISTINCT FROM (other.kind, other.schema_name, other.table_name, other.excluded, other.patterns);
END
$_same_relation$;

COMMENT ON FUNCTION bucardo._same_relation(one bucardo.sync_relation, other bucardo.sync_relation)
IS 'Whether two entries of lists say the same, but for their priorities.';
