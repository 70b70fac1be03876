CREATE OR REPLACE FUNCTION bucardo._named_dbgroup(dbs text)
RETURNS bucardo.dbgroup
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_named_dbgroup$
DECLARE
    items text[];
    group_name text;
    found_group bucardo.dbgroup;
BEGIN
    items := bucardo._split_list(_named_dbgroup.dbs, 'dbs');
    IF cardinality(items) <> 1 THEN
        RETURN NULL;
    END IF;

    -- Nobody changes it before the syncs that are to follow its changes are there.
    group_name := bucardo._unquote(items[1], 'dbs');
    SELECT g.* INTO found_group FROM bucardo.dbgroup g WHERE g.name = group_name FOR SHARE;
    IF found_group.own THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('dbgroup "%s" belongs to the sync of that name', group_name),
            DETAIL = 'It was made of the list given for the sync.',
            HINT = format('Add one that syncs can share: SELECT * FROM bucardo.add_dbgroup(''...'', dbs => %L), and let the sync use it: bucardo.update_sync(%L, dbs => ''...'')',
                array_to_string(ARRAY(SELECT unnest(i.dbs) FROM bucardo._find_dbgroups(found_group.id) i), ','), group_name);
    END IF;
    RETURN found_group;
END
$_named_dbgroup$;

COMMENT ON FUNCTION bucardo._named_dbgroup(dbs text)
IS 'The dbgroup that a list of one item names; NULL when it names none.';
