CREATE OR REPLACE FUNCTION bucardo._filter_db(db text, row_filter text)
RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_filter_db$
BEGIN
    IF _filter_db.row_filter <> '' THEN
        PERFORM bucardo._check_expression(_filter_db.row_filter, 'row_filter');
    END IF;
    IF _filter_db.db IS NULL THEN
        RETURN NULL;
    ELSIF _filter_db.row_filter IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'db is given without row_filter',
            DETAIL = 'It says which database a row filter is for; what else is set for a table is set for all.',
            HINT = format('Write row_filter => ''...'', db => %L.', _filter_db.db);
    END IF;
    -- It need not be a member yet: one that joins is to find its filter.
    RETURN (bucardo._member_db(_filter_db.db)).id;
END
$_filter_db$;

COMMENT ON FUNCTION bucardo._filter_db(db text, row_filter text)
IS 'The id of the database that a row filter is for, NULL for all. Raises when the filter or the database cannot be.';
