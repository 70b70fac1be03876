CREATE OR REPLACE FUNCTION bucardo._report_tables(sync text)
RETURNS void
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_report_tables$
DECLARE
    seen record;
    found_table record;
BEGIN
    FOR found_table IN
        SELECT t.kind, bucardo._relation_name(nullif(t.schema_name, ''), t.table_name) AS name, t.included, t.held, t.reason,
               (SELECT string_agg(quote_ident(k), ', ') FROM unnest(t.key_columns) AS k) AS key_list
        FROM bucardo.sync_table t
        JOIN bucardo.sync s ON s.id = t.sync_id
        WHERE s.name = _report_tables.sync
        ORDER BY t.kind DESC, t.included DESC, t.schema_name, t.table_name
    LOOP
        IF found_table.included THEN
            RAISE NOTICE 'added % %', found_table.kind, found_table.name || coalesce(' (key: ' || found_table.key_list || ')', '');
        ELSIF found_table.held THEN
            RAISE NOTICE 'held % %: %', found_table.kind, found_table.name, coalesce(found_table.reason, 'no reason given');
        ELSE
            RAISE NOTICE 'left out % %: %', found_table.kind, found_table.name, coalesce(found_table.reason, 'no reason given');
        END IF;
    END LOOP;

    SELECT v.state, v.reason, v.next_step INTO seen FROM bucardo.status v WHERE v.name = _report_tables.sync;
    IF seen.state = 'degraded' THEN
        RAISE WARNING USING
            MESSAGE = format('sync "%s" is degraded', _report_tables.sync),
            DETAIL = coalesce(seen.reason, ''),
            HINT = coalesce(seen.next_step, '');
    END IF;
END
$_report_tables$;

COMMENT ON FUNCTION bucardo._report_tables(sync text)
IS 'Says which tables and sequences the sync replicates, holds, or left out, and warns when it is degraded.';
