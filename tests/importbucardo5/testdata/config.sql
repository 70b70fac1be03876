-- The configuration of Bucardo 5.6.0 in database bucardo, as calls of bucardo-sidecar.
--
-- Read it first, and mind the 12 lines with NOTE. Then run it in the control database, where bucardo-sidecar install
--   has been run:
--
--     psql -v ON_ERROR_STOP=1 -d CONTROL -f THIS_FILE
--
-- It is one transaction, and safe to repeat as long as nothing was changed since. Where a sidecar runs, active syncs
--   start at once: docs/from-bucardo5.md tells how to switch over without loss. SELECT bucardo.export() shows what
--   was made.

BEGIN;
SET LOCAL client_encoding = 'UTF8';

-- Settings

-- email_auth_pass was changed, which sets nothing here: no mail is sent; watch bucardo.status, or listen to the
--   channel bucardo_event.
SELECT bucardo.update_config('isolation_level', 'serializable');
-- log_level was changed, which sets nothing here: the sidecar logs to its standard error, and into the view
--   bucardo.log.

-- Databases

-- archive: server_side_prepares is off; nothing to set here.
SELECT bucardo.add_db(
    'archive',
    host => '127.0.0.1',
    port => 5432,
    dbname => 'shop_archive',
    username => 'bucardo',
    if_not_exists => true);
-- NOTE: the password of database bydsn is in the tables of Bucardo and is not shown: start the sidecar with it in the
--   environment variable BUCARDO_BYDSN_PASSWORD, or write passfile => '...' in place of password_env.
SELECT bucardo.add_db(
    'bydsn',
    host => 'db9',
    dbname => 'shop',
    username => 'app',
    password_env => 'BUCARDO_BYDSN_PASSWORD',
    if_not_exists => true);
-- NOTE: the password of database east is in the tables of Bucardo and is not shown: start the sidecar with it in the
--   environment variable BUCARDO_EAST_PASSWORD, or write passfile => '...' in place of password_env.
SELECT bucardo.add_db(
    'east',
    host => '127.0.0.1',
    port => 5432,
    dbname => 'shop_east',
    username => 'bucardo',
    password_env => 'BUCARDO_EAST_PASSWORD',
    makedelta => true,
    if_not_exists => true);
SELECT bucardo.add_db(
    'report',
    host => '127.0.0.1',
    port => 5432,
    dbname => 'shop_report',
    username => 'bucardo',
    status => 'inactive',
    if_not_exists => true);
SELECT bucardo.add_db(
    'west',
    conninfo => 'host=127.0.0.1 port=5432 dbname=shop_west user=bucardo sslmode=disable',
    if_not_exists => true);
-- NOTE: the password of database wiki is in the tables of Bucardo and is not shown: start the sidecar with it in the
--   environment variable BUCARDO_WIKI_PASSWORD, or write passfile => '...' in place of password_env.
SELECT bucardo.add_db(
    'wiki',
    type => 'mysql',
    host => 'localhost',
    dbname => 'wiki',
    username => 'wiki',
    password_env => 'BUCARDO_WIKI_PASSWORD',
    if_not_exists => true);

-- Groups of databases

SELECT bucardo.add_dbgroup(
    'both',
    dbs => 'east:source,west:source:3,archive:target,report:target,wiki:target',
    if_not_exists => true);
SELECT bucardo.add_dbgroup('spare', dbs => 'archive:target', if_not_exists => true);

-- Groups of tables and sequences

-- relgroup plays: the plays␤DROP TABLE work;
SELECT bucardo.add_relgroup(
    'plays',
    tables => ARRAY['public.work:5', 'public.character', 'public.scene'],
    sequences => ARRAY['public.work_seq'],
    if_not_exists => true);

-- Syncs

-- NOTE: sync bard: copyextra (WITH OIDS) is not needed, since PostgreSQL has OIDs no more.
-- bard: stayalive and kidsalive set nothing here: connections stay open while the sync is active.
-- NOTE: sync bard: deletemethod truncate_cascade is truncate here, which empties tables of the sync only.
-- NOTE: sync bard: the customcode greet (before_sync) is Perl, which does not run here. Write it as a function in
--   SQL, docs/conflicts.md says how, and declare it: SELECT bucardo.add_customcode('greet', 'bard', 'before_sync',
--   '...').
-- NOTE: sync bard is added inactive: the customcols of public.work (SELECT *, now() AS seen) is left out, see below.
--   Add it with add_customcols. Then: SELECT bucardo.activate('bard')
SELECT bucardo.add_sync(
    'bard',
    dbs => 'both',
    tables => 'plays',
    conflict_strategy => 'west,east',
    autokick => false,
    status => 'inactive',
    checktime => '00:05:00',
    deletemethod => 'truncate',
    expired => '1 day',
    isolation_level => 'serializable',
    lifetime => '02:00:00',
    max_runs => 100,
    overdue => '01:00:00',
    priority => 7,
    rebuild_index => true,
    track_rates => true,
    vacuum_after_copy => true,
    if_not_exists => true);
-- public.character: delta_bypass sets nothing here: large batches are streamed.
-- NOTE: public.character has conflict_strategy bucardo_source, which Bucardo 5.6 does not look at. To have it here:
--     SELECT bucardo.update_table('bard', 'public.character', conflict_strategy => 'source');
SELECT bucardo.update_table(
    'bard',
    'public.scene',
    analyze_after_copy => false,
    makedelta => true,
    strict_checking => false);

-- NOTE: sync careful is added inactive: the custom trigger only_open says what is captured of public.diary. If it
--   leaves rows out, say so with a filter, SELECT bucardo.update_table('careful', 'public.diary', row_filter =>
--   '...'). Then: SELECT bucardo.activate('careful')
SELECT bucardo.add_sync(
    'careful',
    dbs => 'east:source,west:source',
    tables => ARRAY['public.diary'],
    conflict_strategy => 'abort',
    status => 'inactive',
    if_not_exists => true);

-- NOTE: sync log: onetimecopy 2 copies to all targets when the sync starts here. Leave it out if Bucardo has done so
--   already.
-- log: the customcode judge decides conflicts, which there are none of with one source.
SELECT bucardo.add_sync(
    'log',
    dbs => 'east:source,archive:target',
    tables => ARRAY['public.log'],
    onetimecopy => 2,
    analyze_after_copy => false,
    if_not_exists => true);

-- nightly: Bucardo runs a sync with fullcopy databases alone when it is kicked, or by checktime: so here it is
--   without autokick.
-- nightly: stayalive and kidsalive set nothing here: connections stay open while the sync is active.
SELECT bucardo.add_sync(
    'nightly',
    dbs => 'east:source,archive:fullcopy',
    tables => 'plays',
    autokick => false,
    status => 'inactive',
    if_not_exists => true);
-- public.character: delta_bypass sets nothing here: large batches are streamed.
-- public.character: conflict_strategy bucardo_source sets nothing in sync nightly: with one source there are no
--   conflicts.
-- NOTE: public.scene has autokick false, other than sync nightly. Here it is of the sync only.
SELECT bucardo.update_table(
    'nightly',
    'public.scene',
    analyze_after_copy => false,
    makedelta => true,
    rebuild_index => true,
    strict_checking => false);

-- Other names and columns of tables

SELECT bucardo.add_customname('public.log', 'public.old_log', db => 'archive', if_not_exists => true);
-- public.work: for Bucardo, customname is for databases that are no source, so that there is one for each of these in
--   each sync.
SELECT bucardo.add_customname('public.work', 'public.opus', db => 'archive', sync => 'bard', if_not_exists => true);
SELECT bucardo.add_customname('public.work', 'public.opus', db => 'report', sync => 'bard', if_not_exists => true);
SELECT bucardo.add_customname('public.work', 'public.opus', db => 'wiki', sync => 'bard', if_not_exists => true);
-- NOTE: customcols of public.work (SELECT *, now() AS seen) is left out: write each column by its name, or expression
--   AS name, and add it with add_customcols.
SELECT bucardo.add_customcols(
    'public.log',
    'id, upper(message) AS message',
    db => 'archive',
    sync => 'log',
    if_not_exists => true);

COMMIT;
