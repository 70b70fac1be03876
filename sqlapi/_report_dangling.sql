CREATE OR REPLACE FUNCTION bucardo._report_dangling(sync text)
RETURNS void
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_report_dangling$
DECLARE
    dangling bigint := (SELECT count(*) FROM bucardo.dangling_fks(_report_dangling.sync));
BEGIN
    IF dangling = 0 THEN
        RAISE NOTICE 'sync "%": every row has its parents', _report_dangling.sync;
    ELSE
        RAISE WARNING USING
            MESSAGE = format('sync "%s": rows listed without their parents: %s', _report_dangling.sync, dangling),
            DETAIL = 'At most 1000 of each foreign key and database are listed; bucardo.findings tells how many there are.',
            HINT = format('SELECT * FROM bucardo.dangling_fks(%L)', _report_dangling.sync);
    END IF;
END
$_report_dangling$;

COMMENT ON FUNCTION bucardo._report_dangling(sync text)
IS 'Says how many rows without their parents are listed, and where to read them.';
