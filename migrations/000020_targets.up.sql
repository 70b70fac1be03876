-- Databases that are not PostgreSQL, which syncs write to.

ALTER TABLE bucardo.db
    DROP CONSTRAINT db_type_check,
    ADD CONSTRAINT db_type_check CHECK (type IN ('postgres', 'mysql', 'mariadb', 'sqlite', 'oracle', 'mongodb', 'redis', 'files')),
    ADD COLUMN options jsonb
        CHECK (pg_catalog.jsonb_typeof(options) = 'object' AND NOT options OPERATOR(pg_catalog.@?) '$.* ? (@.type() != "string")');
COMMENT ON COLUMN bucardo.db.type IS 'postgres, or the kind of store that it is: such a database can only be a target.';
COMMENT ON COLUMN bucardo.db.options IS 'Of a database that is not PostgreSQL: what there is to say of its kind, an object of texts. The sidecar knows which there are.';

ALTER TYPE bucardo.db_info ADD ATTRIBUTE options jsonb;
COMMENT ON COLUMN bucardo.db_info.type IS 'The kind of database: postgres, mysql, mariadb, sqlite, oracle, mongodb, redis or files.';
COMMENT ON COLUMN bucardo.db_info.dbname IS 'Name of the database on its server; NULL: as the control connection, or libpq''s default where host or service is given. With sqlite the path of the file, with files that of the directory, with redis the number of the database.';
COMMENT ON COLUMN bucardo.db_info.conninfo IS 'Connection string, given instead of the parts: libpq''s, or the DSN or URI of a database that is not PostgreSQL.';
COMMENT ON COLUMN bucardo.db_info.options IS 'What there is to say of a database that is not PostgreSQL, see docs/targets.md; NULL: nothing.';

ALTER TABLE bucardo.command
    DROP CONSTRAINT command_verb_check,
    ADD CONSTRAINT command_verb_check CHECK (verb IN ('kick', 'validate', 'ping', 'spread', 'wait', 'drop_deltas', 'choose', 'check_fks', 'test_customcode', 'create_target_tables'));
