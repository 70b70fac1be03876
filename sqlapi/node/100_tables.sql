-- What a replicated database gets: who it belongs to, what is captured, and how far everyone is.
-- Every object is made only where it is missing, so that this file can be run again at any time.

CREATE SCHEMA IF NOT EXISTS bucardo_node;
COMMENT ON SCHEMA bucardo_node IS 'Change capture and replication progress of bucardo. Safe to drop with CASCADE once no sync uses this database.';

CREATE TABLE IF NOT EXISTS bucardo_node.node (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    installation_id uuid NOT NULL,
    db_id bigint NOT NULL,
    version text NOT NULL
);
COMMENT ON TABLE bucardo_node.node IS 'One row: the control database this database belongs to, which of its databases it is, and the version of the objects here.';

CREATE TABLE IF NOT EXISTS bucardo_node.captured_table (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    relid oid NOT NULL UNIQUE,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    key_columns text[] NOT NULL,
    mode text NOT NULL CHECK (mode IN ('statement', 'row')),
    purged_below xid8 NOT NULL DEFAULT '0'
);
COMMENT ON TABLE bucardo_node.captured_table IS 'Tables with capture triggers. Their changes are in delta_<id>_0 and delta_<id>_1; state_<id> is the segment being written (0 or 1) plus 2 while a wake-up is armed. Deltas of transactions below purged_below may be gone.';
ALTER TABLE bucardo_node.captured_table ADD COLUMN IF NOT EXISTS relayed boolean NOT NULL DEFAULT false;
ALTER TABLE bucardo_node.captured_table ADD COLUMN IF NOT EXISTS watched text[], ADD COLUMN IF NOT EXISTS kept text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN bucardo_node.captured_table.watched IS 'The columns of the bitmap delta.changed, in its order: those that were changed by an UPDATE have a 1. NULL: deltas have no details.';
COMMENT ON COLUMN bucardo_node.captured_table.kept IS 'The columns whose old and new values are in o1, n1, o2, n2 ... of a delta with details.';
COMMENT ON COLUMN bucardo_node.captured_table.relayed IS 'Whether there have been deltas that a sync wrote, to be passed on by others.';

CREATE TABLE IF NOT EXISTS bucardo_node.capture_use (
    table_id integer NOT NULL REFERENCES bucardo_node.captured_table ON DELETE CASCADE,
    sync_id bigint NOT NULL,
    purged_before xid8 NOT NULL,
    PRIMARY KEY (table_id, sync_id)
);
ALTER TABLE bucardo_node.capture_use ADD COLUMN IF NOT EXISTS watched text[], ADD COLUMN IF NOT EXISTS kept text[] NOT NULL DEFAULT '{}';
COMMENT ON TABLE bucardo_node.capture_use IS 'Which syncs read the deltas of a table. purged_before: captured_table.purged_below when the sync came; what was purged before that is no loss to it. watched and kept: the details it wants, see captured_table.';

CREATE TABLE IF NOT EXISTS bucardo_node.consumer (
    sync_id bigint NOT NULL,
    receiver_id bigint NOT NULL,
    confirmed pg_snapshot NOT NULL,
    established boolean NOT NULL DEFAULT false,
    PRIMARY KEY (sync_id, receiver_id)
);
COMMENT ON TABLE bucardo_node.consumer IS 'On an origin: up to which snapshot each receiver is known to have everything. Lags behind the watermark at the receiver, never ahead; deltas visible in every confirmed snapshot may be discarded. established: the receiver holds a watermark.';

CREATE TABLE IF NOT EXISTS bucardo_node.watermark (
    sync_id bigint NOT NULL,
    origin_id bigint NOT NULL,
    snapshot pg_snapshot NOT NULL,
    PRIMARY KEY (sync_id, origin_id)
);
COMMENT ON TABLE bucardo_node.watermark IS 'On a receiver: the snapshot of each origin up to which everything has been applied here, written in the transaction that applied it.';

CREATE TABLE IF NOT EXISTS bucardo_node.owed (
    sync_id bigint NOT NULL,
    origin_id bigint NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    key text[] NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (sync_id, origin_id, schema_name, table_name, key)
);
COMMENT ON TABLE bucardo_node.owed IS 'On a receiver: keys whose change at the origin is inside the watermark but was left out, because the row changed here during the run. They join the next run.';
ALTER TABLE bucardo_node.owed ADD COLUMN IF NOT EXISTS home bigint;
ALTER TABLE bucardo_node.owed ADD COLUMN IF NOT EXISTS detail jsonb;
COMMENT ON COLUMN bucardo_node.owed.detail IS 'The changes of the key at the origin that have not arrived, with what each of them changed, where the origin keeps that; else NULL.';
COMMENT ON COLUMN bucardo_node.owed.home IS 'The database where the change was made first, when the row is passed on from here; NULL: at the origin.';
ALTER TABLE bucardo_node.owed ADD COLUMN IF NOT EXISTS parked boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN bucardo_node.owed.parked IS 'The row has the values of another one here in a unique index, and waits until one of the two is changed; or it would break a foreign key, and waits for a parent, or until children are gone.';

CREATE TABLE IF NOT EXISTS bucardo_node.skipped (
    sync_id bigint NOT NULL,
    origin_id bigint NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    key text[] NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (sync_id, origin_id, schema_name, table_name, key)
);
COMMENT ON TABLE bucardo_node.skipped IS 'On a receiver: changes that a run has skipped here, since they were in conflict, until all receivers have committed it.';

CREATE TABLE IF NOT EXISTS bucardo_node.copy (
    sync_id bigint PRIMARY KEY,
    reference_id bigint NOT NULL,
    snapshot pg_snapshot NOT NULL,
    origin_ids bigint[] NOT NULL,
    watermarks pg_snapshot[] NOT NULL,
    finished boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE bucardo_node.copy IS 'On a receiver that gets its first copy: from which database, as of which snapshot of it, and what that database itself had received of others then. These become its watermarks when the copy is finished.';

CREATE TABLE IF NOT EXISTS bucardo_node.copied (
    sync_id bigint NOT NULL REFERENCES bucardo_node.copy ON DELETE CASCADE,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    part integer NOT NULL,
    rows bigint NOT NULL,
    relfilenode oid NOT NULL,
    PRIMARY KEY (sync_id, schema_name, table_name, part)
);
COMMENT ON TABLE bucardo_node.copied IS 'Parts of tables that the first copy has committed, so that it goes on there after a crash. Part -1 says that the table was begun; its rows are -1 when it is left as it is.';

CREATE TABLE IF NOT EXISTS bucardo_node.held (
    sync_id bigint NOT NULL,
    origin_id bigint NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    snapshot pg_snapshot NOT NULL,
    PRIMARY KEY (sync_id, origin_id, schema_name, table_name)
);
COMMENT ON TABLE bucardo_node.held IS 'On a receiver: tables that were left out of runs, with the snapshot of the origin up to which they have everything; it goes before the watermark until a run has brought them up to date.';

CREATE TABLE IF NOT EXISTS bucardo_node.held_use (
    table_id integer NOT NULL REFERENCES bucardo_node.captured_table ON DELETE CASCADE,
    sync_id bigint NOT NULL,
    receiver_id bigint NOT NULL,
    confirmed pg_snapshot NOT NULL,
    PRIMARY KEY (table_id, sync_id, receiver_id)
);
COMMENT ON TABLE bucardo_node.held_use IS 'On an origin: what a receiver has confirmed of a table that is held, which goes before consumer.confirmed.';
