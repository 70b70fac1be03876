CREATE OR REPLACE FUNCTION bucardo._add_dbgroup(name text, dbs text, if_not_exists boolean)
RETURNS bucardo.dbgroup_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_add_dbgroup$
DECLARE
    members bucardo.dbgroup_member[] := '{}'::bucardo.dbgroup_member[];
    existing bucardo.dbgroup;
    different text;
    inserted_id bigint;
    result bucardo.dbgroup_info;
BEGIN
    PERFORM bucardo._check_name(_add_dbgroup.name, 'dbgroup');
    PERFORM bucardo._check_not_null(_add_dbgroup.if_not_exists IS NOT NULL, 'add_dbgroup', 'if_not_exists');
    IF _add_dbgroup.dbs IS NOT NULL THEN
        members := ARRAY(SELECT m FROM bucardo._parse_dbs(_add_dbgroup.dbs, 'source') m);
    END IF;

    INSERT INTO bucardo.dbgroup (name)
    VALUES (_add_dbgroup.name)
    ON CONFLICT DO NOTHING
    RETURNING id INTO inserted_id;

    IF inserted_id IS NULL THEN
        existing := bucardo._lock_dbgroup(_add_dbgroup.name);
        -- Without a list nothing is said about what is in it.
        IF _add_dbgroup.dbs IS NOT NULL THEN
            different := bucardo._differences(
                '{dbs}',
                ARRAY[array_to_string(bucardo._members_text(bucardo._dbgroup_members(existing.id)), ',')],
                ARRAY[array_to_string(bucardo._members_text(members), ',')]);
        END IF;
        IF existing.own OR NOT _add_dbgroup.if_not_exists OR different IS NOT NULL THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('dbgroup "%s" already exists', existing.name) || CASE WHEN _add_dbgroup.if_not_exists THEN ' and is not the same' ELSE '' END,
                DETAIL = CASE WHEN existing.own THEN 'It belongs to the sync of that name.' ELSE coalesce('It differs: ' || different || '.', 'It is the same as the one asked for.') END,
                HINT = CASE
                    WHEN existing.own THEN 'Choose another name.'
                    WHEN different IS NULL THEN 'Add it with if_not_exists => true, or change it with bucardo.update_dbgroup.'
                    ELSE 'Change it with bucardo.update_dbgroup, or remove it with bucardo.remove_dbgroup first.'
                END;
        END IF;
        inserted_id := existing.id;
    ELSE
        PERFORM bucardo._fill_dbgroup(inserted_id, members);
    END IF;

    SELECT i.* INTO result FROM bucardo._find_dbgroups(inserted_id) i;
    RETURN result;
END
$_add_dbgroup$;

COMMENT ON FUNCTION bucardo._add_dbgroup(name text, dbs text, if_not_exists boolean)
IS 'What add_dbgroup does.';
