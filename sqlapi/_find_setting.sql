CREATE OR REPLACE FUNCTION bucardo._find_setting(name text, scope text)
RETURNS bucardo.setting
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_setting$
DECLARE
    found_setting bucardo.setting;
BEGIN
    SELECT s.* INTO found_setting FROM bucardo.setting s WHERE s.name = lower(_find_setting.name);
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown %s "%s"', CASE _find_setting.scope WHEN 'config' THEN 'setting' ELSE 'option' END, _find_setting.name),
            DETAIL = format('The %s are: %s.',
                CASE _find_setting.scope WHEN 'config' THEN 'settings' ELSE 'options of a ' || _find_setting.scope END,
                (SELECT string_agg(s.name, ', ' ORDER BY s.name) FROM bucardo.setting s WHERE _find_setting.scope = ANY (s.scopes))),
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(
                    _find_setting.name,
                    ARRAY(SELECT s.name FROM bucardo.setting s WHERE _find_setting.scope = ANY (s.scopes) ORDER BY s.name)) || '"?',
                'SELECT * FROM bucardo.list_config() shows all.');
    ELSIF NOT _find_setting.scope = ANY (found_setting.scopes) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = CASE _find_setting.scope
                WHEN 'config' THEN format('"%s" is not set for all syncs', found_setting.name)
                ELSE format('"%s" is not set for a %s', found_setting.name, _find_setting.scope)
            END,
            DETAIL = found_setting.description,
            HINT = CASE
                WHEN 'sync' = ANY (found_setting.scopes) THEN format('Set it for a sync: SELECT * FROM bucardo.update_sync(''...'', %s => ...)', found_setting.name)
                ELSE format('Set it for all: SELECT * FROM bucardo.update_config(%L, ...)', found_setting.name)
            END;
    END IF;

    RETURN found_setting;
END
$_find_setting$;

COMMENT ON FUNCTION bucardo._find_setting(name text, scope text)
IS 'The setting of this name that can be set there: config, sync or table. Raises when there is none.';
