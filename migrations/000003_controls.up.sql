-- What the rest of the control surface needs: requests to the sidecar itself, databases that are being removed, who may do
-- what, and groups.

ALTER TABLE bucardo.command
    ALTER COLUMN sync_id DROP NOT NULL,
    DROP CONSTRAINT command_verb_check,
    ADD CONSTRAINT command_verb_check CHECK (verb IN ('kick', 'validate', 'ping')),
    ADD CONSTRAINT command_sync_id_check CHECK ((verb = 'ping') = (sync_id IS NULL));
COMMENT ON COLUMN bucardo.command.sync_id IS 'The sync it is for; NULL for ping, which the sidecar itself answers.';

ALTER TABLE bucardo.db ADD COLUMN removing boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN bucardo.db.removing IS 'Whether the row goes as soon as the last cleanup of the database is done.';

-- The functions are installed after the migrations; this one is replaced by them, and is here for the trigger to name.
CREATE FUNCTION bucardo._remove_clean_dbs()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_remove_clean_dbs$
BEGIN
    RETURN NULL;
END
$_remove_clean_dbs$;

CREATE TRIGGER remove_clean_dbs
AFTER DELETE ON bucardo.cleanup
FOR EACH STATEMENT
EXECUTE FUNCTION bucardo._remove_clean_dbs();
COMMENT ON TRIGGER remove_clean_dbs ON bucardo.cleanup IS 'Ends the removal of a database that had to be cleaned first.';

ALTER TYPE bucardo.db_info ADD ATTRIBUTE removing boolean;
COMMENT ON COLUMN bucardo.db_info.removing IS 'Whether it is being removed: it goes when the sidecar has taken the last triggers and deltas off it.';

CREATE TYPE bucardo.use_info AS (
    kind text,
    name text,
    used_by_kind text,
    used_by text,
    how text
);
COMMENT ON TYPE bucardo.use_info IS 'A use of something, as inspect shows it.';
COMMENT ON COLUMN bucardo.use_info.kind IS 'What was found: db, dbgroup, relgroup or table.';
COMMENT ON COLUMN bucardo.use_info.name IS 'Its name; of a table with the schema.';
COMMENT ON COLUMN bucardo.use_info.used_by_kind IS 'What uses it: sync, dbgroup or relgroup; NULL when nothing does.';
COMMENT ON COLUMN bucardo.use_info.used_by IS 'The name of what uses it; NULL when nothing does.';
COMMENT ON COLUMN bucardo.use_info.how IS 'As what: the role of a database; what is in a group; replicated, left out with the reason, or asked for, of a table.';

CREATE TYPE bucardo.delta_info AS (
    sync text,
    db text,
    schema_name text,
    table_name text,
    pending bigint,
    last_change timestamptz
);
COMMENT ON TYPE bucardo.delta_info IS 'Pending changes of a table at a source, as delta shows them.';
COMMENT ON COLUMN bucardo.delta_info.sync IS 'The sync that is to replicate them.';
COMMENT ON COLUMN bucardo.delta_info.db IS 'The source they were made at.';
COMMENT ON COLUMN bucardo.delta_info.schema_name IS 'The table''s schema.';
COMMENT ON COLUMN bucardo.delta_info.table_name IS 'The table''s name.';
COMMENT ON COLUMN bucardo.delta_info.pending IS 'Changes captured there and not yet replicated, when the sidecar last looked.';
COMMENT ON COLUMN bucardo.delta_info.last_change IS 'Time of the last replicated change from this source.';

CREATE TYPE bucardo.purge_info AS (
    kind text,
    removed bigint
);
COMMENT ON TYPE bucardo.purge_info IS 'What purge took out.';
COMMENT ON COLUMN bucardo.purge_info.kind IS 'Which history: runs, log or commands.';
COMMENT ON COLUMN bucardo.purge_info.removed IS 'How many rows of it were removed.';

CREATE TABLE bucardo.access (
    role regrole PRIMARY KEY,
    access text NOT NULL CHECK (access IN ('admin', 'operator', 'monitor')),
    granted_by text NOT NULL DEFAULT SESSION_USER,
    granted_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE bucardo.access IS 'Roles that were given an access level, so that an upgrade can give them what is new. A regrole follows when a role is renamed.';

CREATE TYPE bucardo.access_info AS (
    role_name text,
    access text,
    granted_by text,
    granted_at timestamptz
);
COMMENT ON TYPE bucardo.access_info IS 'A role and its access level, as list_access shows it.';
COMMENT ON COLUMN bucardo.access_info.role_name IS 'The role.';
COMMENT ON COLUMN bucardo.access_info.access IS 'What it may do: admin, operator or monitor.';
COMMENT ON COLUMN bucardo.access_info.granted_by IS 'Who gave it that.';
COMMENT ON COLUMN bucardo.access_info.granted_at IS 'When.';

CREATE TABLE bucardo.dbgroup (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (name <> '' AND pg_catalog.octet_length(name) <= 63),
    own boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE bucardo.dbgroup IS 'Databases with their roles, for syncs to share.';
COMMENT ON COLUMN bucardo.dbgroup.own IS 'Whether it was made of the list given for one sync. It is named after that sync, used by no other, and goes with it.';

CREATE TABLE bucardo.dbgroup_member (
    dbgroup_id bigint NOT NULL REFERENCES bucardo.dbgroup ON DELETE CASCADE,
    db_id bigint NOT NULL REFERENCES bucardo.db,
    role text NOT NULL CHECK (role IN ('source', 'target')),
    priority integer NOT NULL DEFAULT 0,
    position integer NOT NULL,
    PRIMARY KEY (dbgroup_id, db_id)
);
CREATE INDEX dbgroup_member_db_id_idx ON bucardo.dbgroup_member (db_id);
COMMENT ON TABLE bucardo.dbgroup_member IS 'The databases of a dbgroup, in the order of priority, the highest first, and then in the order given.';

CREATE TABLE bucardo.relgroup (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (name <> '' AND pg_catalog.octet_length(name) <= 63),
    own boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE bucardo.relgroup IS 'Tables, and patterns that also take those created later, for syncs to share.';
COMMENT ON COLUMN bucardo.relgroup.own IS 'Whether it was made of the list given for one sync. It is named after that sync, used by no other, and goes with it.';

CREATE TABLE bucardo.relgroup_member (
    relgroup_id bigint NOT NULL REFERENCES bucardo.relgroup ON DELETE CASCADE,
    position integer NOT NULL,
    schema_name text,
    table_name text,
    PRIMARY KEY (relgroup_id, position)
);
COMMENT ON TABLE bucardo.relgroup_member IS 'The relations of a relgroup, written as in sync_relation.';

ALTER TABLE bucardo.sync
    ADD COLUMN dbgroup_id bigint REFERENCES bucardo.dbgroup,
    ADD COLUMN relgroup_id bigint REFERENCES bucardo.relgroup;
CREATE INDEX sync_dbgroup_id_idx ON bucardo.sync (dbgroup_id);
CREATE INDEX sync_relgroup_id_idx ON bucardo.sync (relgroup_id);
COMMENT ON COLUMN bucardo.sync.dbgroup_id IS 'Where its members come from; NULL only while add_sync is at work.';
COMMENT ON COLUMN bucardo.sync.relgroup_id IS 'Where its relations come from; NULL only while add_sync is at work.';
COMMENT ON TABLE bucardo.sync_db IS 'The members of a sync, as its dbgroup has them, in their order.';
COMMENT ON TABLE bucardo.sync_relation IS 'What a sync is to replicate, as its relgroup has it: both NULL means all tables, table_name NULL all of a schema, else one table (schema_name NULL: wherever it is found, if only once).';

-- Each sync that there is gets the groups that add_sync would have made.
INSERT INTO bucardo.dbgroup (name, own) SELECT s.name, true FROM bucardo.sync s;
INSERT INTO bucardo.relgroup (name, own) SELECT s.name, true FROM bucardo.sync s;
UPDATE bucardo.sync s
SET dbgroup_id = (SELECT g.id FROM bucardo.dbgroup g WHERE g.name = s.name),
    relgroup_id = (SELECT g.id FROM bucardo.relgroup g WHERE g.name = s.name);
INSERT INTO bucardo.dbgroup_member (dbgroup_id, db_id, role, position)
SELECT s.dbgroup_id, m.db_id, m.role, m.position
FROM bucardo.sync_db m
JOIN bucardo.sync s ON s.id = m.sync_id;
INSERT INTO bucardo.relgroup_member (relgroup_id, position, schema_name, table_name)
SELECT s.relgroup_id, r.position, r.schema_name, r.table_name
FROM bucardo.sync_relation r
JOIN bucardo.sync s ON s.id = r.sync_id;

ALTER TYPE bucardo.db_info ADD ATTRIBUTE dbgroups text[];
COMMENT ON COLUMN bucardo.db_info.dbgroups IS 'Names of the dbgroups it is in, those apart that belong to a sync.';
ALTER TYPE bucardo.sync_info
    ADD ATTRIBUTE dbgroup text,
    ADD ATTRIBUTE relgroup text,
    ADD ATTRIBUTE onetimecopy integer,
    ADD ATTRIBUTE copy_workers integer;
COMMENT ON COLUMN bucardo.sync_info.dbgroup IS 'The dbgroup its members come from.';
COMMENT ON COLUMN bucardo.sync_info.relgroup IS 'The relgroup its tables come from.';
COMMENT ON COLUMN bucardo.sync_info.onetimecopy IS 'What a member gets when it joins: 0 nothing, 1 every table whole, 2 those tables that it has empty.';
COMMENT ON COLUMN bucardo.sync_info.copy_workers IS 'How many parts of a table are copied at once to a member.';

CREATE TYPE bucardo.dbgroup_info AS (
    name text,
    dbs text[],
    syncs text[],
    own boolean,
    created_at timestamptz,
    updated_at timestamptz
);
COMMENT ON TYPE bucardo.dbgroup_info IS 'A dbgroup as list_dbgroups shows it.';
COMMENT ON COLUMN bucardo.dbgroup_info.name IS 'Its name.';
COMMENT ON COLUMN bucardo.dbgroup_info.dbs IS 'Its databases, name:role, with :priority where that is not 0; the highest priority first, then in the order given.';
COMMENT ON COLUMN bucardo.dbgroup_info.syncs IS 'Names of the syncs that use it.';
COMMENT ON COLUMN bucardo.dbgroup_info.own IS 'Whether it was made of the list given for the sync of its name; no other can use it, and it goes with that sync.';
COMMENT ON COLUMN bucardo.dbgroup_info.created_at IS 'When it was added.';
COMMENT ON COLUMN bucardo.dbgroup_info.updated_at IS 'When it was last changed.';

CREATE TYPE bucardo.relgroup_info AS (
    name text,
    tables text[],
    syncs text[],
    own boolean,
    created_at timestamptz,
    updated_at timestamptz
);
COMMENT ON TYPE bucardo.relgroup_info IS 'A relgroup as list_relgroups shows it.';
COMMENT ON COLUMN bucardo.relgroup_info.name IS 'Its name.';
COMMENT ON COLUMN bucardo.relgroup_info.tables IS 'What it holds: all, schema.*, schema.table or table, in the order given.';
COMMENT ON COLUMN bucardo.relgroup_info.syncs IS 'Names of the syncs that use it.';
COMMENT ON COLUMN bucardo.relgroup_info.own IS 'Whether it was made of the list given for the sync of its name; no other can use it, and it goes with that sync.';
COMMENT ON COLUMN bucardo.relgroup_info.created_at IS 'When it was added.';
COMMENT ON COLUMN bucardo.relgroup_info.updated_at IS 'When it was last changed.';
