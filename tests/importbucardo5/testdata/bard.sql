-- The configuration of Bucardo 5.6.0 in database bucardo, as calls of bucardo-sidecar.
--
-- Read it first. Then run it in the control database, where bucardo-sidecar install has been run:
--
--     psql -v ON_ERROR_STOP=1 -d CONTROL -f THIS_FILE
--
-- It is one transaction, and safe to repeat as long as nothing was changed since. Where a sidecar runs, active syncs
--   start at once: docs/from-bucardo5.md tells how to switch over without loss. SELECT bucardo.export() shows what
--   was made.

BEGIN;

-- Databases

SELECT bucardo.add_db(
    'archive',
    host => '127.0.0.1',
    port => 5432,
    dbname => 'shop_archive',
    username => 'bucardo',
    if_not_exists => true);
SELECT bucardo.add_db(
    'east',
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

-- Syncs

SELECT bucardo.add_sync(
    'bard',
    dbs => 'east:source,west:source,archive:target',
    tables => ARRAY['public.work'],
    if_not_exists => true);

-- Other names and columns of tables

SELECT bucardo.add_customcols('public.work', 'id, upper(title) AS title', db => 'archive', if_not_exists => true);

COMMIT;
