DROP VIEW bucardo.progress;
DROP TABLE bucardo.copy_state;
ALTER TABLE bucardo.sync DROP COLUMN onetimecopy, DROP COLUMN copy_workers;
