COMMENT ON COLUMN bucardo.relgroup_member.patterns IS 'Whether the names are patterns, in which * stands for any characters.';
COMMENT ON COLUMN bucardo.sync_relation.patterns IS NULL;
COMMENT ON TABLE bucardo.sync_relation IS 'What a sync is to replicate, as its relgroup has it: both NULL means all tables, table_name NULL all of a schema, else one table (schema_name NULL: wherever it is found, if only once).';
COMMENT ON COLUMN bucardo.sync_info.tables IS 'What was asked to be replicated: all, schema.*, schema.table or table.';
COMMENT ON COLUMN bucardo.relgroup_info.tables IS 'What it holds: all, schema.*, schema.table or table, in the order given.';
ALTER TYPE bucardo.relgroup_info DROP ATTRIBUTE sequences;
