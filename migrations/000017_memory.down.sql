COMMENT ON COLUMN bucardo.purge_info.kind IS 'Which history: runs, rates, log or commands.';
DROP TYPE bucardo.what_if_info;
DROP VIEW bucardo.conflict_summary;
DROP VIEW bucardo.conflicts;
DROP INDEX bucardo.run_sync_id_started_at_idx;
DROP TABLE bucardo.conflict_part;
DROP TABLE bucardo.conflict;
