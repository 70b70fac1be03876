CREATE OR REPLACE FUNCTION bucardo._list_of_sync(existing bucardo.sync, verb text, relation text, kind text)
RETURNS bucardo.relgroup
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_list_of_sync$
DECLARE
    found_group bucardo.relgroup;
BEGIN
    SELECT g.* INTO found_group FROM bucardo.relgroup g WHERE g.id = existing.relgroup_id FOR UPDATE;
    IF NOT found_group.own THEN
        -- Of sequences, only the whole list can be given there.
        PERFORM bucardo._raise_shared_relgroup(
            found_group.id,
            CASE _list_of_sync.kind WHEN 'table' THEN _list_of_sync.verb ELSE 'sequences' END,
            CASE _list_of_sync.kind WHEN 'table' THEN _list_of_sync.relation ELSE '...' END);
    END IF;
    RETURN found_group;
END
$_list_of_sync$;

COMMENT ON FUNCTION bucardo._list_of_sync(existing bucardo.sync, verb text, relation text, kind text)
IS 'The relgroup that belongs to the sync, locked. Raises when it uses a shared one, with what to add to that or remove from it.';
