CREATE OR REPLACE FUNCTION bucardo._matches(name text, pattern text)
RETURNS boolean
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_matches$
BEGIN
    -- In LIKE's own language the underscore, common in names, would stand for any character.
    RETURN _matches.pattern IS NULL
        OR _matches.name LIKE replace(regexp_replace(_matches.pattern, '([\\%_])', '\\\1', 'g'), '*', '%');
END
$_matches$;

COMMENT ON FUNCTION bucardo._matches(name text, pattern text)
IS 'Whether a name is the pattern, in which * stands for any characters; a pattern of NULL matches every name.';
