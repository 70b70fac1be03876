-- Settings, what a sync and a table of it set otherwise, other names and columns of tables, and sequences.

CREATE TABLE bucardo.setting (
    name text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('boolean', 'integer', 'interval', 'text')),
    default_value text NOT NULL,
    value text,
    unit text,
    minimum text,
    maximum text,
    choices text[],
    scopes text[] NOT NULL,
    description text NOT NULL
);
COMMENT ON TABLE bucardo.setting IS 'What can be set. value goes before default_value; what a sync sets (sync.options) goes before both, and what it sets for a table (table_option) before that. scopes: where it may be set, of config, sync and table.';

INSERT INTO bucardo.setting (name, kind, default_value, unit, minimum, maximum, choices, scopes, description) VALUES
    ('analyze_after_copy', 'boolean', 'true', NULL, NULL, NULL, NULL, '{config,sync,table}', 'Whether a table is analyzed after it was copied.'),
    ('batch_time', 'interval', '2s', NULL, '10ms', '1h', NULL, '{config,sync}', 'How long a batch of a large backlog should take.'),
    ('checktime', 'interval', '0', NULL, '0', NULL, NULL, '{config,sync}', 'Run at least this often, also when nothing is captured and without autokick; 0: only when there is a reason.'),
    ('deletemethod', 'text', 'delete', NULL, NULL, NULL, '{delete,truncate}', '{config,sync,table}', 'How a table is emptied before it is copied whole. delete: readers see the old rows until the new ones are there; truncate: faster, but they wait.'),
    ('expired', 'interval', '0', NULL, '0', NULL, NULL, '{config,sync}', 'A sync that has been behind for longer is shown as expired; 0: never.'),
    ('isolation_level', 'text', 'repeatable read', NULL, NULL, NULL, '{repeatable read,serializable}', '{config,sync}', 'The isolation in which sources are read.'),
    ('keep_history', 'interval', '7d', NULL, '1m', NULL, NULL, '{config}', 'How long runs, rates, conflicts and log lines are kept.'),
    ('keep_rows', 'integer', '10000', 'rows', '100', '10000000', NULL, '{config}', 'How many runs of each sync, and how many log lines, are kept at most.'),
    ('lifetime', 'interval', '0', NULL, '0', NULL, NULL, '{config,sync}', 'After this long the connections of a sync are closed and opened anew; 0: never.'),
    ('lock_timeout', 'interval', '0', NULL, '0', '1h', NULL, '{config,sync}', 'How long an apply waits for a row that others hold before it is left to the next run; 0: 200 ms at a source, 1 s at a target.'),
    ('makedelta', 'boolean', 'false', NULL, NULL, NULL, NULL, '{config,sync,table}', 'Whether what the sync writes is passed on by other syncs of the same table.'),
    ('max_active_runs', 'integer', '0', 'runs', '0', '1000', NULL, '{config}', 'How many syncs may run at the same moment, those of the highest priority first; 0: all.'),
    ('max_runs', 'integer', '0', 'runs', '0', NULL, NULL, '{config,sync}', 'After so many runs the connections of a sync are closed and opened anew; 0: never.'),
    ('overdue', 'interval', '0', NULL, '0', NULL, NULL, '{config,sync}', 'A sync that has been behind for longer is shown as overdue; 0: never.'),
    ('priority', 'integer', '0', NULL, '-1000', '1000', NULL, '{sync}', 'Which sync runs first when max_active_runs is reached; the higher goes first.'),
    ('rebuild_index', 'boolean', 'false', NULL, NULL, NULL, NULL, '{config,sync,table}', 'Whether the indexes of a table are rebuilt after it was copied.'),
    ('statement_timeout', 'interval', '0', NULL, '0', NULL, NULL, '{config,sync}', 'How long a statement of a run may take on a replicated database; 0: any time.'),
    ('strict_checking', 'boolean', 'true', NULL, NULL, NULL, NULL, '{config,sync,table}', 'Whether the columns of a table have to fit on all databases; else those that fit are replicated.'),
    ('track_rates', 'boolean', 'false', NULL, NULL, NULL, NULL, '{config,sync}', 'Whether latency and rows a second are kept as a history.'),
    ('vacuum_after_copy', 'boolean', 'false', NULL, NULL, NULL, NULL, '{config,sync,table}', 'Whether a table is vacuumed after it was copied.');

ALTER TABLE bucardo.sync ADD COLUMN options jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN bucardo.sync.options IS 'The settings that this sync sets itself: names of bucardo.setting to their values as text.';

CREATE TABLE bucardo.table_option (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sync_id bigint NOT NULL REFERENCES bucardo.sync ON DELETE CASCADE,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    options jsonb NOT NULL DEFAULT '{}',
    conflict_strategy text CHECK (conflict_strategy IN ('latest', 'source order')),
    source_order text[] CHECK ((source_order IS NOT NULL) = (coalesce(conflict_strategy, '') = 'source order')),
    UNIQUE (sync_id, schema_name, table_name)
);
COMMENT ON TABLE bucardo.table_option IS 'What a sync does otherwise for one table or sequence: settings, and who wins a conflict.';

CREATE TABLE bucardo.row_filter (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sync_id bigint NOT NULL REFERENCES bucardo.sync ON DELETE CASCADE,
    schema_name text,
    table_name text,
    db_id bigint REFERENCES bucardo.db ON DELETE CASCADE,
    condition text NOT NULL
);
CREATE UNIQUE INDEX row_filter_key ON bucardo.row_filter (sync_id, coalesce(schema_name, ''), coalesce(table_name, ''), coalesce(db_id, 0));
CREATE INDEX row_filter_db_id_idx ON bucardo.row_filter (db_id);
COMMENT ON TABLE bucardo.row_filter IS 'Which rows of a table a database gets: those for which the condition is true at the source. Without a database: all that have none of their own; without a table: all that have none of their own.';

CREATE TABLE bucardo.customname (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    new_schema text NOT NULL,
    new_name text NOT NULL,
    db_id bigint REFERENCES bucardo.db ON DELETE CASCADE,
    sync_id bigint REFERENCES bucardo.sync ON DELETE CASCADE
);
CREATE UNIQUE INDEX customname_key ON bucardo.customname (schema_name, table_name, coalesce(db_id, 0), coalesce(sync_id, 0));
CREATE INDEX customname_db_id_idx ON bucardo.customname (db_id);
CREATE INDEX customname_sync_id_idx ON bucardo.customname (sync_id);
COMMENT ON TABLE bucardo.customname IS 'What a table is called on a database (NULL: on all but the first source) in a sync (NULL: in all). The more specific row goes first: database and sync, database, sync, neither.';

CREATE TABLE bucardo.customcols (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    columns text[] NOT NULL CHECK (pg_catalog.cardinality(columns) > 0),
    expressions text[] NOT NULL CHECK (pg_catalog.cardinality(expressions) = pg_catalog.cardinality(columns)),
    db_id bigint REFERENCES bucardo.db ON DELETE CASCADE,
    sync_id bigint REFERENCES bucardo.sync ON DELETE CASCADE
);
CREATE UNIQUE INDEX customcols_key ON bucardo.customcols (schema_name, table_name, coalesce(db_id, 0), coalesce(sync_id, 0));
CREATE INDEX customcols_db_id_idx ON bucardo.customcols (db_id);
CREATE INDEX customcols_sync_id_idx ON bucardo.customcols (sync_id);
COMMENT ON TABLE bucardo.customcols IS 'Which columns of a table a database gets (NULL: every receiver) in a sync (NULL: in all), each with the expression that makes it at the source, empty for the column of that name. The more specific row goes first, as in customname.';

ALTER TABLE bucardo.db
    ADD COLUMN status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
    ADD COLUMN makedelta boolean;
COMMENT ON COLUMN bucardo.db.status IS 'inactive: taken out of all syncs for a while; its changes and those for it are kept.';
COMMENT ON COLUMN bucardo.db.makedelta IS 'Whether what syncs write here is passed on by other syncs of this database; NULL: as each sync has it.';

ALTER TABLE bucardo.dbgroup_member
    DROP CONSTRAINT dbgroup_member_role_check,
    ADD CONSTRAINT dbgroup_member_role_check CHECK (role IN ('source', 'target', 'fullcopy'));
ALTER TABLE bucardo.sync_db
    DROP CONSTRAINT sync_db_role_check,
    ADD CONSTRAINT sync_db_role_check CHECK (role IN ('source', 'target', 'fullcopy'));

ALTER TABLE bucardo.relgroup_member
    ADD COLUMN kind text NOT NULL DEFAULT 'table' CHECK (kind IN ('table', 'sequence')),
    ADD COLUMN excluded boolean NOT NULL DEFAULT false,
    ADD COLUMN patterns boolean NOT NULL DEFAULT false,
    ADD COLUMN priority integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN bucardo.relgroup_member.excluded IS 'Whether what it means is left out, whatever else names it.';
COMMENT ON COLUMN bucardo.relgroup_member.patterns IS 'Whether the names are patterns, in which * stands for any characters.';
COMMENT ON COLUMN bucardo.relgroup_member.priority IS 'The higher is copied and written first, as far as foreign keys allow.';
ALTER TABLE bucardo.sync_relation
    ADD COLUMN kind text NOT NULL DEFAULT 'table' CHECK (kind IN ('table', 'sequence')),
    ADD COLUMN excluded boolean NOT NULL DEFAULT false,
    ADD COLUMN patterns boolean NOT NULL DEFAULT false,
    ADD COLUMN priority integer NOT NULL DEFAULT 0;

ALTER TABLE bucardo.sync_table
    ADD COLUMN kind text NOT NULL DEFAULT 'table' CHECK (kind IN ('table', 'sequence')),
    ADD COLUMN held boolean NOT NULL DEFAULT false,
    ADD COLUMN next_step text;
COMMENT ON COLUMN bucardo.sync_table.held IS 'Whether its changes are kept and wait until the reason is mended; the other tables go on.';
