CREATE OR REPLACE FUNCTION bucardo._part_for_conflicts(largest bigint)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $_part_for_conflicts$
DECLARE
    current bucardo.conflict_part;
BEGIN
    SELECT p.* INTO current FROM bucardo.conflict_part p ORDER BY p.part DESC LIMIT 1;
    IF FOUND
        AND date_trunc('day', current.since AT TIME ZONE 'UTC') = date_trunc('day', clock_timestamp() AT TIME ZONE 'UTC')
        AND pg_total_relation_size(to_regclass(format('bucardo.conflict_%s', current.part))) < _part_for_conflicts.largest
    THEN
        RETURN current.part;
    END IF;

    INSERT INTO bucardo.conflict_part DEFAULT VALUES RETURNING * INTO current;
    -- Attaching holds nobody up; CREATE TABLE ... PARTITION OF would wait for all who read.
    EXECUTE format('CREATE TABLE bucardo.conflict_%s (LIKE bucardo.conflict INCLUDING ALL)', current.part);
    EXECUTE format('COMMENT ON TABLE bucardo.conflict_%1$s IS %2$L', current.part, 'Part of bucardo.conflict.');
    EXECUTE format('ALTER TABLE bucardo.conflict ATTACH PARTITION bucardo.conflict_%1$s FOR VALUES IN (%1$s)', current.part);
    RETURN current.part;
END
$_part_for_conflicts$;

COMMENT ON FUNCTION bucardo._part_for_conflicts(largest bigint)
IS 'The part that conflicts are written to now; another one begins when the day (UTC) is over, or it takes as many bytes as largest.';
