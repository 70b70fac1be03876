CREATE OR REPLACE FUNCTION bucardo._check_members(members bucardo.dbgroup_member[], sync text)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_members$
DECLARE
    names text[];
    possible_source text;
    twin text;
    used_by text := coalesce(' Sync "' || _check_members.sync || '" uses the dbgroup.', '');
BEGIN
    names := ARRAY(SELECT d.name FROM unnest(members) m JOIN bucardo.db d ON d.id = m.db_id ORDER BY m.position);
    possible_source := (
        SELECT bucardo._quote_item(d.name)
        FROM unnest(members) m
        JOIN bucardo.db d ON d.id = m.db_id
        WHERE d.type = 'postgres'
        ORDER BY m.position
        LIMIT 1);
    IF cardinality(names) < 2 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'a sync needs two databases or more',
            DETAIL = coalesce('There is one: "' || names[1] || '".', 'There is none.') || used_by,
            HINT = format('Write dbs => ''%s:source,other:target''.', replace(coalesce(possible_source, 'one'), '''', ''''''));
    ELSIF NOT EXISTS (SELECT FROM unnest(members) m WHERE m.role = 'source') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'a sync needs a source',
            DETAIL = format('None of its databases is one: %s.', array_to_string(bucardo._members_text(_check_members.members), ', ')) || used_by,
            HINT = format('Write dbs => ''%s:source,...''.', replace(coalesce(possible_source, 'one'), '''', ''''''));
    END IF;

    -- Who is owed a change is a bigint with one bit for each member.
    IF cardinality(names) > 63 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'program_limit_exceeded',
            MESSAGE = 'a sync can have 63 databases at most',
            DETAIL = format('There are %s.', cardinality(names)) || used_by,
            HINT = 'Split it into several syncs, each with some of the targets.';
    END IF;

    -- Two names for one database can only be seen here when they are the same to the letter; the sidecar sees the rest.
    SELECT format('"%s" and "%s"', a.name, b.name)
    INTO twin
    FROM unnest(members) m
    JOIN bucardo.db a ON a.id = m.db_id
    JOIN unnest(members) n ON n.position > m.position
    JOIN bucardo.db b ON b.id = n.db_id
    WHERE (a.type, a.conninfo, a.host, a.port, a.dbname, a.service, a.options)
        IS NOT DISTINCT FROM (b.type, b.conninfo, b.host, b.port, b.dbname, b.service, b.options)
    -- Without a dbname, libpq takes the one named after the user.
    AND (a.username IS NOT DISTINCT FROM b.username OR a.dbname IS NOT NULL OR a.host IS NULL)
    ORDER BY m.position, n.position
    LIMIT 1;
    IF twin IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('databases %s are the same', twin),
            DETAIL = 'Both names lead to one database.' || used_by,
            HINT = 'Name it once, or change where one of them leads with bucardo.update_db.';
    END IF;
END
$_check_members$;

COMMENT ON FUNCTION bucardo._check_members(members bucardo.dbgroup_member[], sync text)
IS 'Raises unless these can be the members of a sync; sync is the one that would get them by its dbgroup, NULL for one being made.';
