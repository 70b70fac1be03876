DELETE FROM bucardo.command WHERE verb = 'create_target_tables';
ALTER TABLE bucardo.command
    DROP CONSTRAINT command_verb_check,
    ADD CONSTRAINT command_verb_check CHECK (verb IN ('kick', 'validate', 'ping', 'spread', 'wait', 'drop_deltas', 'choose', 'check_fks', 'test_customcode'));
COMMENT ON COLUMN bucardo.db_info.conninfo IS 'libpq connection string, given instead of the parts.';
COMMENT ON COLUMN bucardo.db_info.dbname IS 'Name of the database on its server; NULL: as the control connection, or libpq''s default where host or service is given.';
COMMENT ON COLUMN bucardo.db_info.type IS 'The kind of database: postgres.';
ALTER TYPE bucardo.db_info DROP ATTRIBUTE options;
COMMENT ON COLUMN bucardo.db.type IS NULL;
ALTER TABLE bucardo.db
    DROP COLUMN options,
    DROP CONSTRAINT db_type_check,
    ADD CONSTRAINT db_type_check CHECK (type IN ('postgres')) NOT VALID;
