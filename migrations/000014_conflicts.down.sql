ALTER TABLE bucardo.command
    DROP CONSTRAINT command_verb_check,
    ADD CONSTRAINT command_verb_check CHECK (verb IN ('kick', 'validate', 'ping', 'spread', 'wait', 'drop_deltas')) NOT VALID;
DROP TABLE bucardo.customcode;
DROP TABLE bucardo.unique_policy;
DROP TABLE bucardo.column_policy;
UPDATE bucardo.setting SET description = 'How long runs, rates, conflicts and log lines are kept.' WHERE name = 'keep_history';
DELETE FROM bucardo.setting WHERE name IN ('dangling_fk', 'keep_conflicts', 'keep_conflicts_size', 'max_clock_skew', 'record_conflicts', 'update_delete');
ALTER TABLE bucardo.table_option
    DROP CONSTRAINT table_option_conflict_strategy_check,
    ADD CONSTRAINT table_option_conflict_strategy_check CHECK (conflict_strategy IN ('latest', 'source order')) NOT VALID;
ALTER TABLE bucardo.sync
    DROP CONSTRAINT sync_conflict_strategy_check,
    ADD CONSTRAINT sync_conflict_strategy_check CHECK (conflict_strategy IN ('latest', 'source order')) NOT VALID;
