package sqlapi_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// dbText is a database's settings as one string.
const dbText = `SELECT concat_ws(' ', name, type, 'conninfo=' || conninfo, 'host=' || host, 'port=' || port, 'dbname=' || dbname,
    'username=' || username, 'service=' || service, 'passfile=' || passfile, 'password_env=' || password_env, 'options=' || options::text, syncs::text)
FROM `

func TestAddDB(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, test := range []struct{ call, want string }{
		{`bucardo.add_db('here')`, `here postgres {}`},
		{
			`bucardo.add_db('parts', host => 'db1', port => 5433, dbname => 'shop', username => 'app', passfile => '/etc/pass')`,
			`parts postgres host=db1 port=5433 dbname=shop username=app passfile=/etc/pass {}`,
		},
		{
			`bucardo.add_db('service', service => 'shop', password_env => 'SHOP_PASSWORD')`,
			`service postgres service=shop password_env=SHOP_PASSWORD {}`,
		},
		{
			`bucardo.add_db('string', 'host=db1 dbname=''my shop'' application_name = bucardo')`,
			`string postgres conninfo=host=db1 dbname='my shop' application_name = bucardo {}`,
		},
		{
			`bucardo.add_db('uri', 'postgresql://app@db1:5433,[::1]:5434/shop?sslmode=require')`,
			`uri postgres conninfo=postgresql://app@db1:5433,[::1]:5434/shop?sslmode=require {}`,
		},
		{`bucardo.add_db('socket', 'postgres://%2Ftmp/shop')`, `socket postgres conninfo=postgres://%2Ftmp/shop {}`},
		{
			`bucardo.add_db('wh', type => 'mysql', host => 'db7', dbname => 'wh', username => 'app', passfile => '/etc/pass', options => '{"tls": true, "packet": 1e6, "name": "x"}')`,
			`wh mysql host=db7 dbname=wh username=app passfile=/etc/pass options={"tls": "true", "name": "x", "packet": "1000000"} {}`,
		},
		{`bucardo.add_db('dsn', 'app@tcp([::1]:3306)/wh?allowCleartextPasswords=1', type => 'mariadb')`, `dsn mariadb conninfo=app@tcp([::1]:3306)/wh?allowCleartextPasswords=1 {}`},
		{`bucardo.add_db('documents', 'mongodb+srv://app@db7,db8:27018/wh?replicaSet=rs', type => 'mongodb')`, `documents mongodb conninfo=mongodb+srv://app@db7,db8:27018/wh?replicaSet=rs {}`},
		{`bucardo.add_db('sales', 'oracle://app@db7:1521/sales', type => 'oracle', password_env => 'PW')`, `sales oracle conninfo=oracle://app@db7:1521/sales password_env=PW {}`},
		{`bucardo.add_db('cache', type => 'redis')`, `cache redis {}`},
		{`bucardo.add_db('caches', type => 'redis', host => 'db7', dbname => '12', options => '{}')`, `caches redis host=db7 dbname=12 {}`},
		{`bucardo.add_db('file', type => 'sqlite', dbname => '/var/lib/wh.db')`, `file sqlite dbname=/var/lib/wh.db {}`},
		{`bucardo.add_db('feed', type => 'files', dbname => '/var/lib/feed')`, `feed files dbname=/var/lib/feed {}`},
		{`bucardo.add_db('nothing said', 'postgresql://')`, `nothing said postgres conninfo=postgresql:// {}`},
	} {
		if got := one[string](t, b.conn, dbText+test.call); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.call, got, test.want)
		}
	}

	want := []string{"cache", "caches", "documents", "dsn", "feed", "file", "here", "nothing said", "parts", "sales", "service", "socket", "string", "uri", "wh"}
	if diff := cmp.Diff(want, all[string](t, b.conn, `SELECT name FROM bucardo.list_dbs()`)); diff != "" {
		t.Errorf("list_dbs (-want +got):\n%s", diff)
	}
	if got := one[string](t, b.conn, `SELECT (bucardo.add_db('as a value')).name`); got != "as a value" {
		t.Errorf("add_db as a value is %q", got)
	}
}

func TestAddDBIfNotExists(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, `SELECT bucardo.add_db('s1', host => 'db1', dbname => 'shop')`)
	before := configuration(t, b.conn)

	const same = `SELECT name FROM bucardo.add_db('s1', host => 'db1', dbname => 'shop', if_not_exists => true)`
	if got := one[string](t, b.conn, same); got != "s1" {
		t.Errorf("the same database again: got %q", got)
	}
	refused := fails(t, b.conn, `SELECT bucardo.add_db('s1', host => 'db2', port => 1, dbname => 'shop', if_not_exists => true)`)
	if want := "It differs: host is db1, asked for db2; port is not set, asked for 1."; refused.Code != "42710" || refused.Detail != want {
		t.Errorf("another database of that name: %s", describe(refused))
	}
	if after := configuration(t, b.conn); after != before {
		t.Errorf("the configuration changed (-before +after):\n%s", cmp.Diff(before, after))
	}
}

func TestAddDBs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		call string
		want []string
	}{
		"strings": {
			`bucardo.add_dbs('s1,s2,s3', dbname => 'shake1,shake2,shake3')`,
			[]string{`s1 postgres dbname=shake1 {}`, `s2 postgres dbname=shake2 {}`, `s3 postgres dbname=shake3 {}`},
		},
		"one value for all": {
			`bucardo.add_dbs('s1, s2', host => 'db1,db2', dbname => 'shop', port => '5432', username => 'app', password_env => 'PW')`,
			[]string{
				`s1 postgres host=db1 port=5432 dbname=shop username=app password_env=PW {}`,
				`s2 postgres host=db2 port=5432 dbname=shop username=app password_env=PW {}`,
			},
		},
		"arrays": {
			`bucardo.add_dbs(ARRAY['s1', 's,2'], dbname => ARRAY['a', 'b,c'], port => '1,2', username => 'app')`,
			[]string{`s,2 postgres port=2 dbname=b,c username=app {}`, `s1 postgres port=1 dbname=a username=app {}`},
		},
		"quoted": {
			`bucardo.add_dbs('"s,1","say ""hi"""', dbname => '"a,b",c')`,
			[]string{`s,1 postgres dbname=a,b {}`, `say "hi" postgres dbname=c {}`},
		},
		"connection strings": {
			`bucardo.add_dbs('s1,s2', conninfo => '"host=a,b dbname=x",service=y')`,
			[]string{`s1 postgres conninfo=host=a,b dbname=x {}`, `s2 postgres conninfo=service=y {}`},
		},
		"services and types": {
			`bucardo.add_dbs('s1,s2', service => 'x,y', type => 'postgres', passfile => '/p')`,
			[]string{`s1 postgres service=x passfile=/p {}`, `s2 postgres service=y passfile=/p {}`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			if diff := cmp.Diff(test.want, all[string](t, b.conn, dbText+test.call+` ORDER BY name`)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.call, diff)
			}
		})
	}
}

func TestAddDBsIsAllOrNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, `SELECT bucardo.add_db('s2', dbname => 'other')`)
	_ = fails(t, b.conn, `SELECT bucardo.add_dbs('s1,s2', dbname => 'a,b')`)
	if got := all[string](t, b.conn, `SELECT name FROM bucardo.list_dbs()`); !cmp.Equal(got, []string{"s2"}) {
		t.Errorf("after a failed add_dbs there are %v", got)
	}

	const call = `SELECT name FROM bucardo.add_dbs('s2,s3', dbname => 'other,new', if_not_exists => true)`
	if got := all[string](t, b.conn, call); !cmp.Equal(got, []string{"s2", "s3"}) {
		t.Errorf("with if_not_exists: %v", got)
	}
}

func TestUpdateDB(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, `SELECT bucardo.add_dbs('s1,s2', host => 'db1,db2', dbname => 'shop')`)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)

	for _, test := range []struct{ call, want string }{
		{`bucardo.update_db('s1')`, `s1 postgres host=db1 dbname=shop {bard}`},
		{`bucardo.update_db('s1', port => 5433, username => 'app')`, `s1 postgres host=db1 port=5433 dbname=shop username=app {bard}`},
		{`bucardo.update_db('s1', port => 0, username => '', password_env => 'PW')`, `s1 postgres host=db1 dbname=shop password_env=PW {bard}`},
		{`bucardo.update_db('s1', 'service=shop')`, `s1 postgres conninfo=service=shop password_env=PW {bard}`},
		{`bucardo.update_db('s1', '', host => 'db3', password_env => '')`, `s1 postgres host=db3 {bard}`},
	} {
		if got := one[string](t, b.conn, dbText+test.call); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.call, got, test.want)
		}
	}
	if got := one[int](t, b.conn, `SELECT version::integer FROM bucardo.sync`); got != 5 {
		t.Errorf("the sync's version is %d: the four changes of its database must show", got)
	}
}

// TestUpdateStore changes databases that are not PostgreSQL; what is of no type before may be of another afterwards.
func TestUpdateStore(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_db('wh', type => 'redis', options => '{"prefix": "shop"}')`)
	for _, test := range []struct{ call, want string }{
		{`bucardo.update_db('wh', host => 'db7')`, `wh redis host=db7 options={"prefix": "shop"} {}`},
		{`bucardo.update_db('wh', options => '{"ttl": "1 day"}')`, `wh redis host=db7 options={"ttl": "1 day"} {}`},
		{`bucardo.update_db('wh', options => '{}')`, `wh redis host=db7 {}`},
		{`bucardo.update_db('wh', type => 'mysql', dbname => 'wh')`, `wh mysql host=db7 dbname=wh {}`},
		{`bucardo.update_db('wh', type => 'postgres', makedelta => true)`, `wh postgres host=db7 dbname=wh {}`},
	} {
		if got := one[string](t, b.conn, dbText+test.call); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.call, got, test.want)
		}
	}
	b.must(t, `SELECT bucardo.update_db('wh', type => 'mysql', inherit_makedelta => true); SELECT bucardo.add_sync('feed', 's1,wh')`)
	if got := one[string](t, b.conn, `SELECT array_to_string(dbs, ',') FROM bucardo.list_syncs('feed')`); got != "s1:source,wh:target" {
		t.Errorf("the sync has %s", got)
	}
	if refused := fails(t, b.conn, `SELECT bucardo.update_db('s1', type => 'mysql', host => 'db7', dbname => 'x')`); refused.Code != "55000" {
		t.Errorf("a source becomes something else: %s", describe(refused))
	}
}

// TestCreateTargetTables has the request queued, with the database. The sync does not have to run for that.
func TestCreateTargetTables(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_db('wh', type => 'sqlite', dbname => '/var/lib/wh.db'); SELECT bucardo.add_sync('feed', 's1,wh')`)
	if got := one[string](t, b.conn, `SELECT name FROM bucardo.create_target_tables('feed', 'wh')`); got != "feed" {
		t.Errorf("it returns %s", got)
	}
	for _, change := range []string{`SELECT`, `SELECT bucardo.pause('feed')`, `SELECT bucardo.deactivate('feed')`} {
		b.must(t, change)
		refused := fails(t, b.conn, `CALL bucardo.create_target_tables_and_wait('feed', 'wh', '0s')`)
		if want := `the tables of sync "feed" are not created in database "wh" after 00:00:00`; refused.Code != "55000" || refused.Message != want {
			t.Errorf("without a sidecar, after %s: %s", change, describe(refused))
		}
	}
	const queued = `
SELECT c.arguments ->> 'DBID' = d.id::text AND c.sync_id = s.id
FROM bucardo.command c, bucardo.db d, bucardo.sync s
WHERE c.verb = 'create_target_tables' AND d.name = 'wh' AND s.name = 'feed'`
	if got := all[bool](t, b.conn, queued); !cmp.Equal(got, []bool{true, true, true, true}) {
		t.Errorf("queued: %v", got)
	}
}

func TestRemoveDB(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, `SELECT bucardo.add_dbs('s1,s2,s3', dbname => 'a,b,c')`)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)

	if got := one[string](t, b.conn, dbText+`bucardo.remove_db('s3')`); got != `s3 postgres dbname=c {}` {
		t.Errorf("remove_db returned %s", got)
	}
	if refused := fails(t, b.conn, `SELECT bucardo.remove_db('s1')`); refused.Code != "2BP01" {
		t.Errorf("used by a sync: %s", describe(refused))
	}
	b.must(t, `SELECT bucardo.remove_sync('bard')`)
	b.must(t, `UPDATE bucardo.cleanup SET reason = 'cannot connect'`)
	refused := fails(t, b.conn, `SELECT bucardo.remove_db('s1')`)
	if want := "To be taken off it: bard (cannot connect)."; refused.Code != "2BP01" || refused.Detail != want {
		t.Errorf("a cleanup is pending: %s", describe(refused))
	}
	b.must(t, `SELECT bucardo.remove_db('s1', force => true)`)
	if got := all[string](t, b.conn, `SELECT d.name FROM bucardo.cleanup c JOIN bucardo.db d ON d.id = c.db_id`); !cmp.Equal(got, []string{"s2"}) {
		t.Errorf("cleanups left: %v", got)
	}
}

// TestRemoveDBWaitsForAddSync has one session make a sync with a database while another removes it.
func TestRemoveDBWaitsForAddSync(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, `SELECT bucardo.add_dbs('s1,s2', dbname => 'a,b')`)
	other := b.connect(t)
	b.must(t, `BEGIN; SELECT bucardo.add_sync('bard', 's1,s2')`)

	done := make(chan string, 1)
	pid := other.PgConn().PID()
	go func() {
		_, err := other.Exec(t.Context(), `SELECT bucardo.remove_db('s1')`)
		done <- describe(err)
	}()
	b.awaitBlocked(t, pid)
	b.must(t, `COMMIT`)
	if got := <-done; got[:5] != "2BP01" {
		t.Errorf("remove_db beside add_sync: %s", got)
	}
}

// awaitBlocked returns when the backend waits for a lock.
func (b *testBundle) awaitBlocked(t *testing.T, pid uint32) {
	t.Helper()
	watcher := b.connectAs(t, "postgres")
	for !one[bool](t, watcher, `SELECT cardinality(pg_blocking_pids($1::integer)) > 0`, int(pid)) {
		if err := t.Context().Err(); err != nil {
			t.Fatal(err)
		}
	}
}
