CREATE OR REPLACE FUNCTION bucardo._update_dbgroup(name text, dbs text, add text, remove text)
RETURNS bucardo.dbgroup_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_update_dbgroup$
DECLARE
    existing bucardo.dbgroup := bucardo._lock_dbgroup(_update_dbgroup.name);
    members bucardo.dbgroup_member[] := bucardo._dbgroup_members(existing.id);
    left_over bucardo.dbgroup_member[];
    member bucardo.dbgroup_member;
    item text;
    result bucardo.dbgroup_info;
BEGIN
    IF _update_dbgroup.dbs IS NOT NULL THEN
        PERFORM bucardo._check_one_way(num_nonnulls(_update_dbgroup.add, _update_dbgroup.remove) = 0, 'update_dbgroup', 'dbs');
        members := ARRAY(SELECT m FROM bucardo._parse_dbs(_update_dbgroup.dbs, 'source') m);
    END IF;

    IF _update_dbgroup.remove IS NOT NULL THEN
        FOREACH item IN ARRAY bucardo._split_list(_update_dbgroup.remove, 'remove')
        LOOP
            item := bucardo._unquote(item, 'remove');
            left_over := ARRAY(
                SELECT m
                FROM unnest(members) m
                JOIN bucardo.db d ON d.id = m.db_id
                WHERE d.name <> item
                ORDER BY m.position);
            IF cardinality(left_over) = cardinality(members) THEN
                RAISE EXCEPTION USING
                    ERRCODE = 'undefined_object',
                    MESSAGE = format('remove: database "%s" is not in dbgroup "%s"', item, existing.name),
                    DETAIL = bucardo._enumerate('databases in it', bucardo._members_text(members)),
                    HINT = 'Databases that are to leave are written by their names alone: remove => ''s1,s2''.';
            END IF;
            members := left_over;
        END LOOP;
    END IF;

    IF _update_dbgroup.add IS NOT NULL THEN
        FOR member IN SELECT * FROM bucardo._parse_dbs(_update_dbgroup.add, 'target')
        LOOP
            -- One that is in already gets the role and priority given now, and keeps its place.
            member.position := coalesce(
                (SELECT m.position FROM unnest(members) m WHERE m.db_id = member.db_id),
                (SELECT max(m.position) + 1 FROM unnest(members) m),
                1);
            members := ARRAY(SELECT m FROM unnest(members) m WHERE m.db_id <> member.db_id) || member;
        END LOOP;
    END IF;

    PERFORM bucardo._change_dbgroup(existing, members);
    SELECT i.* INTO result FROM bucardo._find_dbgroups(existing.id) i;
    RETURN result;
END
$_update_dbgroup$;

COMMENT ON FUNCTION bucardo._update_dbgroup(name text, dbs text, add text, remove text)
IS 'What update_dbgroup does.';
