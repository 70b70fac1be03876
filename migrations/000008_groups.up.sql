-- What groups, databases, and other names and columns of tables look like.

ALTER TYPE bucardo.relgroup_info ADD ATTRIBUTE sequences text[];
COMMENT ON COLUMN bucardo.relgroup_info.sequences IS 'Which sequences it holds, written as tables are.';
COMMENT ON COLUMN bucardo.relgroup_info.tables IS 'Which tables it holds: all, schema.*, schema.table or table, * in a name for any characters; with a minus those left out, with :priority where that is not 0.';
COMMENT ON COLUMN bucardo.sync_info.tables IS 'Which tables were asked for: all, schema.*, schema.table or table, * in a name for any characters; with a minus those left out, with :priority where that is not 0.';
COMMENT ON TABLE bucardo.sync_relation IS 'What a sync is to replicate, as its relgroup has it: both NULL means all tables, table_name NULL all of a schema, else one table (schema_name NULL: wherever it is found, if only once), or, with patterns, all whose name fits.';
COMMENT ON COLUMN bucardo.sync_relation.patterns IS 'Whether the names are patterns, in which * stands for any characters, and what follows a backslash for itself.';
COMMENT ON COLUMN bucardo.relgroup_member.patterns IS 'Whether the names are patterns, in which * stands for any characters, and what follows a backslash for itself.';
