ALTER TABLE bucardo.sync_table DROP COLUMN next_step, DROP COLUMN held, DROP COLUMN kind;
DELETE FROM bucardo.sync_relation WHERE kind <> 'table' OR excluded OR patterns;
ALTER TABLE bucardo.sync_relation DROP COLUMN priority, DROP COLUMN patterns, DROP COLUMN excluded, DROP COLUMN kind;
DELETE FROM bucardo.relgroup_member WHERE kind <> 'table' OR excluded OR patterns;
ALTER TABLE bucardo.relgroup_member DROP COLUMN priority, DROP COLUMN patterns, DROP COLUMN excluded, DROP COLUMN kind;
UPDATE bucardo.sync_db SET role = 'target' WHERE role = 'fullcopy';
ALTER TABLE bucardo.sync_db
    DROP CONSTRAINT sync_db_role_check,
    ADD CONSTRAINT sync_db_role_check CHECK (role IN ('source', 'target'));
UPDATE bucardo.dbgroup_member SET role = 'target' WHERE role = 'fullcopy';
ALTER TABLE bucardo.dbgroup_member
    DROP CONSTRAINT dbgroup_member_role_check,
    ADD CONSTRAINT dbgroup_member_role_check CHECK (role IN ('source', 'target'));
ALTER TABLE bucardo.db DROP COLUMN makedelta, DROP COLUMN status;
DROP TABLE bucardo.customcols;
DROP TABLE bucardo.customname;
DROP TABLE bucardo.row_filter;
DROP TABLE bucardo.table_option;
ALTER TABLE bucardo.sync DROP COLUMN options;
DROP TABLE bucardo.setting;
