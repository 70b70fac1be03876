CREATE OR REPLACE FUNCTION bucardo._set_config(setting bucardo.setting, value text)
RETURNS bucardo.setting_info
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_set_config$
DECLARE
    had text;
    wanted text := bucardo._setting_value(setting, _set_config.value);
    changed bucardo.setting;
    user_sync bigint;
BEGIN
    SELECT s.value INTO had FROM bucardo.setting s WHERE s.name = setting.name FOR UPDATE;
    UPDATE bucardo.setting s
    SET value = wanted
    WHERE s.name = setting.name
    RETURNING * INTO changed;

    IF coalesce(had, setting.default_value) <> coalesce(wanted, setting.default_value) THEN
        FOR user_sync IN
            SELECT s.id
            FROM bucardo.sync s
            WHERE 'sync' = ANY (setting.scopes)
            -- One that sets it itself goes on as it was.
            AND NOT s.options ? setting.name
            ORDER BY s.name
            FOR UPDATE
        LOOP
            PERFORM bucardo._touch_sync(user_sync);
        END LOOP;
        PERFORM pg_notify('bucardo', '');
    END IF;
    RETURN bucardo._setting_row(changed);
END
$_set_config$;

COMMENT ON FUNCTION bucardo._set_config(setting bucardo.setting, value text)
IS 'Gives a setting a value, its default when that is NULL, and has the syncs notice that it applies to.';
