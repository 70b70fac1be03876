CREATE OR REPLACE FUNCTION bucardo._find_unique_policy(existing bucardo.sync, entry bucardo.sync_relation, columns text)
RETURNS bucardo.unique_policy
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_unique_policy$
DECLARE
    wanted CONSTANT text[] := bucardo._unique_columns(_find_unique_policy.columns);
    found_policy bucardo.unique_policy;
BEGIN
    SELECT p.*
    INTO found_policy
    FROM bucardo.unique_policy p
    WHERE (p.sync_id, p.schema_name, p.table_name, p.columns) = (existing.id, entry.schema_name, entry.table_name, wanted);
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format(
                'unique index (%s) of table %I.%I has no policy in sync "%s"',
                bucardo._identifiers(wanted), entry.schema_name, entry.table_name, existing.name),
            DETAIL = bucardo._enumerate('unique indexes of the table that have one', ARRAY(
                SELECT '(' || bucardo._identifiers(p.columns) || ')'
                FROM bucardo.unique_policy p
                WHERE (p.sync_id, p.schema_name, p.table_name) = (existing.id, entry.schema_name, entry.table_name)
                ORDER BY p.columns)),
            HINT = format(
                'SELECT * FROM bucardo.list_unique_policies(%L, %L) shows what there is.', existing.name,
                entry.schema_name || '.' || entry.table_name);
    END IF;
    RETURN found_policy;
END
$_find_unique_policy$;

COMMENT ON FUNCTION bucardo._find_unique_policy(existing bucardo.sync, entry bucardo.sync_relation, columns text)
IS 'The policy of a unique index of a table of the sync. Raises when it has none.';
