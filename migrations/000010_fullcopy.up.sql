-- What follows a copy shows in its progress, and so do tables that are copied whole again and again.

ALTER TABLE bucardo.copy_state
    DROP CONSTRAINT copy_state_phase_check,
    ADD CONSTRAINT copy_state_phase_check CHECK (phase IN ('copying', 'vacuuming', 'rebuilding indexes', 'analyzing', 'done', 'left as it is'));
COMMENT ON TABLE bucardo.copy_state IS 'How far the last copy of each table at each member is, as the sidecar saw it.';

COMMENT ON VIEW bucardo.progress IS 'A row for each table of each member that was or is being copied: at first (onetimecopy), or whole (fullcopy members, tables without a key), then the last time.';
COMMENT ON COLUMN bucardo.progress.phase IS 'copying, vacuuming, rebuilding indexes, analyzing, done, or left as it is (onetimecopy 2, the table was not empty).';
COMMENT ON COLUMN bucardo.progress.rows_done IS 'Rows copied; those of a table that is copied whole are seen all at once when it is done.';
