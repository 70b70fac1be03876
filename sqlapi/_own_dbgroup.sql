CREATE OR REPLACE FUNCTION bucardo._own_dbgroup(target_sync bucardo.sync)
RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_own_dbgroup$
DECLARE
    group_id bigint;
BEGIN
    SELECT g.id INTO group_id FROM bucardo.dbgroup g WHERE g.id = target_sync.dbgroup_id AND g.own;
    IF FOUND THEN
        RETURN group_id;
    END IF;

    INSERT INTO bucardo.dbgroup (name, own)
    VALUES (target_sync.name, true)
    ON CONFLICT DO NOTHING
    RETURNING id INTO group_id;
    IF group_id IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'duplicate_object',
            MESSAGE = format('dbgroup "%s" already exists', target_sync.name),
            DETAIL = 'A list of databases makes a dbgroup with the name of the sync.',
            HINT = format('Use that one, dbs => %L, or rename it with bucardo.rename_dbgroup.', target_sync.name);
    END IF;
    RETURN group_id;
END
$_own_dbgroup$;

COMMENT ON FUNCTION bucardo._own_dbgroup(target_sync bucardo.sync)
IS 'The dbgroup that belongs to the sync, made if there is none. Raises when its name is taken.';
