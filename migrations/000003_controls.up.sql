-- What the rest of the control surface needs: requests to the sidecar itself, databases that are being removed, and who
-- may do what.

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
COMMENT ON COLUMN bucardo.use_info.kind IS 'What was found: db or table.';
COMMENT ON COLUMN bucardo.use_info.name IS 'Its name; of a table with the schema.';
COMMENT ON COLUMN bucardo.use_info.used_by_kind IS 'What uses it: sync; NULL when nothing does.';
COMMENT ON COLUMN bucardo.use_info.used_by IS 'The name of what uses it; NULL when nothing does.';
COMMENT ON COLUMN bucardo.use_info.how IS 'As what: the role of a database; replicated, left out with the reason, or asked for, of a table.';

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
