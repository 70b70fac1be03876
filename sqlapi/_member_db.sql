CREATE OR REPLACE FUNCTION bucardo._member_db(name text)
RETURNS bucardo.db
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_member_db$
DECLARE
    found_db bucardo.db;
BEGIN
    PERFORM bucardo._check_name(_member_db.name, 'database');

    SELECT d.*
    INTO found_db
    FROM bucardo.db d
    WHERE d.name = _member_db.name
    FOR KEY SHARE;

    IF NOT FOUND THEN
        PERFORM bucardo._raise_unknown_db(_member_db.name);
    ELSIF found_db.removing THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('database "%s" is being removed', found_db.name),
            DETAIL = 'It goes when the sidecar has taken the triggers and deltas of its former syncs off it.',
            HINT = format('To keep it, add it again as it was: SELECT * FROM bucardo.add_db(%L, ...)', found_db.name);
    END IF;

    RETURN found_db;
END
$_member_db$;

COMMENT ON FUNCTION bucardo._member_db(name text)
IS 'The database of this name, nobody else can remove it until the end of the transaction. Raises when there is none, or when it is being removed.';
