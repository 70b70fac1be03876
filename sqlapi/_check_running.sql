CREATE OR REPLACE FUNCTION bucardo._check_running(wanted bucardo.sync)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_running$
BEGIN
    IF wanted.status <> 'active' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('sync "%s" is inactive', wanted.name),
            DETAIL = 'It does not run until it is activated.',
            HINT = format('SELECT bucardo.activate(%L)', wanted.name);
    ELSIF wanted.paused THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('sync "%s" is paused', wanted.name),
            DETAIL = 'It does not run until it is resumed.',
            HINT = format('SELECT bucardo.resume(%L)', wanted.name);
    END IF;
END
$_check_running$;

COMMENT ON FUNCTION bucardo._check_running(wanted bucardo.sync)
IS 'Raises when the user wants the sync inactive or paused.';
