-- What users read of settings, options, tables and sequences.

ALTER TYPE bucardo.sync_info
    ADD ATTRIBUTE sequences text[],
    ADD ATTRIBUTE row_filter text,
    ADD ATTRIBUTE options jsonb;
COMMENT ON COLUMN bucardo.sync_info.sequences IS 'What was asked to be replicated of sequences: all, schema.*, schema.sequence or sequence.';
COMMENT ON COLUMN bucardo.sync_info.row_filter IS 'Which rows a database gets of tables that have no filter of their own; NULL: all.';
COMMENT ON COLUMN bucardo.sync_info.options IS 'The settings that it sets itself; all others are as list_config shows them.';

CREATE TYPE bucardo.setting_info AS (
    name text,
    value text,
    default_value text,
    kind text,
    unit text,
    minimum text,
    maximum text,
    choices text[],
    scopes text[],
    description text
);
COMMENT ON TYPE bucardo.setting_info IS 'A setting as list_config shows it.';
COMMENT ON COLUMN bucardo.setting_info.name IS 'Its name.';
COMMENT ON COLUMN bucardo.setting_info.value IS 'What it is now, for all syncs that do not set it themselves.';
COMMENT ON COLUMN bucardo.setting_info.default_value IS 'What it is when nobody sets it.';
COMMENT ON COLUMN bucardo.setting_info.kind IS 'boolean, integer, interval or text.';
COMMENT ON COLUMN bucardo.setting_info.unit IS 'What an integer counts.';
COMMENT ON COLUMN bucardo.setting_info.minimum IS 'The least it can be.';
COMMENT ON COLUMN bucardo.setting_info.maximum IS 'The most it can be; NULL: as much as its type holds.';
COMMENT ON COLUMN bucardo.setting_info.choices IS 'All that it can be; NULL where that is not a list.';
COMMENT ON COLUMN bucardo.setting_info.scopes IS 'Where it is set: config by update_config, sync by add_sync and update_sync, table by add_table and update_table.';
COMMENT ON COLUMN bucardo.setting_info.description IS 'What it does.';

CREATE TYPE bucardo.table_info AS (
    sync text,
    schema_name text,
    table_name text,
    state text,
    reason text,
    next_step text,
    key_columns text[],
    conflict_strategy text,
    source_order text[],
    row_filter text,
    db_filters jsonb,
    options jsonb
);
COMMENT ON TYPE bucardo.table_info IS 'A table of a sync as list_tables shows it.';
COMMENT ON COLUMN bucardo.table_info.sync IS 'The sync.';
COMMENT ON COLUMN bucardo.table_info.schema_name IS 'The table''s schema; NULL for one that was named without and is not found yet.';
COMMENT ON COLUMN bucardo.table_info.table_name IS 'The table''s name.';
COMMENT ON COLUMN bucardo.table_info.state IS 'pending (not yet looked at), replicated, held (its changes are kept until the reason is mended) or left out.';
COMMENT ON COLUMN bucardo.table_info.reason IS 'Why it is held or left out.';
COMMENT ON COLUMN bucardo.table_info.next_step IS 'What to do about it.';
COMMENT ON COLUMN bucardo.table_info.key_columns IS 'The columns rows are told apart by.';
COMMENT ON COLUMN bucardo.table_info.conflict_strategy IS 'Who wins a conflict in it: latest, or source order; NULL: as in the sync.';
COMMENT ON COLUMN bucardo.table_info.source_order IS 'With source order: the sources, the first wins.';
COMMENT ON COLUMN bucardo.table_info.row_filter IS 'Which of its rows a database gets that has no filter of its own; NULL: as in the sync.';
COMMENT ON COLUMN bucardo.table_info.db_filters IS 'Which of its rows single databases get: their names and filters.';
COMMENT ON COLUMN bucardo.table_info.options IS 'The settings that are set for it; all others are those of the sync.';

CREATE TYPE bucardo.sequence_info AS (
    sync text,
    schema_name text,
    sequence_name text,
    state text,
    reason text,
    next_step text
);
COMMENT ON TYPE bucardo.sequence_info IS 'A sequence of a sync as list_sequences shows it.';
COMMENT ON COLUMN bucardo.sequence_info.sync IS 'The sync.';
COMMENT ON COLUMN bucardo.sequence_info.schema_name IS 'The sequence''s schema; NULL for one that was named without and is not found yet.';
COMMENT ON COLUMN bucardo.sequence_info.sequence_name IS 'The sequence''s name.';
COMMENT ON COLUMN bucardo.sequence_info.state IS 'pending (not yet looked at), replicated, held or left out.';
COMMENT ON COLUMN bucardo.sequence_info.reason IS 'Why it is held or left out.';
COMMENT ON COLUMN bucardo.sequence_info.next_step IS 'What to do about it.';
