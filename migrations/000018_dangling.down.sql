DROP TYPE bucardo.dangling_fk_info CASCADE;
DROP TABLE bucardo.dangling_fk;
DELETE FROM bucardo.command WHERE verb = 'check_fks';
