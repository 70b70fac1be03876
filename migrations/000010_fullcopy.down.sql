COMMENT ON COLUMN bucardo.progress.rows_done IS 'Rows copied and committed.';
COMMENT ON COLUMN bucardo.progress.phase IS 'copying, analyzing, done, or left as it is (onetimecopy 2, the table was not empty).';
COMMENT ON VIEW bucardo.progress IS 'A row for each table of each member that got or gets a first copy.';
COMMENT ON TABLE bucardo.copy_state IS 'How far the first copy of each table at each member is, as the sidecar saw it.';
DELETE FROM bucardo.copy_state WHERE phase IN ('vacuuming', 'rebuilding indexes');
ALTER TABLE bucardo.copy_state
    DROP CONSTRAINT copy_state_phase_check,
    ADD CONSTRAINT copy_state_phase_check CHECK (phase IN ('copying', 'analyzing', 'done', 'left as it is'));
