CREATE OR REPLACE FUNCTION bucardo._check_same_type(existing bucardo.db, type text)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_same_type$
BEGIN
    -- What a sync has left there, triggers or its progress, is of the old type.
    IF _check_same_type.type <> existing.type
        AND (EXISTS (SELECT FROM bucardo.dbgroup_member m WHERE m.db_id = existing.id)
            OR EXISTS (SELECT FROM bucardo.cleanup c WHERE c.db_id = existing.id))
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('the type of database "%s" cannot change now', existing.name),
            DETAIL = 'It is in a dbgroup or a sync, or not yet clean of one.',
            HINT = format('Add the other one under a name of its own: SELECT * FROM bucardo.add_db(%L, type => %L, ...)', existing.name || '_' || _check_same_type.type, _check_same_type.type);
    END IF;
END
$_check_same_type$;

COMMENT ON FUNCTION bucardo._check_same_type(existing bucardo.db, type text)
IS 'Raises when a database is to be of another type while syncs are concerned with it.';
