DROP VIEW bucardo.clock_skew;
DROP TABLE bucardo.db_clock;
