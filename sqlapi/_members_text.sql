CREATE OR REPLACE FUNCTION bucardo._members_text(members bucardo.dbgroup_member[])
RETURNS text[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_members_text$
BEGIN
    RETURN ARRAY(
        SELECT bucardo._quote_item(d.name) || ':' || m.role || CASE WHEN m.priority <> 0 THEN ':' || m.priority ELSE '' END
        FROM unnest(_members_text.members) m
        JOIN bucardo.db d ON d.id = m.db_id
        ORDER BY m.priority DESC, m.position);
END
$_members_text$;

COMMENT ON FUNCTION bucardo._members_text(members bucardo.dbgroup_member[])
IS 'Members as they are written in a list: name:role, or name:role:priority.';
