-- The clock of this database: that of its server, set forward by what it has received of the future (a hybrid logical clock,
-- Kulkarni et al. 2014, in one number). The offset is a sequence, as that takes no lock and keeps what a rollback would undo.
DO $clock$
BEGIN
    IF to_regclass('bucardo_node.clock') IS NULL THEN
        CREATE SEQUENCE bucardo_node.clock MINVALUE 0 START 0 NO CYCLE;
        COMMENT ON SEQUENCE bucardo_node.clock IS 'By how many microseconds the clock of this database is ahead of that of its server. It only grows.';
    END IF;
END
$clock$;

CREATE OR REPLACE FUNCTION bucardo_node.clock_now()
RETURNS timestamptz
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $clock_now$
SELECT clock_timestamp() + coalesce(pg_sequence_last_value('bucardo_node.clock'), 0) * interval '1 microsecond'
$clock_now$;
COMMENT ON FUNCTION bucardo_node.clock_now() IS 'What changes made now are stamped with: later than all that has been received here.';

CREATE OR REPLACE FUNCTION bucardo_node.raise_clock(newest timestamptz)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $raise_clock$
BEGIN
    IF (newest < bucardo_node.clock_now()) IS NOT FALSE THEN
        RETURN;
    END IF;
    -- One at a time, or a smaller offset could come after a greater one.
    PERFORM pg_advisory_xact_lock(hashtext('bucardo_node.clock'));
    PERFORM setval('bucardo_node.clock', coalesce(pg_sequence_last_value('bucardo_node.clock'), 0) + 1 + ahead.microseconds)
    FROM (SELECT ceil(extract(epoch FROM newest - bucardo_node.clock_now()) * 1000000)::bigint AS microseconds) AS ahead
    WHERE ahead.microseconds >= 0;
END
$raise_clock$;
COMMENT ON FUNCTION bucardo_node.raise_clock(timestamptz) IS 'Sets the clock of this database forward to just after a time, unless that is past. NULL is.';

CREATE OR REPLACE FUNCTION bucardo_node.wall()
RETURNS timestamptz
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $wall$
SELECT clock_timestamp()
$wall$;
COMMENT ON FUNCTION bucardo_node.wall() IS 'The clock of the server, which the sidecar compares with its own.';
