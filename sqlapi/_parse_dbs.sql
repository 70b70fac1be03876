CREATE OR REPLACE FUNCTION bucardo._parse_dbs(dbs text)
RETURNS SETOF bucardo.sync_db
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_parse_dbs$
DECLARE
    items text[] := bucardo._split_list(_parse_dbs.dbs, 'dbs');
    parts text[];
    db_name text;
    role_name text;
    db bucardo.db;
    member bucardo.sync_db;
    members bucardo.sync_db[] := '{}'::bucardo.sync_db[];
    names text[] := '{}'::text[];
    twin text;
BEGIN
    FOR i IN 1 .. cardinality(items)
    LOOP
        -- A quoted name may hold colons; else the last colon is the one before the role.
        parts := CASE
            WHEN left(items[i], 1) = '"' THEN regexp_match(items[i], '^("(?:[^"]|"")*")\s*(?::(.*))?$')
            ELSE coalesce(regexp_match(items[i], '^(.*):([^:]*)$'), ARRAY[items[i], NULL])
        END;
        db_name := bucardo._unquote(btrim(coalesce(parts[1], items[i])), 'dbs');
        role_name := coalesce(lower(btrim(parts[2])), CASE WHEN i = 1 THEN 'source' ELSE 'target' END);

        IF role_name NOT IN ('source', 'target') THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('unknown role "%s" of database "%s"', role_name, db_name),
                DETAIL = 'The roles are: source, target. Without one, the first database is the source and the others are targets.',
                HINT = coalesce(
                    'Did you mean ' || db_name || ':' || bucardo._nearest(role_name, '{source,target}') || '?',
                    'Write name:source or name:target; a name with a colon in it goes in double quotes.');
        ELSIF db_name = ANY (names) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('database "%s" is in dbs twice', db_name),
                DETAIL = format('The list is: %L', _parse_dbs.dbs),
                HINT = 'Name each database once: a source is read and written.';
        END IF;

        db := bucardo._member_db(db_name);
        names := names || db_name;
        member.db_id := db.id;
        member.role := role_name;
        member.position := i;
        members := members || member;
    END LOOP;

    IF cardinality(members) = 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'a sync needs two databases or more',
            DETAIL = format('There is one: "%s".', names[1]),
            HINT = format('Write dbs => ''%s:source,other:target''.', replace(bucardo._quote_item(names[1]), '''', ''''''));
    ELSIF NOT EXISTS (SELECT FROM unnest(members) m WHERE m.role = 'source') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'a sync needs a source',
            DETAIL = format('All databases are targets: %s.', array_to_string(names, ', ')),
            HINT = format('Write dbs => ''%s:source,...''.', replace(bucardo._quote_item(names[1]), '''', ''''''));
    END IF;

    -- Two names for one database can only be seen here when they are the same to the letter; the sidecar sees the rest.
    SELECT format('"%s" and "%s"', a.name, b.name)
    INTO twin
    FROM unnest(members) m
    JOIN bucardo.db a ON a.id = m.db_id
    JOIN unnest(members) n ON n.position > m.position
    JOIN bucardo.db b ON b.id = n.db_id
    WHERE (a.conninfo, a.host, a.port, a.dbname, a.service) IS NOT DISTINCT FROM (b.conninfo, b.host, b.port, b.dbname, b.service)
    -- Without a dbname, libpq takes the one named after the user.
    AND (a.username IS NOT DISTINCT FROM b.username OR a.dbname IS NOT NULL OR a.host IS NULL)
    ORDER BY m.position, n.position
    LIMIT 1;
    IF twin IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('databases %s are the same', twin),
            DETAIL = 'Both names lead to one database.',
            HINT = 'Name it once, or change where one of them leads with bucardo.update_db.';
    END IF;

    RETURN QUERY SELECT * FROM unnest(members);
END
$_parse_dbs$;

COMMENT ON FUNCTION bucardo._parse_dbs(dbs text)
IS 'The members that a list like ''s1:source,s2:target'' names, without the sync''s id. Raises unless they can make a sync.';
