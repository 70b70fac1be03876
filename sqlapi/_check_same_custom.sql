CREATE OR REPLACE FUNCTION bucardo._check_same_custom(
    what text,
    relation text,
    db text,
    sync text,
    existing text,
    asked text,
    if_not_exists boolean
)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_same_custom$
BEGIN
    IF _check_same_custom.if_not_exists AND _check_same_custom.existing = _check_same_custom.asked THEN
        RETURN;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'duplicate_object',
        MESSAGE = format(
            'table %s already has %s%s', _check_same_custom.relation,
            CASE _check_same_custom.what WHEN 'customname' THEN 'a customname' ELSE 'customcols' END,
            bucardo._custom_place(_check_same_custom.db, _check_same_custom.sync))
            || CASE WHEN _check_same_custom.if_not_exists THEN ', and not the same' ELSE '' END,
        DETAIL = format('There: %s. Asked for: %s.', _check_same_custom.existing, _check_same_custom.asked),
        HINT = CASE
            WHEN _check_same_custom.existing = _check_same_custom.asked THEN 'Add it with if_not_exists => true.'
            ELSE format('Change it with bucardo.update_%s, or remove it with bucardo.remove_%1$s first.', _check_same_custom.what)
        END;
END
$_check_same_custom$;

COMMENT ON FUNCTION bucardo._check_same_custom(
    what text, relation text, db text, sync text, existing text, asked text, if_not_exists boolean)
IS 'Raises unless what a table has already, a customname or customcols, is what is asked for, and if_not_exists.';
