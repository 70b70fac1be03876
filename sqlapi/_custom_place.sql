CREATE OR REPLACE FUNCTION bucardo._custom_place(db text, sync text)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_custom_place$
BEGIN
    RETURN coalesce(' on database "' || _custom_place.db || '"', '') || coalesce(' in sync "' || _custom_place.sync || '"', '');
END
$_custom_place$;

COMMENT ON FUNCTION bucardo._custom_place(db text, sync text)
IS 'Where another name, or other columns, count, in words for a sentence: empty when everywhere.';
