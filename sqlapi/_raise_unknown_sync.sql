CREATE OR REPLACE FUNCTION bucardo._raise_unknown_sync(name text)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_raise_unknown_sync$
DECLARE
    existing text[] := ARRAY(SELECT s.name FROM bucardo.sync s ORDER BY s.name LIMIT 300);
    near text := bucardo._nearest(_raise_unknown_sync.name, existing);
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'undefined_object',
        MESSAGE = format('sync "%s" does not exist', _raise_unknown_sync.name),
        DETAIL = bucardo._enumerate('syncs', existing),
        HINT = CASE
            WHEN near IS NOT NULL THEN format('Did you mean "%s"? SELECT * FROM bucardo.list_syncs() shows all.', near)
            ELSE format('Add it: SELECT * FROM bucardo.add_sync(%L, dbs => ''s1:source,s2:target'').', _raise_unknown_sync.name)
        END;
END
$_raise_unknown_sync$;

COMMENT ON FUNCTION bucardo._raise_unknown_sync(name text)
IS 'Raises that there is no such sync, and names the nearest ones.';
