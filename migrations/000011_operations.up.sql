-- Starting a sync anew, and copying to one member.

ALTER TABLE bucardo.sync ADD COLUMN generation bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN bucardo.sync.generation IS 'Grows with every reload: a sync of another generation is started anew.';

ALTER TABLE bucardo.sync_db ADD COLUMN onetimecopy integer CHECK (onetimecopy IN (0, 1, 2));
COMMENT ON COLUMN bucardo.sync_db.onetimecopy IS 'What this member gets when it joins; NULL: what the sync says.';
