CREATE OR REPLACE FUNCTION bucardo._create_target_tables(sync text, db text)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_create_target_tables$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_create_target_tables.sync);
    target bucardo.db := bucardo._lock_db(_create_target_tables.db);
BEGIN
    IF NOT EXISTS (SELECT FROM bucardo.sync_db m WHERE m.sync_id = existing.id AND m.db_id = target.id) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('database "%s" is not in sync "%s"', target.name, existing.name),
            DETAIL = format('Its databases are: %s.', array_to_string(bucardo._members_text(bucardo._dbgroup_members(existing.dbgroup_id)), ', ')),
            HINT = CASE
                WHEN target.type = 'postgres' THEN 'Name one of its targets that are not PostgreSQL.'
                ELSE format('Take it in: SELECT * FROM bucardo.clone(%L, %L)', existing.name, target.name)
            END;
    ELSIF target.type = 'postgres' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'feature_not_supported',
            MESSAGE = format('database "%s" is PostgreSQL', target.name),
            DETAIL = 'A copy of a table made from its columns alone would lack its indexes, constraints and rights.',
            HINT = 'Take the tables over whole: pg_dump --schema-only of a source, and psql.';
    ELSIF target.status <> 'active' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('database "%s" is inactive', target.name),
            DETAIL = 'The sidecar does not connect to it.',
            HINT = format('SELECT * FROM bucardo.update_db(%L, status => ''active'')', target.name);
    END IF;

    RETURN bucardo._add_command(existing, 'create_target_tables', arguments => jsonb_build_object('DBID', target.id));
END
$_create_target_tables$;

COMMENT ON FUNCTION bucardo._create_target_tables(sync text, db text)
IS 'Queues the creation of a sync''s tables in a database that is not PostgreSQL and returns the id of the command. Raises when it would be in vain.';
