CREATE OR REPLACE FUNCTION bucardo._named_relgroup(tables text)
RETURNS bucardo.relgroup
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_named_relgroup$
DECLARE
    items text[];
    found_group bucardo.relgroup;
BEGIN
    items := bucardo._split_list(_named_relgroup.tables, 'tables');
    -- A dot outside double quotes makes it a table, or all tables of a schema.
    IF cardinality(items) <> 1 OR lower(items[1]) IN ('all', '*') OR items[1] !~ '^(?:[^".][^.]*|"(?:[^"]|"")+")$' THEN
        RETURN NULL;
    END IF;

    -- Nobody changes it before the syncs that are to follow its changes are there.
    SELECT g.*
    INTO found_group
    FROM bucardo.relgroup g
    WHERE g.name = bucardo._unquote(items[1], 'tables')
    AND NOT g.own
    FOR SHARE;
    RETURN found_group;
END
$_named_relgroup$;

COMMENT ON FUNCTION bucardo._named_relgroup(tables text)
IS 'The relgroup that a list of one item names; NULL when it names none, or one that belongs to a sync.';
