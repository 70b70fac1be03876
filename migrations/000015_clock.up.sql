-- The clocks of databases.

CREATE TABLE bucardo.db_clock (
    db_id bigint PRIMARY KEY REFERENCES bucardo.db ON DELETE CASCADE,
    skew interval NOT NULL,
    ahead interval NOT NULL,
    measured_at timestamptz NOT NULL
);
COMMENT ON TABLE bucardo.db_clock IS 'What the sidecar measured of the clock of each database.';

CREATE VIEW bucardo.clock_skew AS
SELECT d.name AS db, c.skew, c.ahead AS "offset", c.measured_at
FROM bucardo.db_clock c
JOIN bucardo.db d ON d.id = c.db_id
ORDER BY d.name;
COMMENT ON VIEW bucardo.clock_skew IS 'A row for each database whose clock was measured. Where two sources of a sync are further apart than its max_clock_skew, bucardo.status warns.';
COMMENT ON COLUMN bucardo.clock_skew.db IS 'The database.';
COMMENT ON COLUMN bucardo.clock_skew.skew IS 'By how much its server''s clock is ahead of the sidecar''s; negative: behind. Exact to half a round trip.';
COMMENT ON COLUMN bucardo.clock_skew."offset" IS 'By how much changes made there are stamped later than its server''s clock says, because it has received changes that bear later times.';
COMMENT ON COLUMN bucardo.clock_skew.measured_at IS 'When it was measured. It is recorded when it has changed, at least every minute while the sync has nothing to do.';
