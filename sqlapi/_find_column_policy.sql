CREATE OR REPLACE FUNCTION bucardo._find_column_policy(existing bucardo.sync, entry bucardo.sync_relation, column_name text)
RETURNS bucardo.column_policy
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_column_policy$
DECLARE
    wanted CONSTANT text := bucardo._column_name(_find_column_policy.column_name, 'column_name');
    found_policy bucardo.column_policy;
BEGIN
    SELECT p.*
    INTO found_policy
    FROM bucardo.column_policy p
    WHERE (p.sync_id, p.schema_name, p.table_name, p.column_name) = (existing.id, entry.schema_name, entry.table_name, wanted);
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('column %I of table %I.%I has no policy in sync "%s"', wanted, entry.schema_name, entry.table_name, existing.name),
            DETAIL = bucardo._enumerate('columns of the table that have one', ARRAY(
                SELECT quote_ident(p.column_name)
                FROM bucardo.column_policy p
                WHERE (p.sync_id, p.schema_name, p.table_name) = (existing.id, entry.schema_name, entry.table_name)
                ORDER BY p.column_name)),
            HINT = format(
                'SELECT * FROM bucardo.list_column_policies(%L, %L) shows what there is.', existing.name,
                entry.schema_name || '.' || entry.table_name);
    END IF;
    RETURN found_policy;
END
$_find_column_policy$;

COMMENT ON FUNCTION bucardo._find_column_policy(existing bucardo.sync, entry bucardo.sync_relation, column_name text)
IS 'The policy of a column of a table of the sync. Raises when it has none.';
