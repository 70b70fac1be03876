CREATE OR REPLACE FUNCTION bucardo._check_relgroup_name(name text)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_relgroup_name$
BEGIN
    PERFORM bucardo._check_name(_check_relgroup_name.name, 'relgroup');
    IF lower(_check_relgroup_name.name) IN ('all', '*') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_name',
            MESSAGE = format('a relgroup cannot be called "%s"', _check_relgroup_name.name),
            DETAIL = 'In a list of tables that means all tables.',
            HINT = 'Choose another name.';
    END IF;
END
$_check_relgroup_name$;

COMMENT ON FUNCTION bucardo._check_relgroup_name(name text)
IS 'Raises unless name can be that of a relgroup.';
