-- The configuration of Bucardo 5.6.0 in database bucardo, as calls of bucardo-sidecar.
--
-- Read it first, and mind the 5 lines with NOTE. Then run it in the control database, where bucardo-sidecar install
--   has been run:
--
--     psql -v ON_ERROR_STOP=1 -d CONTROL -f THIS_FILE
--
-- It is one transaction, and safe to repeat as long as nothing was changed since. Where a sidecar runs, active syncs
--   start at once: docs/from-bucardo5.md tells how to switch over without loss. SELECT bucardo.export() shows what
--   was made.

BEGIN;
SET LOCAL client_encoding = 'UTF8';

-- Databases

SELECT bucardo.add_db(
    'East1',
    host => '127.0.0.1',
    port => 5432,
    dbname => 'shop_east',
    username => 'bucardo',
    if_not_exists => true);
SELECT bucardo.add_db(
    'west',
    host => '127.0.0.1',
    port => 5432,
    dbname => 'shop_west',
    username => 'bucardo',
    if_not_exists => true);

-- Groups of databases

SELECT bucardo.add_dbgroup('pair', dbs => 'East1:source,west:target', if_not_exists => true);

-- Groups of tables and sequences

-- relgroup ALL: ALL␤␤\! touch /tmp/x␤; DROP SCHEMA bucardo
-- NOTE: relgroup ALL cannot be called so, and is called 'relgroup ALL' here.
SELECT bucardo.add_relgroup(
    'relgroup ALL',
    tables => ARRAY[
        '"My ""Sch.ema"""."*"',
        '"My ""Sch.ema"""."-minus"',
        E'"My ""Sch.ema"""."O''Brien\\''s {x}"',
        '"My ""Sch.ema"""."a,b""c"',
        '"My ""Sch.ema""".all',
        '"My ""Sch.ema"""."line
one; SELECT 1/0; --"',
        '"My ""Sch.ema"""."x:10"',
        '"My ""Sch.ema"""."ünï $$"'],
    sequences => ARRAY['"My ""Sch.ema"""."s''e""q"'],
    if_not_exists => true);
-- relgroup all's "well"; --: all's "well"; --␤␤\! touch /tmp/x␤; DROP SCHEMA bucardo
SELECT bucardo.add_relgroup(
    'all''s "well"; --',
    tables => ARRAY[
        '"My ""Sch.ema"""."*":1',
        E'"My ""Sch.ema"""."O''Brien\\''s {x}":1',
        '"My ""Sch.ema"""."x:10":1',
        '"My ""Sch.ema"""."ünï $$":1',
        '"My ""Sch.ema"""."-minus"',
        '"My ""Sch.ema"""."a,b""c"',
        '"My ""Sch.ema""".all',
        '"My ""Sch.ema"""."line
one; SELECT 1/0; --"'],
    sequences => ARRAY['"My ""Sch.ema"""."s''e""q"'],
    if_not_exists => true);

-- Syncs

-- NOTE: sync quaint is added inactive: the customname of "My ""Sch.ema""".all ("no" such) is left out, see below. Add
--   it with add_customname. Then: SELECT bucardo.activate('quaint')
SELECT bucardo.add_sync(
    'quaint',
    dbs => 'pair',
    tables => '"all''s ""well""; --"',
    status => 'inactive',
    if_not_exists => true);
SELECT bucardo.update_table('quaint', E'"My ""Sch.ema"""."O''Brien\\''s {x}"', strict_checking => false);

-- NOTE: sync süüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü has too long a name,
--   and another one here.
-- NOTE: sync süüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü is added inactive: the
--   customname of "My ""Sch.ema""".all ("no" such) is left out, see below. Add it with add_customname. Then: SELECT
--   bucardo.activate('süüüüüüüüüüüüüüüüüüüüüüüüüü_0904c78c')
SELECT bucardo.add_sync(
    'süüüüüüüüüüüüüüüüüüüüüüüüüü_0904c78c',
    dbs => 'pair',
    tables => '"relgroup ALL"',
    status => 'inactive',
    if_not_exists => true);
SELECT bucardo.update_table(
    'süüüüüüüüüüüüüüüüüüüüüüüüüü_0904c78c',
    E'"My ""Sch.ema"""."O''Brien\\''s {x}"',
    strict_checking => false);

-- Other names and columns of tables

-- NOTE: customname of "My ""Sch.ema""".all ("no" such) is left out: it is not the name of a table as SQL has it.
SELECT bucardo.add_customcols(
    '"My ""Sch.ema"""."a,b""c"',
    'id, ''it''''s, '' || upper(v) AS "v"',
    db => 'west',
    if_not_exists => true);

COMMIT;
