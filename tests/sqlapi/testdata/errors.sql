-- Calls that must fail. Each statement runs on its own; testdata/errors.txt has what the server says to each.
-- There are s1, s2, s3 (sources and targets of no cluster), twin (as s1), feed (files), the syncs bard (active), rest (inactive, of
-- the shared relgroup verses) and hold (paused), and a removed sync, gone, that s3 is not yet clean of.

-- NULL and empty names
SELECT bucardo.add_db(NULL);
SELECT bucardo.add_db('');
SELECT bucardo.add_dbs(NULL);
SELECT bucardo.add_dbs('');
SELECT bucardo.add_dbs(ARRAY[NULL]::text[]);
SELECT bucardo.add_dbs(ARRAY[]::text[]);
SELECT bucardo.add_sync(NULL, 's1,s2');
SELECT bucardo.add_sync('', 's1,s2');
SELECT bucardo.add_sync('new', NULL);
SELECT bucardo.add_sync('new', '');
SELECT bucardo.add_sync('new', 's1,s2', NULL);
SELECT bucardo.add_sync('new', 's1,s2', '');
SELECT bucardo.add_sync('new', 's1,s2', conflict_strategy => NULL);
SELECT bucardo.add_sync('new', 's1,s2', conflict_strategy => '');
SELECT bucardo.add_sync('new', 's1,s2', autokick => NULL);
SELECT bucardo.add_sync('new', 's1,s2', status => NULL);
SELECT bucardo.add_sync('new', 's1,s2', if_not_exists => NULL);
SELECT bucardo.add_db('new', if_not_exists => NULL);
SELECT bucardo.add_db('new', type => NULL);
SELECT bucardo.update_db(NULL);
SELECT bucardo.update_sync(NULL);
SELECT bucardo.remove_db(NULL);
SELECT bucardo.remove_db('s1', NULL);
SELECT bucardo.remove_sync(NULL);
SELECT bucardo.kick(NULL);
SELECT bucardo.pause('');
SELECT bucardo.resume(NULL);
SELECT bucardo.activate(NULL);
SELECT bucardo.deactivate(NULL);
SELECT bucardo.validate(NULL);
CALL bucardo.wait_until_active(NULL);
CALL bucardo.wait_until_active('bard', NULL);
CALL bucardo.wait_until_active('bard', '-1s');
CALL bucardo.kick_and_wait(NULL);
CALL bucardo.kick_and_wait('bard', NULL);
CALL bucardo.wait_for_sync(NULL);
CALL bucardo.wait_for_sync('bard', timeout => NULL);
CALL bucardo.wait_until_removed(NULL);
CALL bucardo.wait_until_removed('bard', NULL);

-- names that are too long: 64 bytes
SELECT bucardo.add_db('1234567890123456789012345678901234567890123456789012345678901234');
SELECT bucardo.add_db('öööööööööööööööööööööööööööööööö');
SELECT bucardo.add_sync('1234567890123456789012345678901234567890123456789012345678901234', 's1,s2');
SELECT bucardo.add_sync('new', 's1,s2', 'public.t234567890123456789012345678901234567890123456789012345678901234');

-- what does not exist
SELECT bucardo.update_db('s4');
SELECT bucardo.update_db('elsewhere', host => 'x');
SELECT bucardo.remove_db('S1');
SELECT bucardo.add_sync('new', 's1,s22');
SELECT bucardo.add_sync('new', 's1,nowhere');
SELECT bucardo.update_sync('brad', autokick => false);
SELECT bucardo.remove_sync('bart');
SELECT bucardo.kick('shakespeare');
SELECT bucardo.pause('brd');
SELECT bucardo.resume('BARD');
SELECT bucardo.activate('nothing alike');
SELECT bucardo.deactivate('Robert''); DROP TABLE bucardo.sync; --');
SELECT bucardo.validate('bardd');
CALL bucardo.wait_until_active('brad');
CALL bucardo.kick_and_wait('brad');
CALL bucardo.wait_for_sync('brad');
CALL bucardo.wait_for_sync('bard', 'nonsense');
CALL bucardo.wait_for_sync('bard', '00000000:1:1');

-- what exists
SELECT bucardo.add_db('s1', dbname => 'shake1');
SELECT bucardo.add_db('s1', dbname => 'other', port => 1);
SELECT bucardo.add_db('s1', dbname => 'other', if_not_exists => true);
SELECT bucardo.add_dbs('new,s1', dbname => 'a,b');
SELECT bucardo.add_sync('bard', 's1:source,s2:source');
SELECT bucardo.add_sync('bard', 's1,s3');
SELECT bucardo.add_sync('bard', 's1,s3', if_not_exists => true);
SELECT bucardo.add_dbgroup('g', 's1,s2'), bucardo.add_dbgroup('g', 's1,s2');
SELECT bucardo.add_dbgroup('g', 's1,s2'), bucardo.add_dbgroup('g', 's1,s3');
SELECT bucardo.add_relgroup('g', 'work'), bucardo.add_relgroup('g', 'work');
SELECT bucardo.add_relgroup('g', 'work'), bucardo.add_relgroup('g', 'note');

-- how a database is reached
SELECT bucardo.add_db('new', type => 'oracel');
SELECT bucardo.add_db('new', type => 'firebird');
SELECT bucardo.add_db('new', host => '');
SELECT bucardo.add_db('new', port => 0);
SELECT bucardo.add_db('new', port => 65536);
SELECT bucardo.add_db('new', '');
SELECT bucardo.add_db('new', 'shop');
SELECT bucardo.add_db('new', 'host=db1 shop');
SELECT bucardo.add_db('new', 'host=db1 password=hunter2');
SELECT bucardo.add_db('new', 'host=db1 password = ''my hunter2''');
SELECT bucardo.add_db('new', 'host=db1 sslpassword=hunter2');
SELECT bucardo.add_db('new', 'host=db1 pasword=hunter2');
SELECT bucardo.add_db('new', 'host=db1 dbnam=shop');
SELECT bucardo.add_db('new', 'host=''db1');
SELECT bucardo.add_db('new', 'postgresql://app:hunter2@db1/shop');
SELECT bucardo.add_db('new', 'postgresql://db1/shop?user=app&password=hunter2');
SELECT bucardo.add_db('new', 'postgresql://db1/shop?user=app&passwd=hunter2');
SELECT bucardo.add_db('new', 'postgresql://app:se/cret@db1/shop');
SELECT bucardo.add_db('new', 'postgresql://db1:port/shop');
SELECT bucardo.add_db('new', 'postgresql://db1/shop?sslmod=require');
SELECT bucardo.add_db('new', 'mysql://db1/shop');
SELECT bucardo.add_db('new', 'service=shop', host => 'db1', dbname => 'shop');
SELECT bucardo.add_db('new', 'service=shop passfile=/a', passfile => '/b');
SELECT bucardo.add_db('new', passfile => '/a', password_env => 'PW');
SELECT bucardo.add_db('new', password_env => 'my hunter2!');
SELECT bucardo.add_db('new', dbname => 'postgresql://app:hunter2@db1/shop');
SELECT bucardo.add_db('new', dbname => 'host=db1 password=hunter2');
SELECT bucardo.update_db('s1', 'host=db1 password=hunter2');
SELECT bucardo.update_db('s1', 'host=db1', host => 'db1');
SELECT bucardo.update_db('s1', type => 'mysql');
SELECT bucardo.update_db('s1', port => 70000);
SELECT bucardo.add_db('new', status => 'inactiv');
SELECT bucardo.add_db('new', status => NULL);
SELECT bucardo.add_dbs('new,newer', dbname => 'a,b', status => 'off');
SELECT bucardo.add_dbs('new,newer', dbname => 'a,b', status => NULL);
SELECT bucardo.add_db('s1', dbname => 'shake1', status => 'inactive', makedelta => true, if_not_exists => true);
SELECT bucardo.update_db('s1', status => '');
SELECT bucardo.update_db('s1', makedelta => true, inherit_makedelta => true);
SELECT bucardo.update_db('s1', inherit_makedelta => NULL);
SELECT bucardo.add_dbs('a,b,c', dbname => 'x,y');
SELECT bucardo.add_dbs('a,b', port => '1,2,3');
SELECT bucardo.add_dbs('a,b', port => 'x');
SELECT bucardo.add_dbs('a,a', dbname => 'x,y');
SELECT bucardo.add_dbs('a,,b', dbname => 'x');
SELECT bucardo.add_dbs('a,"b', dbname => 'x');
SELECT bucardo.add_dbs('{a,{b', dbname => 'x');
SELECT bucardo.add_dbs('{a,b', dbname => 'x');
SELECT bucardo.add_dbs('{a,"b}', dbname => 'x');
SELECT bucardo.add_dbs('"a"b', dbname => 'x');

-- databases that are not PostgreSQL: how they are reached
SELECT bucardo.add_db('wh', type => 'sqlite');
SELECT bucardo.add_db('wh', type => 'sqlite', dbname => 'shop.db');
SELECT bucardo.add_db('wh', type => 'sqlite', dbname => '/var/lib/shop.db', host => 'db1');
SELECT bucardo.add_db('wh', type => 'sqlite', dbname => '/var/lib/shop.db', password_env => 'SHOP_PASSWORD');
SELECT bucardo.add_db('wh', 'file:shop.db', type => 'sqlite');
SELECT bucardo.add_db('wh', type => 'files');
SELECT bucardo.add_db('wh', type => 'files', dbname => 'feed');
SELECT bucardo.add_db('wh', type => 'files', dbname => '/var/lib/feed', username => 'app');
SELECT bucardo.add_db('wh', type => 'redis', dbname => 'shop');
SELECT bucardo.add_db('wh', type => 'redis', service => 'shop');
SELECT bucardo.add_db('wh', type => 'mysql', dbname => 'shop');
SELECT bucardo.add_db('wh', type => 'mariadb', host => 'db1');
SELECT bucardo.add_db('wh', type => 'mongodb');
SELECT bucardo.add_db('wh', type => 'oracle', host => 'db1');
SELECT bucardo.add_db('wh', type => 'mysql', host => 'db1', dbname => 'shop', port => 70000);
SELECT bucardo.add_db('wh', type => 'mysql', host => 'db1', dbname => 'shop', makedelta => true);
SELECT bucardo.add_db('wh', 'app@tcp(db1)/shop', type => 'mysql', host => 'db1');
SELECT bucardo.add_db('wh', 'app@tcp(db1)/shop', type => 'mysql', passfile => '/a', password_env => 'PW');

-- their connection strings, with and without passwords
SELECT bucardo.add_db('wh', 'app:hunter2@tcp(db1:3306)/shop', type => 'mysql');
SELECT bucardo.add_db('wh', 'app:hunter2/@tcp(db1:3306)/shop', type => 'mariadb');
SELECT bucardo.add_db('wh', 'app@tcp(db1:3306)/shop?password=hunter2', type => 'mariadb');
SELECT bucardo.add_db('wh', 'mongodb://app:hunter2@db1/shop', type => 'mongodb');
SELECT bucardo.add_db('wh', 'mongodb://app:hunter2@h/@db1/shop', type => 'mongodb');
SELECT bucardo.add_db('wh', 'mongodb://db1/shop?tlsCertificateKeyFilePassword=hunter2', type => 'mongodb');
SELECT bucardo.add_db('wh', 'mongodb://db1/shop?authMechanismProperties=AWS_SESSION_TOKEN:hunter2', type => 'mongodb');
SELECT bucardo.add_db('wh', 'redis://:hunter2@db1:6379/0', type => 'redis');
SELECT bucardo.add_db('wh', 'oracle://app:hunter2@db1/shop', type => 'oracle');
SELECT bucardo.add_db('wh', 'app/hunter2@db1/shop', type => 'oracle');
SELECT bucardo.add_db('wh', type => 'mysql', host => 'db1', dbname => 'mysql://app:hunter2@db1/shop');
SELECT bucardo.add_db('wh', type => 'mysql', host => 'db1', dbname => 'shop', password_env => 'my hunter2!');
SELECT bucardo.add_db('wh', 'host=db1 dbname=shop', type => 'mysql');
SELECT bucardo.add_db('wh', 'db1:27017', type => 'mongodb');
SELECT bucardo.add_db('wh', 'db1:6379', type => 'redis');
SELECT bucardo.add_db('wh', 'db1:1521', type => 'oracle');
SELECT bucardo.add_db('wh', 'mysql://app@db1/shop');

-- their options
SELECT bucardo.add_db('new', options => '{"prefix": "shop"}');
SELECT bucardo.update_db('s1', options => '{"prefix": "shop"}');
SELECT bucardo.add_db('wh', type => 'redis', options => '[]');
SELECT bucardo.add_db('wh', type => 'redis', options => 'null');
SELECT bucardo.add_db('wh', type => 'redis', options => '"prefix"');
SELECT bucardo.add_db('wh', type => 'redis', options => '{"prefix": null}');
SELECT bucardo.add_db('wh', type => 'redis', options => '{"prefix": ["shop"]}');
SELECT bucardo.add_db('wh', type => 'redis', options => '{"password": "hunter2"}');
SELECT bucardo.add_db('wh', type => 'redis', options => '{"RedisPassword": "hunter2"}');
SELECT bucardo.add_db('wh', type => 'redis', options => '{"pass": "hunter2"}');
SELECT bucardo.add_db('wh', type => 'redis', options => '{"client_secret": "hunter2"}');
SELECT bucardo.add_db('wh', type => 'redis', options => '{"proxy": "socks5://app:hunter2@db1"}');
SELECT bucardo.add_dbs('wh,wh2', type => 'redis', options => '{"password": "hunter2"}');
SELECT bucardo.add_db('feed', type => 'redis', options => '{"prefix": "shop"}', if_not_exists => true);

-- they can only be targets
SELECT bucardo.add_sync('new', 'feed,s1');
SELECT bucardo.add_sync('new', 's1,feed:source');
SELECT bucardo.add_sync('new', 's1,s2,feed:fullcopy');
SELECT bucardo.add_sync('new', 'feed:target,s2:target');
SELECT bucardo.add_dbgroup('new', 'feed');
SELECT bucardo.add_dbgroup('new', 's1,feed:source:10,s2');
SELECT bucardo.update_sync('bard', dbs => 's1:source,feed:source');
SELECT bucardo.add_dbgroup('g', 's1,s2'), bucardo.update_dbgroup('g', add => 'feed:source');
SELECT bucardo.clone('bard', 'feed', 'source');
SELECT bucardo.add_db('feed2', type => 'files', dbname => '/feed'), bucardo.add_sync('new', 's1,feed,feed2');
SELECT bucardo.update_db('feed', makedelta => false);
SELECT bucardo.update_db('feed', service => 'shop');
SELECT bucardo.update_db('feed', dbname => '');
SELECT bucardo.add_sync('new', 's1,feed'), bucardo.update_db('feed', type => 'sqlite');
SELECT bucardo.add_sync('new', 's1,feed'), bucardo.add_customcode('c', 'new', 'after_sync', function => 'public.f', db => 'feed');

-- tables for them
SELECT bucardo.create_target_tables(NULL, 'feed');
SELECT bucardo.create_target_tables('bard', NULL);
SELECT bucardo.create_target_tables('nobody', 'feed');
SELECT bucardo.create_target_tables('bard', 'fed');
SELECT bucardo.create_target_tables('bard', 'feed');
SELECT bucardo.create_target_tables('bard', 's3');
SELECT bucardo.create_target_tables('bard', 's2');
SELECT bucardo.add_sync('new', 's1,feed'), bucardo.update_db('feed', status => 'inactive'), bucardo.create_target_tables('new', 'feed');
CALL bucardo.create_target_tables_and_wait('bard', 's2');
CALL bucardo.create_target_tables_and_wait('bard', 'feed', NULL);
CALL bucardo.create_target_tables_and_wait('bard', 'feed', '-1s');

-- the members of a sync
SELECT bucardo.add_sync('new', 's1');
SELECT bucardo.add_sync('new', 's1:target,s2:target');
SELECT bucardo.add_sync('new', 's1:fullcopy,s2:target');
SELECT bucardo.add_sync('new', 's1:fullcopy');
SELECT bucardo.add_sync('new', 's1,s1');
SELECT bucardo.add_sync('new', 's1:source,s2,s1:target');
SELECT bucardo.add_sync('new', 's1,twin');
SELECT bucardo.add_sync('new', 's1:sorce,s2');
SELECT bucardo.add_sync('new', 's1:source,s2:slave');
SELECT bucardo.add_sync('new', 's1:,s2');
SELECT bucardo.add_sync('new', 's1,s2,');
SELECT bucardo.add_sync('new', ARRAY['s1', NULL]);
SELECT bucardo.update_sync('bard', 's1');
SELECT bucardo.update_sync('bard', 's1:target,s2:target');
SELECT bucardo.update_sync('bard', 's1,nowhere');

-- its tables
SELECT bucardo.add_sync('new', 's1,s2', 'My Table');
SELECT bucardo.add_sync('new', 's1,s2', 'public."work');
SELECT bucardo.add_sync('new', 's1,s2', 'a.b.c');
SELECT bucardo.add_sync('new', 's1,s2', 'a.b.*');
SELECT bucardo.add_sync('new', 's1,s2', 'public.');
SELECT bucardo.add_sync('new', 's1,s2', '.work');
SELECT bucardo.add_sync('new', 's1,s2', '.*');
SELECT bucardo.add_sync('new', 's1,s2', '""');
SELECT bucardo.add_sync('new', 's1,s2', '1st');
SELECT bucardo.add_sync('new', 's1,s2', '1*');
SELECT bucardo.add_sync('new', 's1,s2', '-public.work,-*.log_*');
SELECT bucardo.add_sync('new', 's1,s2', 'all,-all');
SELECT bucardo.add_sync('new', 's1,s2', 'all,-public.work:10');
SELECT bucardo.add_sync('new', 's1,s2', 'public.work:1,work,public.work:2');
SELECT bucardo.add_sync('new', 's1,s2', 'public.work:high');
SELECT bucardo.add_sync('new', 's1,s2', 'a*.b*.c');
SELECT bucardo.add_sync('new', 's1,s2', ARRAY['work', NULL]);
SELECT bucardo.add_sync('new', 's1,s2', ARRAY[]::text[]);
SELECT bucardo.update_sync('bard', tables => 'public.work,');

-- its strategy and status
SELECT bucardo.add_sync('new', 's1,s2', conflict_strategy => 'lastest');
SELECT bucardo.add_sync('new', 's1,s2', conflict_strategy => 'mrege');
SELECT bucardo.add_sync('new', 's1,s2', conflict_strategy => 'latest_all_table');
SELECT bucardo.add_sync('new', 's1,s2', conflict_strategy => 'bucardo_abrot');
SELECT bucardo.add_sync('new', 's1,s2', conflict_strategy => 'bucardo_merge');
SELECT bucardo.add_sync('new', 's1,s2', conflict_strategy => 'somebody wins');
SELECT bucardo.add_sync('new', 's1:source,s2:source,s3', conflict_strategy => 'latest,first');
SELECT bucardo.add_sync('new', 's1:source,s2:source,s3', conflict_strategy => 's1,s3');
SELECT bucardo.add_sync('new', 's1:source,s2:source,s3', conflict_strategy => 's2');
SELECT bucardo.add_sync('new', 's1:source,s2:source,s3', conflict_strategy => 's1,s2,s3');
SELECT bucardo.add_sync('new', 's1:source,s2:source,s3', conflict_strategy => 's1,s1');
SELECT bucardo.add_sync('new', 's1,s2', status => 'activ');
SELECT bucardo.add_sync('new', 's1,s2', status => 'paused');
SELECT bucardo.update_sync('bard', conflict_strategy => 'newest');
SELECT bucardo.update_sync('bard', conflict_strategy => '"latest"');
SELECT bucardo.update_table('bard', 'public.verse', conflict_strategy => 'skp');
SELECT bucardo.add_sync('new', 's1,s2', update_delete => 'updated');
SELECT bucardo.update_sync('bard', record_conflicts => 'key');
SELECT bucardo.update_sync('bard', max_clock_skew => '1 ms');
SELECT bucardo.update_table('bard', 'public.verse', dangling_fk => 'restored');
SELECT bucardo.add_table('bard', 'public.play', update_delete => 'no');
SELECT bucardo.update_sync('bard', status => 'off');

-- what is in use
SELECT bucardo.remove_db('s1');
SELECT bucardo.remove_db('s1', force => true);
SELECT bucardo.add_db('solo', dbname => 'z'), bucardo.add_sync('wide', 's1,s2,solo'), bucardo.remove_db('solo');
SELECT bucardo.remove_db('s3');

-- what cannot be now
SELECT bucardo.kick('rest');
SELECT bucardo.kick('hold');
CALL bucardo.kick_and_wait('hold');
CALL bucardo.wait_for_sync('hold');
CALL bucardo.wait_until_active('rest');
CALL bucardo.wait_until_active('hold');
CALL bucardo.wait_until_active('bard', '0s');
CALL bucardo.wait_until_removed('gone', '0s');
SELECT bucardo.pause('bard'); CALL bucardo.wait_until_active('bard');

-- other names
SELECT bucardo.rename_db(NULL, 'x');
SELECT bucardo.rename_db('s1', NULL);
SELECT bucardo.rename_db('s1', '');
SELECT bucardo.rename_db('s11', 'x');
SELECT bucardo.rename_db('s1', 's2');
SELECT bucardo.rename_sync('brad', 'x');
SELECT bucardo.rename_sync('bard', NULL);
SELECT bucardo.rename_sync('bard', 'hold');

-- a database that goes with its memberships
SELECT bucardo.remove_db('s1', cascade => NULL);
SELECT bucardo.remove_db('s2', cascade => true);
SELECT bucardo.add_db('solo', dbname => 'z'), bucardo.add_sync('out', 'solo,s1,s2'), bucardo.remove_db('solo', cascade => true);

-- what is looked for and is not there
SELECT bucardo.list_dbs(sync => 'brad');
SELECT bucardo.list_syncs(db => 's11');
SELECT bucardo.list_syncs(state => 'activ');
SELECT bucardo.list_syncs(state => '');
SELECT bucardo.delta('brad');
SELECT bucardo.delta('bard', 's11');
SELECT bucardo.inspect(NULL);
SELECT bucardo.inspect('');
SELECT bucardo.inspect('s11');
SELECT bucardo.inspect('public.work');
SELECT bucardo.inspect('"; DROP SCHEMA bucardo CASCADE; --');

-- the log and the history
SELECT bucardo.message(NULL);
SELECT bucardo.message('');
SELECT bucardo.purge(NULL);
SELECT bucardo.purge('-1 day');
SELECT bucardo.purge('1 day', 'brad');
CALL bucardo.ping(NULL);
CALL bucardo.ping('-1s');
CALL bucardo.ping('0s');

-- access of roles
SELECT bucardo.grant_access(NULL, 'admin');
SELECT bucardo.grant_access('', 'admin');
SELECT bucardo.grant_access('bucardo_owners', 'admin');
SELECT bucardo.grant_access('PUBLIC', 'monitor');
SELECT bucardo.grant_access('bucardo_owner', NULL);
SELECT bucardo.grant_access('bucardo_owner', 'monitr');
SELECT bucardo.grant_access('bucardo_owner', 'monitor');
SELECT bucardo.revoke_access(NULL);
SELECT bucardo.revoke_access('bucardo_ownr');
SELECT bucardo.revoke_access('bucardo_owner');
SELECT bucardo.list_access(access => 'operators');

-- groups
SELECT bucardo.add_dbgroup(NULL);
SELECT bucardo.add_dbgroup('');
SELECT bucardo.add_dbgroup('new', '');
SELECT bucardo.add_dbgroup('new', 's1,s22');
SELECT bucardo.add_dbgroup('new', 's1,s1:target');
SELECT bucardo.add_dbgroup('new', 's1:source:x');
SELECT bucardo.add_dbgroup('new', 's1:source:9999999999');
SELECT bucardo.add_dbgroup('new', 's1:fulcopy');
SELECT bucardo.add_dbgroup('new', 's1:copy');
SELECT bucardo.add_dbgroup('new', if_not_exists => NULL);
SELECT bucardo.add_dbgroup('bard', 's1,s2');
SELECT bucardo.add_dbgroup('bard', 's1:source,s2:source', if_not_exists => true);
SELECT bucardo.add_relgroup(NULL);
SELECT bucardo.add_relgroup('All');
SELECT bucardo.add_relgroup('*');
SELECT bucardo.add_relgroup('new', '');
SELECT bucardo.add_relgroup('new', 'a.b.c');
SELECT bucardo.add_relgroup('new', '1*');
SELECT bucardo.add_relgroup('new', '-wor*');
SELECT bucardo.add_relgroup('new', sequences => '1st');
SELECT bucardo.add_relgroup('new', 'all', sequences => '-public.work_id_seq');
SELECT bucardo.update_relgroup('bard', add => '-drama.*', remove => 'all');
SELECT bucardo.update_relgroup('bard', remove => '-public.work');
SELECT bucardo.update_relgroup('bard', sequences => ',');
SELECT bucardo.add_relgroup('bard', 'all');
SELECT bucardo.update_dbgroup(NULL);
SELECT bucardo.update_dbgroup('brad');
SELECT bucardo.update_dbgroup('nowhere near', 's1,s2');
SELECT bucardo.update_dbgroup('bard', 's1,s2', add => 's3');
SELECT bucardo.update_dbgroup('bard', add => 's33');
SELECT bucardo.update_dbgroup('bard', remove => 's3');
SELECT bucardo.update_dbgroup('bard', remove => 's1:source');
SELECT bucardo.update_dbgroup('bard', remove => 's1');
SELECT bucardo.update_dbgroup('bard', remove => 's1,s2');
SELECT bucardo.update_dbgroup('bard', 's1:target,s2:target');
SELECT bucardo.update_dbgroup('bard', add => 'twin');
SELECT bucardo.update_relgroup(NULL);
SELECT bucardo.update_relgroup('brad');
SELECT bucardo.update_relgroup('bard', 'all', remove => 'all');
SELECT bucardo.update_relgroup('bard', remove => 'public.work');
SELECT bucardo.update_relgroup('bard', remove => 'all');
SELECT bucardo.update_relgroup('bard', add => '');
SELECT bucardo.rename_dbgroup('bard', 'x');
SELECT bucardo.rename_dbgroup('brad', 'x');
SELECT bucardo.rename_relgroup('bard', 'x');
SELECT bucardo.add_relgroup('new', 'work'), bucardo.rename_relgroup('new', 'all');
SELECT bucardo.add_dbgroup('new', 's1,s2'), bucardo.rename_dbgroup('new', 'bard');
SELECT bucardo.add_dbgroup('new', 's1,s2'), bucardo.rename_dbgroup('new', NULL);
SELECT bucardo.add_dbgroup('new', 's1,s2'), bucardo.add_sync('new', 's1,s3');
SELECT bucardo.add_relgroup('new', 'work'), bucardo.add_sync('new', 's1,s3');
SELECT bucardo.add_dbgroup('new', 's1,s2'), bucardo.rename_sync('bard', 'new');
SELECT bucardo.add_dbgroup('new', 's1'), bucardo.add_sync('new', 'new');
SELECT bucardo.add_dbgroup('new'), bucardo.add_sync('new', 'new');
SELECT bucardo.add_dbgroup('new', 's1:target,s2:target'), bucardo.add_sync('new', 'new');
SELECT bucardo.add_relgroup('new'), bucardo.add_sync('new', 's1,s2', 'new');
SELECT bucardo.add_sync('new', 'bard');
SELECT bucardo.add_sync('new', 'nowhere');
SELECT bucardo.add_dbgroup('new', 's1,s2'), bucardo.add_sync('x', 'new'), bucardo.remove_dbgroup('new');
SELECT bucardo.add_relgroup('new', 'work'), bucardo.add_sync('x', 's1,s2', 'new'), bucardo.remove_relgroup('new');
SELECT bucardo.remove_dbgroup('bard');
SELECT bucardo.remove_dbgroup('bard', NULL);
SELECT bucardo.remove_relgroup('bard');
SELECT bucardo.remove_relgroup('brad');
SELECT bucardo.add_db('solo', dbname => 'z'), bucardo.add_dbgroup('new', 'solo'), bucardo.remove_db('solo');
SELECT bucardo.list_dbgroups(db => 's11');

-- the first copy
SELECT bucardo.add_sync('new', 's1,s2', onetimecopy => NULL);
SELECT bucardo.add_sync('new', 's1,s2', onetimecopy => 3);
SELECT bucardo.add_sync('new', 's1,s2', copy_workers => NULL);
SELECT bucardo.add_sync('new', 's1,s2', copy_workers => 0);
SELECT bucardo.update_sync('bard', onetimecopy => -1);
SELECT bucardo.update_sync('bard', copy_workers => 65);

-- settings
SELECT bucardo.update_config(NULL, 'x');
SELECT bucardo.update_config('keep_rows', NULL);
SELECT bucardo.update_config('', 'x');
SELECT bucardo.update_config('keep_row', '500');
SELECT bucardo.update_config('priority', '5');
SELECT bucardo.update_config('keep_rows', '99');
SELECT bucardo.update_config('keep_rows', 'many');
SELECT bucardo.update_config('makedelta', 'perhaps');
SELECT bucardo.update_config('checktime', '-1 s');
SELECT bucardo.update_config('checktime', 'soon');
SELECT bucardo.update_config('checktime', '0.4 ms');
SELECT bucardo.update_config('batch_time', interval '2 hours');
SELECT bucardo.update_config('deletemethod', 'trunkate');
SELECT bucardo.update_config('isolation_level', 'read committed');
SELECT bucardo.reset_config(NULL);
SELECT bucardo.reset_config('nothing');

-- options of syncs
SELECT bucardo.add_sync('new', 's1,s2', deletemethod => 'drop');
SELECT bucardo.add_sync('new', 's1,s2', checktime => interval '-1 s');
SELECT bucardo.add_sync('new', 's1,s2', row_filter => 'true) OR (true');
SELECT bucardo.add_sync('new', 's1,s2', row_filter => ' ');
SELECT bucardo.add_sync('new', 's1,s2', sequences => 'a,,b');
SELECT bucardo.add_sync('bard', 's1:source,s2:source', priority => 3, if_not_exists => true);
SELECT bucardo.update_sync('bard', priority => 1001);
SELECT bucardo.update_sync('bard', reset => 'priorty');
SELECT bucardo.update_sync('bard', reset => 'keep_rows');
SELECT bucardo.update_sync('bard', reset => '');
SELECT bucardo.update_sync('bard', reset => 'priority', priority => 3);
SELECT bucardo.update_sync('bard', row_filter => 'true; DROP SCHEMA bucardo');
SELECT bucardo.update_sync('rest', sequences => 'all');

-- tables and sequences of syncs
SELECT bucardo.add_table('nobody', 'public.verse');
SELECT bucardo.add_table('bard', NULL);
SELECT bucardo.add_table('bard', 'public.verse,chapter');
SELECT bucardo.add_table('bard', 'drama.*');
SELECT bucardo.add_table('bard', 'a.b.c');
SELECT bucardo.add_table('bard', 'chapter', makedelta => true);
SELECT bucardo.add_table('hold', 'public.verse');
SELECT bucardo.add_table('hold', 'public.verse', if_not_exists => true);
SELECT bucardo.add_table('bard', 'public.play', if_not_exists => NULL);
SELECT bucardo.add_table('bard', 'public.play', 'oldest');
SELECT bucardo.add_table('bard', 'public.play', deletemethod => 'drop');
SELECT bucardo.add_table('bard', 'public.play', db => 's2');
SELECT bucardo.add_table('bard', 'public.play', row_filter => 'true', db => 'nowhere');
SELECT bucardo.add_table('rest', 'public.play');
SELECT bucardo.update_table('hold', 'public.verze', makedelta => true);
SELECT bucardo.update_table('bard', 'play', makedelta => true);
SELECT bucardo.update_table('bard', 'public.verse', reset => 'makedelta', makedelta => true);
SELECT bucardo.update_table('bard', 'public.verse', reset => 'checktime');
SELECT bucardo.update_table('bard', 'public.verse', row_filter => $$name = 'it's'$$);
SELECT bucardo.remove_table('bard', 'public.play');
SELECT bucardo.remove_table('hold', 'public.verse');
SELECT bucardo.remove_table('rest', 'public.verse');
SELECT bucardo.list_tables('bart');
SELECT bucardo.add_sequence('bard', 'all');
SELECT bucardo.add_sequence('hold', 'public.verse_id_seq');
SELECT bucardo.add_sequence('rest', 'public.verse_id_seq');
SELECT bucardo.remove_sequence('bard', 'public.play_id_seq');
SELECT bucardo.list_sequences('bart');

-- Other names and columns
SELECT bucardo.add_customname(NULL, 'works');
SELECT bucardo.add_customname('public.work', NULL);
SELECT bucardo.add_customname('', 'works');
SELECT bucardo.add_customname('work', 'works');
SELECT bucardo.add_customname('public.*', 'works');
SELECT bucardo.add_customname('a.public.work', 'works');
SELECT bucardo.add_customname('public."', 'works');
SELECT bucardo.add_customname('public.work', '');
SELECT bucardo.add_customname('public.work', 'public.works:10');
SELECT bucardo.add_customname('public.work', 'archive."öööööööööööööööööööööööööööööööö"');
SELECT bucardo.add_customname('public.work', 'works', db => 's4');
SELECT bucardo.add_customname('public.work', 'works', sync => 'barb');
SELECT bucardo.add_customname('public.work', 'works', if_not_exists => NULL);
SELECT bucardo.update_customname('public.work', 'works');
SELECT bucardo.update_customname('public.work', 'works', db => 's1', sync => 'bard');
SELECT bucardo.update_customname('public.work', NULL);
SELECT bucardo.remove_customname('public.work', db => 's1');
SELECT bucardo.remove_customname('work');
SELECT bucardo.list_customnames(db => 's4');
SELECT bucardo.list_customnames(sync => 'barb');
SELECT bucardo.add_customcols(NULL, 'id');
SELECT bucardo.add_customcols('work', 'id');
SELECT bucardo.add_customcols('public.work', NULL);
SELECT bucardo.add_customcols('public.work', '');
SELECT bucardo.add_customcols('public.work', 'id,,title');
SELECT bucardo.add_customcols('public.work', '*');
SELECT bucardo.add_customcols('public.work', 'id, upper(title)');
SELECT bucardo.add_customcols('public.work', 'id, cast(title AS text)');
SELECT bucardo.add_customcols('public.work', 'id, work.title');
SELECT bucardo.add_customcols('public.work', 'id, upper(title AS title');
SELECT bucardo.add_customcols('public.work', 'id, (upper(title)) + 1) AS title');
SELECT bucardo.add_customcols('public.work', 'id, ''it AS title');
SELECT bucardo.add_customcols('public.work', 'id, title -- and author');
SELECT bucardo.add_customcols('public.work', 'id, 1; DROP TABLE work AS title');
SELECT bucardo.add_customcols('public.work', 'id, title, lower(title) AS title');
SELECT bucardo.add_customcols('public.work', 'id, 1 AS "öööööööööööööööööööööööööööööööö"');
SELECT bucardo.add_customcols('public.work', 'id', db => 's4');
SELECT bucardo.add_customcols('public.work', 'id', sync => 'barb');
SELECT bucardo.update_customcols('public.work', 'id', db => 's1');
SELECT bucardo.remove_customcols('public.work', sync => 'bard');
SELECT bucardo.list_customcols(db => 's4');

-- Column policies
SELECT bucardo.add_column_policy(NULL, 'public.verse', 'title', 'max');
SELECT bucardo.add_column_policy('hodl', 'public.verse', 'title', 'max');
SELECT bucardo.add_column_policy('hold', NULL, 'title', 'max');
SELECT bucardo.add_column_policy('hold', 'public.*', 'title', 'max');
SELECT bucardo.add_column_policy('hold', 'play', 'title', 'max');
SELECT bucardo.add_column_policy('hold', 'public.play', 'title', 'max');
SELECT bucardo.add_column_policy('bard', 'public.verse', 'title', 'max');
SELECT bucardo.add_column_policy('hold', 'public.verse', NULL, 'max');
SELECT bucardo.add_column_policy('hold', 'public.verse', '', 'max');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'verse.title', 'max');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'title, isbn', 'max');
SELECT bucardo.add_column_policy('hold', 'public.verse', '"öööööööööööööööööööööööööööööööö"', 'max');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'title', NULL);
SELECT bucardo.add_column_policy('hold', 'public.verse', 'title', 'maximum');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'title', 'jsonb merge');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'title', 'average');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'title', 'max', source_order => 's1');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'title', 'max', expression => 'greatest(a, b)');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'title', 'source order', source_order => 's1,s3');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'title', 'source order', source_order => 's1,s1');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'title', 'source order', source_order => '');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'title', 'expression');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'title', 'expression', expression => '');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'title', 'expression', expression => 'a) OR (b');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'title', 'expression', expression => 'a; DROP TABLE verse');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'title', 'max', if_not_exists => NULL);
SELECT bucardo.add_column_policy('hold', 'public.verse', 'stock', 'sum');
SELECT bucardo.add_column_policy('hold', 'public.verse', 'stock', 'max', if_not_exists => true);
SELECT bucardo.update_column_policy('hold', 'public.verse', 'title', 'max');
SELECT bucardo.update_column_policy('hold', 'public.play', 'stock', 'max');
SELECT bucardo.update_column_policy('hold', 'public.verse', 'stock', expression => 'a');
SELECT bucardo.update_column_policy('hold', 'public.verse', 'stock', 'expression');
SELECT bucardo.update_column_policy('hold', 'public.verse', 'price', source_order => 's2');
SELECT bucardo.remove_column_policy('hold', 'public.verse', 'title');
SELECT bucardo.remove_column_policy('hodl', 'public.verse', 'stock');
SELECT bucardo.list_column_policies('hodl');
SELECT bucardo.update_table('hold', 'public.verse', conflict_strategy => 'latest');
SELECT bucardo.update_table('hold', 'public.verse', reset => 'all');

-- Unique policies
SELECT bucardo.add_unique_policy('hodl', 'public.verse', 'title');
SELECT bucardo.add_unique_policy('hold', 'public.play', 'title');
SELECT bucardo.add_unique_policy('hold', 'public.verse', NULL);
SELECT bucardo.add_unique_policy('hold', 'public.verse', '');
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'title,');
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'lower(title)');
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'title, Title');
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'title', NULL);
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'title', 'old');
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'title', loser => NULL);
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'title', loser => 'drop');
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'title', column_name => 'title');
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'title', loser => 'null', expression => 'title || id');
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'title,isbn', loser => 'null');
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'title', loser => 'null', column_name => 'verse.title');
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'title', loser => 'expression');
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'title', loser => 'expression', expression => 'title || (id');
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'title', if_not_exists => NULL);
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'isbn');
SELECT bucardo.add_unique_policy('hold', 'public.verse', 'isbn', 'newer', if_not_exists => true);
SELECT bucardo.update_unique_policy('hold', 'public.verse', 'title', 'newer');
SELECT bucardo.update_unique_policy('hold', 'public.verse', 'isbn', 'newest');
SELECT bucardo.update_unique_policy('hold', 'public.verse', 'isbn', loser => 'expression');
SELECT bucardo.update_unique_policy('hold', 'public.verse', 'isbn', expression => 'isbn || id');
SELECT bucardo.remove_unique_policy('hold', 'public.verse', 'title,isbn');
SELECT bucardo.list_unique_policies('hodl');

-- sequences
SELECT bucardo.spread_sequences(NULL);
SELECT bucardo.spread_sequences('brad');
SELECT bucardo.spread_sequences('bard');
-- drop_deltas, clone, reload
SELECT bucardo.drop_deltas('bart');
SELECT bucardo.drop_deltas('rest');
SELECT bucardo.drop_deltas('bard', 's3');
SELECT bucardo.check_fks('bart');
SELECT bucardo.check_fks('hold');
SELECT bucardo.check_fks('rest');
SELECT * FROM bucardo.dangling_fks('bart');
SELECT bucardo.clone('bard', 's2');
SELECT bucardo.clone('bard', 's3', role => 'fullcopy');
SELECT bucardo.clone('bard', 's3', role => NULL);
SELECT bucardo.reload('bart');

-- custom code
SELECT bucardo.add_customcode(NULL, 'bard', 'conflict', 'shop.pick');
SELECT bucardo.add_customcode('new', 'brad', 'conflict', 'shop.pick');
SELECT bucardo.add_customcode('new', 'bard');
SELECT bucardo.add_customcode('new', 'bard', 'befor_sync', 'shop.pick');
SELECT bucardo.add_customcode('new', 'bard', 'conflict');
SELECT bucardo.add_customcode('new', 'bard', 'conflict', 'shop.pick', expression => 'a', relation => 'public.work');
SELECT bucardo.add_customcode('new', 'bard', 'transform', conflict => 'a', relation => 'public.work');
SELECT bucardo.add_customcode('new', 'bard', 'exception', expression => 'a', relation => 'public.work');
SELECT bucardo.add_customcode('new', 'bard', conflict => 'a');
SELECT bucardo.add_customcode('new', 'bard', conflict => 'a; DROP TABLE work', relation => 'public.work');
SELECT bucardo.add_customcode('new', 'bard', conflict => 'a', relation => 'work');
SELECT bucardo.add_customcode('new', 'bard', 'before_sync', 'shop.pick', relation => 'public.work');
SELECT bucardo.add_customcode('new', 'bard', 'before_sync', 'pick');
SELECT bucardo.add_customcode('new', 'bard', 'before_sync', 'shop.pick');
SELECT bucardo.add_customcode('new', 'bard', 'before_sync', 'pg_catalog.jsonb_array_elements', timeout => '0');
SELECT bucardo.add_customcode('new', 'bard', 'before_sync', 'pg_catalog.jsonb_array_elements', timeout => NULL);
SELECT bucardo.add_customcode('new', 'bard', 'before_sync', 'pg_catalog.jsonb_array_elements', priority => NULL);
SELECT bucardo.add_customcode('new', 'bard', 'before_sync', 'pg_catalog.jsonb_array_elements', status => 'off');
SELECT bucardo.add_customcode('new', 'bard', 'before_sync', 'pg_catalog.jsonb_array_elements', db => 's9');
SELECT bucardo.add_customcode('new', 'bard', 'before_sync', 'pg_catalog.jsonb_array_elements', db => 'twin');
SELECT bucardo.add_customcode('new', 'bard', 'before_sync', 'pg_catalog.jsonb_array_elements', if_not_exists => NULL);
SELECT bucardo.add_customcode('new', 'bard', 'exception', 'pg_catalog.jsonb_typeof');
SELECT bucardo.update_customcode('new', role => 'x');
SELECT bucardo.rename_customcode('new', 'newer');
SELECT bucardo.remove_customcode('');
SELECT bucardo.list_customcodes(sync => 'brad');
CALL bucardo.test_customcode('new', '[]');
CALL bucardo.test_customcode('new', '[]', timeout => NULL);
CALL bucardo.test_customcode(NULL, '[]');

-- The memory of conflicts
SELECT bucardo.choose(NULL, 's1');
SELECT bucardo.choose(7, NULL);
SELECT bucardo.choose(7, 's1', force => NULL);
SELECT bucardo.choose(7, 's1');
SELECT bucardo.undo_conflict(NULL);
SELECT bucardo.undo_conflict(7);
CALL bucardo.choose_and_wait(7, 's1');
CALL bucardo.choose_and_wait(7, 's1', timeout => '-1 s');
CALL bucardo.undo_conflict_and_wait(7);
SELECT bucardo.what_if('bart', 'latest');
SELECT bucardo.what_if('bard', NULL);
SELECT bucardo.what_if('bard', 'random');
SELECT bucardo.what_if('bard', 'newest');
SELECT bucardo.what_if('bard', 's2,,s1');
