CREATE OR REPLACE FUNCTION bucardo._report_held(sync text)
RETURNS void
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_report_held$
DECLARE
    held record;
BEGIN
    FOR held IN
        SELECT t.schema_name, t.table_name, t.reason, t.next_step
        FROM bucardo.sync_table t
        JOIN bucardo.sync s ON s.id = t.sync_id
        WHERE s.name = _report_held.sync
        AND t.held
        ORDER BY t.schema_name, t.table_name
    LOOP
        RAISE WARNING USING
            MESSAGE = format('table %I.%I is held: what was written to it has not arrived', held.schema_name, held.table_name),
            DETAIL = coalesce(held.reason, 'No reason is known.'),
            HINT = coalesce(held.next_step, format('SELECT * FROM bucardo.table_status WHERE sync = %L', _report_held.sync));
    END LOOP;
END
$_report_held$;

COMMENT ON FUNCTION bucardo._report_held(sync text)
IS 'Warns of the tables of a sync that are held.';
