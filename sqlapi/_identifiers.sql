CREATE OR REPLACE FUNCTION bucardo._identifiers(names text[])
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_identifiers$
BEGIN
    RETURN (SELECT string_agg(quote_ident(n.name), ',' ORDER BY n.position) FROM unnest(_identifiers.names) WITH ORDINALITY AS n(name, position));
END
$_identifiers$;

COMMENT ON FUNCTION bucardo._identifiers(names text[])
IS 'Names of columns as they are written in a list.';
