CREATE OR REPLACE FUNCTION bucardo.what_if(sync text, strategy text, since timestamptz DEFAULT NULL)
RETURNS SETOF bucardo.what_if_info
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $what_if$
DECLARE
    existing bucardo.sync;
    sources text[];
    word text;
    named text[] := '{}'::text[];
    stranger text;
    near text;
BEGIN
    PERFORM bucardo._check_not_null(what_if.strategy IS NOT NULL, 'what_if', 'strategy');
    PERFORM bucardo._check_name(what_if.sync, 'sync');
    SELECT s.* INTO existing FROM bucardo.sync s WHERE s.name = what_if.sync;
    IF NOT FOUND THEN
        PERFORM bucardo._raise_unknown_sync(what_if.sync);
    END IF;

    sources := ARRAY(
        SELECT d.name
        FROM bucardo.sync_db m
        JOIN bucardo.db d ON d.id = m.db_id
        WHERE m.sync_id = existing.id
        AND m.role = 'source'
        ORDER BY m.position);
    word := regexp_replace(regexp_replace(lower(btrim(what_if.strategy)), '\s+', ' ', 'g'), '^bucardo_(latest|latest_all_tables|source|target|skip|abort|random)$', '\1');
    IF word IN ('latest_all_tables', 'abort', 'random', 'merge') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('what_if: conflicts do not tell what the strategy %s would have done', word),
            DETAIL = CASE word
                WHEN 'latest_all_tables' THEN 'It goes by all changes of a run, and only those in conflict are recorded.'
                WHEN 'abort' THEN 'The sync would have stopped at the first of them.'
                WHEN 'random' THEN 'It draws lots.'
                ELSE 'It takes the columns of several databases, so that there is no single winner.'
            END,
            HINT = 'Ask for latest, first, source, target, skip, source order, or a list of the sources.';
    ELSIF word = 'source order' THEN
        named := sources;
    ELSIF word NOT IN ('latest', 'first', 'source', 'target', 'skip') THEN
        named := ARRAY(SELECT bucardo._unquote(item, 'strategy') FROM unnest(bucardo._split_list(what_if.strategy, 'strategy')) AS item);
        SELECT n.name INTO stranger FROM unnest(named) AS n(name) WHERE NOT n.name = ANY (sources) LIMIT 1;
        IF stranger IS NOT NULL THEN
            near := bucardo._nearest(stranger, '{latest,first,source,target,skip,source order}'::text[] || sources);
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('what_if: "%s" is neither a strategy nor a source of the sync', stranger),
                DETAIL = format('The strategies are: latest, first, source, target, skip, source order, or a list of the sources: %s.', array_to_string(sources, ', ')),
                HINT = coalesce('Did you mean "' || near || '"?', 'Write strategy => ''latest''.');
        END IF;
    END IF;

    RETURN QUERY
    SELECT w.id, w.at, w.schema_name, w.table_name, w.key, w.winner, w.best, w.winner IS DISTINCT FROM w.best
    FROM (
        SELECT c.id, c.at, c.schema_name, c.table_name, c.key, c.winner,
               (SELECT v ->> 'db'
                FROM jsonb_array_elements(c.versions) AS v
                WHERE word <> 'skip'
                ORDER BY
                    CASE word WHEN 'source' THEN v ->> 'db' <> sources[1] WHEN 'target' THEN v ->> 'db' = sources[1] END,
                    array_position(named, v ->> 'db'),
                    CASE word WHEN 'first' THEN (v ->> 'at')::timestamptz END,
                    (v ->> 'at')::timestamptz DESC,
                    v ->> 'db' COLLATE "C"
                LIMIT 1) AS best
        FROM bucardo.conflict c
        WHERE c.sync_id = existing.id
        AND (what_if.since IS NULL OR c.at >= what_if.since)
        AND c.versions IS NOT NULL
        AND c.kind !~ '^(unique|foreign key)') AS w
    ORDER BY w.id;
END
$what_if$;

COMMENT ON FUNCTION bucardo.what_if(sync text, strategy text, since timestamptz)
IS 'How another strategy would have decided the recorded conflicts of a sync, those since a moment where one is given.';
