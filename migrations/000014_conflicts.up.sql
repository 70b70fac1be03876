-- How conflicts are decided: strategies, policies of columns, of unique indexes and of foreign keys, and custom code.

ALTER TABLE bucardo.sync
    DROP CONSTRAINT sync_conflict_strategy_check,
    ADD CONSTRAINT sync_conflict_strategy_check CHECK (conflict_strategy IN (
        'latest', 'latest_all_tables', 'source order', 'source', 'target', 'first', 'skip', 'abort', 'random', 'merge'));
ALTER TABLE bucardo.table_option
    DROP CONSTRAINT table_option_conflict_strategy_check,
    ADD CONSTRAINT table_option_conflict_strategy_check CHECK (conflict_strategy IN (
        'latest', 'latest_all_tables', 'source order', 'source', 'target', 'first', 'skip', 'abort', 'random', 'merge'));
COMMENT ON COLUMN bucardo.sync_info.conflict_strategy IS 'Who wins a conflict, see docs/conflicts.md.';
COMMENT ON COLUMN bucardo.table_info.conflict_strategy IS 'Who wins a conflict in it, see docs/conflicts.md; NULL: as in the sync.';
COMMENT ON COLUMN bucardo.status.conflict_strategy IS 'Who wins a conflict, see docs/conflicts.md.';

INSERT INTO bucardo.setting (name, kind, default_value, unit, minimum, maximum, choices, scopes, description) VALUES
    ('dangling_fk', 'text', 'park', NULL, NULL, NULL, '{park,restore,delete}', '{config,sync,table}', 'What becomes of a row whose parent was deleted on another database meanwhile. park: it stays and is listed in dangling_fks; restore: the parent comes back; delete: it is deleted too.'),
    ('keep_conflicts', 'interval', '30d', NULL, '1h', NULL, NULL, '{config}', 'How long recorded conflicts are kept.'),
    ('keep_conflicts_size', 'integer', '1024', 'MB', '1', '1000000', NULL, '{config}', 'How much space recorded conflicts take at most; the oldest go first.'),
    ('max_clock_skew', 'interval', '5s', NULL, '10ms', NULL, NULL, '{config,sync}', 'How far the clocks of two databases may be apart before the status warns.'),
    ('record_conflicts', 'text', 'full', NULL, NULL, NULL, '{off,keys,full}', '{config,sync,table}', 'What is kept of each conflict. full: every version of the row; keys: which row, and who won; off: only their number.'),
    ('update_delete', 'text', 'strategy', NULL, NULL, NULL, '{strategy,update,delete}', '{config,sync,table}', 'Who wins when a row was changed on one database and deleted on another. strategy: as the conflict strategy says; update: the row comes back; delete: it goes.');
UPDATE bucardo.setting SET description = 'How long runs, rates and log lines are kept.' WHERE name = 'keep_history';

CREATE TABLE bucardo.column_policy (
    sync_id bigint NOT NULL REFERENCES bucardo.sync ON DELETE CASCADE,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    column_name text NOT NULL,
    policy text NOT NULL CHECK (policy IN ('latest', 'max', 'min', 'sum', 'union', 'jsonb_merge', 'coalesce', 'source order', 'expression')),
    source_order text[] CHECK ((source_order IS NOT NULL) = (policy = 'source order')),
    expression text CHECK ((expression IS NOT NULL) = (policy = 'expression')),
    PRIMARY KEY (sync_id, schema_name, table_name, column_name)
);
COMMENT ON TABLE bucardo.column_policy IS 'How a column is decided that was changed on several databases, in tables with the strategy merge. Columns that are not here: latest.';

CREATE TABLE bucardo.unique_policy (
    sync_id bigint NOT NULL REFERENCES bucardo.sync ON DELETE CASCADE,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    columns text[] NOT NULL CHECK (pg_catalog.cardinality(columns) > 0),
    winner text NOT NULL CHECK (winner IN ('older', 'newer')),
    loser text NOT NULL CHECK (loser IN ('delete', 'null', 'expression', 'park')),
    column_name text CHECK ((column_name IS NOT NULL) = (loser IN ('null', 'expression'))),
    expression text CHECK ((expression IS NOT NULL) = (loser = 'expression')),
    PRIMARY KEY (sync_id, schema_name, table_name, columns)
);
COMMENT ON TABLE bucardo.unique_policy IS 'What happens when two databases each have a row of their own with the same values in the columns of a unique index that is not the key. columns: in the order of their names. Indexes that are not here: the row that comes is parked until the values differ.';
COMMENT ON COLUMN bucardo.unique_policy.loser IS 'delete: the row goes; null, expression: column_name gets NULL, or the value of the expression over the row''s columns; park: the row does not reach the others for now.';

CREATE TABLE bucardo.customcode (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (name <> '' AND pg_catalog.octet_length(name) <= 63),
    point text NOT NULL CHECK (point IN ('conflict', 'exception', 'before_sync', 'after_sync', 'before_txn', 'after_txn', 'before_apply', 'transform')),
    sync_id bigint NOT NULL REFERENCES bucardo.sync ON DELETE CASCADE,
    schema_name text,
    table_name text,
    db_id bigint REFERENCES bucardo.db,
    function_schema text,
    function_name text,
    expression text CHECK ((expression IS NOT NULL) <> (function_name IS NOT NULL)),
    role text,
    timeout interval NOT NULL DEFAULT '10s',
    priority integer NOT NULL DEFAULT 0,
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
    CHECK ((schema_name IS NULL) = (table_name IS NULL)),
    CHECK ((function_schema IS NULL) = (function_name IS NULL))
);
CREATE INDEX customcode_sync_id_idx ON bucardo.customcode (sync_id);
CREATE INDEX customcode_db_id_idx ON bucardo.customcode (db_id);
COMMENT ON TABLE bucardo.customcode IS 'Functions and expressions of the user''s that a sync calls. db_id: where they are called, NULL: in the control database. table_name NULL: for every table of the sync. The higher priority is called first.';

ALTER TABLE bucardo.command
    DROP CONSTRAINT command_verb_check,
    ADD CONSTRAINT command_verb_check CHECK (verb IN ('kick', 'validate', 'ping', 'spread', 'wait', 'drop_deltas', 'choose', 'check_fks', 'test_customcode'));
