CREATE OR REPLACE FUNCTION bucardo._parse_dbs(dbs text, first_role text)
RETURNS SETOF bucardo.dbgroup_member
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_parse_dbs$
DECLARE
    items text[] := bucardo._split_list(_parse_dbs.dbs, 'dbs');
    parts text[];
    db_name text;
    role_name text;
    priority_parts text[];
    db bucardo.db;
    member bucardo.dbgroup_member;
    names text[] := '{}'::text[];
BEGIN
    FOR i IN 1 .. cardinality(items)
    LOOP
        -- A number is a priority only behind a role: without one it is part of the name, or a wrong role.
        priority_parts := regexp_match(items[i], '^(.*:\s*(?:source|target|fullcopy)\s*):\s*([+-]?[0-9]{1,9})$', 'i');
        items[i] := btrim(coalesce(priority_parts[1], items[i]));
        -- A quoted name may hold colons; else the last colon is the one before the role.
        parts := CASE
            WHEN left(items[i], 1) = '"' THEN regexp_match(items[i], '^("(?:[^"]|"")*")\s*(?::(.*))?$')
            ELSE coalesce(regexp_match(items[i], '^(.*):([^:]*)$'), ARRAY[items[i], NULL])
        END;
        db_name := bucardo._unquote(btrim(coalesce(parts[1], items[i])), 'dbs');
        role_name := coalesce(lower(btrim(parts[2])), CASE WHEN i = 1 THEN _parse_dbs.first_role ELSE 'target' END);

        IF role_name NOT IN ('source', 'target', 'fullcopy') THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('unknown role "%s" of database "%s"', role_name, db_name),
                DETAIL = 'The roles are: source, target, fullcopy. Without one, the first database is the source and the others are targets.',
                HINT = coalesce(
                    'Did you mean ' || db_name || ':' || bucardo._nearest(role_name, '{source,target,fullcopy}') || '?',
                    'Write name:source or name:target; a name with a colon in it goes in double quotes.');
        ELSIF db_name = ANY (names) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('database "%s" is in dbs twice', db_name),
                DETAIL = format('The list is: %L', _parse_dbs.dbs),
                HINT = 'Name each database once: a source is read and written.';
        END IF;

        db := bucardo._member_db(db_name);
        IF db.type <> 'postgres' AND role_name <> 'target' THEN
            items[i] := bucardo._quote_item(db.name) || ':target';
            IF i = 1 AND parts[2] IS NULL AND cardinality(items) > 1 THEN
                items := items[2 :] || items[1]; -- another one is the first, hence the source
            END IF;
            RAISE EXCEPTION USING
                ERRCODE = 'feature_not_supported',
                MESSAGE = format('database "%s" of type %s cannot be a %s', db.name, db.type, role_name),
                DETAIL = CASE role_name
                    WHEN 'source' THEN 'Only a PostgreSQL database can be one: changes made in others are not seen.'
                    ELSE format('Copying whole tables again and again is not for databases of type %s yet.', db.type)
                END,
                HINT = format('Make it a target: %L', array_to_string(items, ','));
        END IF;
        names := names || db_name;
        member.db_id := db.id;
        member.role := role_name;
        member.priority := coalesce(priority_parts[2]::integer, 0);
        member.position := i;
        RETURN NEXT member;
    END LOOP;
END
$_parse_dbs$;

COMMENT ON FUNCTION bucardo._parse_dbs(dbs text, first_role text)
IS 'The members that a list like ''s1:source,s2:target:10'' names, without a group''s id; first_role is that of the first if it has none.';
