-- Rows that refer by a foreign key to a row that is not there.

CREATE TABLE bucardo.dangling_fk (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sync_id bigint NOT NULL REFERENCES bucardo.sync ON DELETE CASCADE,
    db_name text NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    constraint_name text NOT NULL,
    key jsonb NOT NULL,
    parent_schema text NOT NULL,
    parent_table text NOT NULL,
    parent_key jsonb NOT NULL,
    found_at timestamptz NOT NULL
);
CREATE INDEX dangling_fk_sync_id_idx ON bucardo.dangling_fk (sync_id);
COMMENT ON TABLE bucardo.dangling_fk IS 'Rows without their parents, as the sidecar last saw them at the databases of each sync; bucardo.dangling_fks shows them.';

CREATE TYPE bucardo.dangling_fk_info AS (
    sync text,
    db text,
    schema_name text,
    table_name text,
    constraint_name text,
    key jsonb,
    parent_schema text,
    parent_table text,
    parent_key jsonb,
    found_at timestamptz
);
REVOKE ALL ON TYPE bucardo.dangling_fk_info FROM PUBLIC;
COMMENT ON TYPE bucardo.dangling_fk_info IS 'A row whose parent by a foreign key is missing, as dangling_fks shows it.';
COMMENT ON COLUMN bucardo.dangling_fk_info.sync IS 'The sync that replicates it.';
COMMENT ON COLUMN bucardo.dangling_fk_info.db IS 'The database where it is.';
COMMENT ON COLUMN bucardo.dangling_fk_info.schema_name IS 'Its table''s schema.';
COMMENT ON COLUMN bucardo.dangling_fk_info.table_name IS 'Its table''s name.';
COMMENT ON COLUMN bucardo.dangling_fk_info.constraint_name IS 'The foreign key.';
COMMENT ON COLUMN bucardo.dangling_fk_info.key IS 'Its key, by column.';
COMMENT ON COLUMN bucardo.dangling_fk_info.parent_schema IS 'Schema of the table it refers to.';
COMMENT ON COLUMN bucardo.dangling_fk_info.parent_table IS 'Name of the table it refers to.';
COMMENT ON COLUMN bucardo.dangling_fk_info.parent_key IS 'What it refers to and is not there, by column of that table.';
COMMENT ON COLUMN bucardo.dangling_fk_info.found_at IS 'When it was found.';
