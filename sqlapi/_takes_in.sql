CREATE OR REPLACE FUNCTION bucardo._takes_in(relations bucardo.sync_relation[], kind text, schema_name text, table_name text)
RETURNS boolean
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_takes_in$
BEGIN
    RETURN coalesce(
        (SELECT bool_and(NOT r.excluded)
         FROM unnest(_takes_in.relations) r
         WHERE r.kind = _takes_in.kind
         AND bucardo._entry_matches(_takes_in.schema_name, r.schema_name, r.patterns)
         AND bucardo._entry_matches(_takes_in.table_name, r.table_name, r.patterns)),
        false);
END
$_takes_in$;

COMMENT ON FUNCTION bucardo._takes_in(relations bucardo.sync_relation[], kind text, schema_name text, table_name text)
IS 'Whether a list means a table or sequence (kind), if there is one of that name.';
