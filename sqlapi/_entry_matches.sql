CREATE OR REPLACE FUNCTION bucardo._entry_matches(name text, entry text, patterns boolean)
RETURNS boolean
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_entry_matches$
BEGIN
    RETURN CASE
        WHEN _entry_matches.entry IS NULL THEN true
        WHEN NOT _entry_matches.patterns THEN _entry_matches.name = _entry_matches.entry
        WHEN _entry_matches.entry ~ '^[^\\]*\*[^\\]*$' THEN bucardo._matches(_entry_matches.name, _entry_matches.entry)
        ELSE _entry_matches.name = regexp_replace(_entry_matches.entry, '\\(.)', '\1', 'g')
    END;
END
$_entry_matches$;

COMMENT ON FUNCTION bucardo._entry_matches(name text, entry text, patterns boolean)
IS 'Whether a name is the one that an entry of a list has; in an entry with patterns, one with a star and no backslash is a pattern, any other has a backslash before what stands for itself.';
