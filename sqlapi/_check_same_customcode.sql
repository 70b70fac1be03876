CREATE OR REPLACE FUNCTION bucardo._check_same_customcode(existing bucardo.customcode, wanted bucardo.customcode, if_not_exists boolean)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_same_customcode$
DECLARE
    differences text := (
        SELECT string_agg(format('%s is %s, asked for %s', e.key, coalesce(e.value, 'not set'), coalesce(w.value, 'not set')), '; ' ORDER BY e.key)
        FROM jsonb_each_text(to_jsonb(existing)) e
        JOIN jsonb_each_text(to_jsonb(wanted)) w ON w.key = e.key
        WHERE e.value IS DISTINCT FROM w.value);
BEGIN
    IF _check_same_customcode.if_not_exists AND differences IS NULL THEN
        RETURN;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'duplicate_object',
        MESSAGE = format('customcode "%s" already exists', existing.name)
            || CASE WHEN _check_same_customcode.if_not_exists THEN ', and is not the same' ELSE '' END,
        DETAIL = coalesce('There: ' || differences || '.', 'It is the same.'),
        HINT = CASE
            WHEN differences IS NULL THEN 'Add it with if_not_exists => true.'
            ELSE format('Change it with bucardo.update_customcode(%L, ...), or remove it with bucardo.remove_customcode(%1$L) first.', existing.name)
        END;
END
$_check_same_customcode$;

COMMENT ON FUNCTION bucardo._check_same_customcode(existing bucardo.customcode, wanted bucardo.customcode, if_not_exists boolean)
IS 'Raises unless the custom code that is there is what is asked for, and if_not_exists.';
