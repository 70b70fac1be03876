CREATE OR REPLACE FUNCTION bucardo._report_findings(sync text)
RETURNS void
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_report_findings$
DECLARE
    counts record;
BEGIN
    SELECT count(*) AS findings, count(*) FILTER (WHERE f.severity = 'error') AS errors, count(*) FILTER (WHERE f.severity = 'warning') AS warnings
    INTO counts
    FROM bucardo.findings f
    WHERE f.sync = _report_findings.sync;

    IF counts.findings = 0 THEN
        RAISE NOTICE 'sync "%": nothing to mend', _report_findings.sync;
    ELSE
        RAISE WARNING USING
            MESSAGE = format('sync "%s": findings: %s, errors: %s, warnings: %s', _report_findings.sync, counts.findings, counts.errors, counts.warnings),
            HINT = format('SELECT * FROM bucardo.findings WHERE sync = %L', _report_findings.sync);
    END IF;
END
$_report_findings$;

COMMENT ON FUNCTION bucardo._report_findings(sync text)
IS 'Says how many findings there are about a sync, and where to read them.';
