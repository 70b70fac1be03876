CREATE OR REPLACE FUNCTION bucardo._unique_columns(columns text)
RETURNS text[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_unique_columns$
DECLARE
    item text;
    name text;
    names text[] := '{}'::text[];
BEGIN
    PERFORM bucardo._check_not_null(_unique_columns.columns IS NOT NULL, 'unique policy', 'columns');
    FOREACH item IN ARRAY bucardo._split_list(_unique_columns.columns, 'columns')
    LOOP
        name := bucardo._column_name(item, 'columns');
        IF name = ANY (names) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('column %I is in columns twice', name),
                DETAIL = format('The list is: %s', _unique_columns.columns),
                HINT = 'Name each column of the unique index once.';
        END IF;
        names := names || name;
    END LOOP;
    RETURN ARRAY(SELECT n FROM unnest(names) n ORDER BY n COLLATE "C");
END
$_unique_columns$;

COMMENT ON FUNCTION bucardo._unique_columns(columns text)
IS 'The columns of a unique index that a list like ''a,b'' names, in the order of their names.';
