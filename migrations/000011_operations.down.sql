ALTER TABLE bucardo.sync_db DROP COLUMN onetimecopy;
ALTER TABLE bucardo.sync DROP COLUMN generation;
