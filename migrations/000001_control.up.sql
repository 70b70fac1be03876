-- The control database: what the user wants (db, sync, sync_db, sync_relation, command) and what the sidecar
-- saw (the *_state tables, sync_table, run, log_line, cleanup). Names are unique; ids never change and are what
-- the replicated databases remember.

CREATE TABLE bucardo.installation (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
    version text NOT NULL DEFAULT '',
    installed_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE bucardo.installation IS 'One row: the identity of this control database, which replicated databases remember, and the version of the functions installed.';
INSERT INTO bucardo.installation DEFAULT VALUES;

CREATE TABLE bucardo.db (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (name <> '' AND pg_catalog.octet_length(name) <= 63),
    type text NOT NULL DEFAULT 'postgres' CHECK (type IN ('postgres')),
    conninfo text,
    host text,
    port integer CHECK (port BETWEEN 1 AND 65535),
    dbname text,
    username text,
    service text,
    passfile text,
    password_env text,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE bucardo.db IS 'A database that syncs read or write. How to reach it, never a password. Parts left NULL come from the control connection when neither conninfo, host nor service is given, else from libpq''s defaults.';

CREATE TABLE bucardo.sync (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (name <> '' AND pg_catalog.octet_length(name) <= 63),
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
    paused boolean NOT NULL DEFAULT false,
    autokick boolean NOT NULL DEFAULT true,
    conflict_strategy text NOT NULL DEFAULT 'latest' CHECK (conflict_strategy IN ('latest', 'source order')),
    source_order text[] CHECK ((source_order IS NOT NULL) = (conflict_strategy = 'source order')),
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE bucardo.sync IS 'A named replication: which databases, which tables, how conflicts are decided. version grows with every change; sync_state.observed_version says which one the sidecar acts on.';

CREATE TABLE bucardo.sync_db (
    sync_id bigint NOT NULL REFERENCES bucardo.sync ON DELETE CASCADE,
    db_id bigint NOT NULL REFERENCES bucardo.db,
    role text NOT NULL CHECK (role IN ('source', 'target')),
    position integer NOT NULL,
    PRIMARY KEY (sync_id, db_id)
);
CREATE INDEX sync_db_db_id_idx ON bucardo.sync_db (db_id);
COMMENT ON TABLE bucardo.sync_db IS 'The members of a sync, in the order given.';

CREATE TABLE bucardo.sync_relation (
    sync_id bigint NOT NULL REFERENCES bucardo.sync ON DELETE CASCADE,
    position integer NOT NULL,
    schema_name text,
    table_name text,
    PRIMARY KEY (sync_id, position)
);
COMMENT ON TABLE bucardo.sync_relation IS 'What the user asked to replicate: both NULL means all tables, table_name NULL all of a schema, else one table (schema_name NULL: wherever it is found, if only once).';

CREATE TABLE bucardo.command (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    verb text NOT NULL CHECK (verb IN ('kick', 'validate')),
    sync_id bigint NOT NULL REFERENCES bucardo.sync ON DELETE CASCADE,
    requested_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    requested_by text NOT NULL DEFAULT SESSION_USER,
    done_at timestamptz,
    error text
);
CREATE INDEX command_open_idx ON bucardo.command (sync_id) WHERE done_at IS NULL;
COMMENT ON TABLE bucardo.command IS 'One-shot requests. The sidecar sets done_at, and error where it could not do it; they wait while no sidecar runs.';

CREATE TABLE bucardo.cleanup (
    sync_id bigint NOT NULL,
    sync_name text NOT NULL,
    db_id bigint NOT NULL REFERENCES bucardo.db ON DELETE CASCADE,
    requested_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    reason text,
    PRIMARY KEY (sync_id, db_id)
);
CREATE INDEX cleanup_db_id_idx ON bucardo.cleanup (db_id);
COMMENT ON TABLE bucardo.cleanup IS 'Databases from which the triggers and deltas of a removed sync (or of a removed member) are still to be taken. The sidecar deletes the row when that is done; reason says why it could not yet.';

CREATE TABLE bucardo.sync_state (
    sync_id bigint PRIMARY KEY REFERENCES bucardo.sync ON DELETE CASCADE,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'active', 'degraded', 'paused', 'failed', 'inactive')),
    reason text,
    next_step text,
    since timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    observed_version bigint NOT NULL DEFAULT 0,
    activated_at timestamptz,
    last_good timestamptz,
    last_bad timestamptz,
    run_ms double precision,
    rows bigint,
    deletes bigint,
    conflicts bigint,
    total_runs bigint NOT NULL DEFAULT 0,
    total_rows bigint NOT NULL DEFAULT 0,
    total_deletes bigint NOT NULL DEFAULT 0,
    total_conflicts bigint NOT NULL DEFAULT 0,
    pending bigint,
    oldest_pending timestamptz
);
COMMENT ON TABLE bucardo.sync_state IS 'What the sidecar saw of each sync. add_sync inserts the row, the sidecar keeps it.';

CREATE TABLE bucardo.sync_table (
    sync_id bigint NOT NULL REFERENCES bucardo.sync ON DELETE CASCADE,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    included boolean NOT NULL,
    key_columns text[],
    reason text,
    PRIMARY KEY (sync_id, schema_name, table_name)
);
COMMENT ON TABLE bucardo.sync_table IS 'What the sidecar made of sync_relation: the tables it replicates with their key, and those left out with the reason.';

CREATE TABLE bucardo.table_state (
    sync_id bigint NOT NULL REFERENCES bucardo.sync ON DELETE CASCADE,
    db_id bigint NOT NULL REFERENCES bucardo.db ON DELETE CASCADE,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    pending bigint NOT NULL DEFAULT 0,
    last_change timestamptz,
    PRIMARY KEY (sync_id, db_id, schema_name, table_name)
);
COMMENT ON TABLE bucardo.table_state IS 'Pending deltas and last replicated change of each table at each source.';

CREATE TABLE bucardo.db_state (
    db_id bigint PRIMARY KEY REFERENCES bucardo.db ON DELETE CASCADE,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'good', 'failed')),
    reason text,
    next_step text,
    since timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    last_good timestamptz,
    server_version text,
    apply_mode text CHECK (apply_mode IN ('replica', 'ordinary'))
);
COMMENT ON TABLE bucardo.db_state IS 'What the sidecar saw of each database.';

CREATE TABLE bucardo.run (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sync_id bigint NOT NULL REFERENCES bucardo.sync ON DELETE CASCADE,
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    status text NOT NULL CHECK (status IN ('good', 'bad')),
    runs integer NOT NULL DEFAULT 1,
    rows bigint NOT NULL DEFAULT 0,
    deletes bigint NOT NULL DEFAULT 0,
    conflicts bigint NOT NULL DEFAULT 0,
    left_out bigint NOT NULL DEFAULT 0,
    error text
);
CREATE INDEX run_sync_id_idx ON bucardo.run (sync_id, id);
COMMENT ON TABLE bucardo.run IS 'History of runs that had something to do. Back-to-back runs of a busy sync share a row; runs says how many.';

CREATE TABLE bucardo.log_line (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    level text NOT NULL CHECK (level IN ('info', 'warn', 'error')),
    sync_name text,
    db_name text,
    message text NOT NULL
);
CREATE INDEX log_line_at_idx ON bucardo.log_line (at);
COMMENT ON TABLE bucardo.log_line IS 'What the sidecar has to say, for those without a shell on its host.';
