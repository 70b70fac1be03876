CREATE OR REPLACE FUNCTION bucardo._add_relgroup(name text, tables text, sequences text, if_not_exists boolean)
RETURNS bucardo.relgroup_info
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_add_relgroup$
DECLARE
    members bucardo.sync_relation[];
    had bucardo.sync_relation[];
    existing bucardo.relgroup;
    different text;
    inserted_id bigint;
    result bucardo.relgroup_info;
BEGIN
    PERFORM bucardo._check_relgroup_name(_add_relgroup.name);
    PERFORM bucardo._check_not_null(_add_relgroup.if_not_exists IS NOT NULL, 'add_relgroup', 'if_not_exists');
    members := bucardo._relation_lists(_add_relgroup.tables, _add_relgroup.sequences);
    PERFORM bucardo._check_relations(members);

    INSERT INTO bucardo.relgroup (name)
    VALUES (_add_relgroup.name)
    ON CONFLICT DO NOTHING
    RETURNING id INTO inserted_id;

    IF inserted_id IS NULL THEN
        existing := bucardo._lock_relgroup(_add_relgroup.name);
        had := bucardo._relgroup_relations(existing.id);
        -- Without a list nothing is said about what is in it.
        different := bucardo._differences(
            '{tables,sequences}',
            ARRAY[CASE WHEN _add_relgroup.tables IS NOT NULL THEN array_to_string(bucardo._relations_text(had, 'table'), ',') END,
                  CASE WHEN _add_relgroup.sequences IS NOT NULL THEN array_to_string(bucardo._relations_text(had, 'sequence'), ',') END],
            ARRAY[CASE WHEN _add_relgroup.tables IS NOT NULL THEN array_to_string(bucardo._relations_text(members, 'table'), ',') END,
                  CASE WHEN _add_relgroup.sequences IS NOT NULL THEN array_to_string(bucardo._relations_text(members, 'sequence'), ',') END]);
        IF existing.own OR NOT _add_relgroup.if_not_exists OR different IS NOT NULL THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('relgroup "%s" already exists', existing.name) || CASE WHEN _add_relgroup.if_not_exists THEN ' and is not the same' ELSE '' END,
                DETAIL = CASE WHEN existing.own THEN 'It belongs to the sync of that name.' ELSE coalesce('It differs: ' || different || '.', 'It is the same as the one asked for.') END,
                HINT = CASE
                    WHEN existing.own THEN 'Choose another name.'
                    WHEN different IS NULL THEN 'Add it with if_not_exists => true, or change it with bucardo.update_relgroup.'
                    ELSE 'Change it with bucardo.update_relgroup, or remove it with bucardo.remove_relgroup first.'
                END;
        END IF;
        inserted_id := existing.id;
    ELSE
        PERFORM bucardo._fill_relgroup(inserted_id, members);
    END IF;

    SELECT i.* INTO result FROM bucardo._find_relgroups(inserted_id) i;
    RETURN result;
END
$_add_relgroup$;

COMMENT ON FUNCTION bucardo._add_relgroup(name text, tables text, sequences text, if_not_exists boolean)
IS 'What add_relgroup does.';
