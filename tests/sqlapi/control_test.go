package sqlapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRename(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_sync('bard', 's1:source,s2:source,s3', conflict_strategy => 's2,s1');
SELECT bucardo.add_sync('other', 's2,s3');
SELECT bucardo.update_sync('bard', 's1:source,s2:source')`)

	if got := one[string](t, b.conn, dbText+`bucardo.rename_db('s2', 'say "hi", s')`); got != `say "hi", s postgres dbname=shake2 {bard,other}` {
		t.Errorf("rename_db returned %s", got)
	}
	want := []string{
		`bard {s1:source,"\"say \"\"hi\"\", s\":source"} {all} source order {"say \"hi\", s",s1} autokick active pending`,
		`other {"\"say \"\"hi\"\", s\":source",s3:target} {all} latest autokick active pending`,
	}
	if diff := cmp.Diff(want, all[string](t, b.conn, syncText+`bucardo.list_syncs()`)); diff != "" {
		t.Errorf("the syncs of a renamed database (-want +got):\n%s", diff)
	}
	if got := all[int](t, b.conn, `SELECT version::integer FROM bucardo.sync ORDER BY name`); !cmp.Equal(got, []int{3, 2}) {
		t.Errorf("versions are %v: the syncs of a renamed database have changed", got)
	}

	if got := one[string](t, b.conn, `SELECT name FROM bucardo.rename_sync('bard', 'poet')`); got != "poet" {
		t.Errorf("rename_sync returned %q", got)
	}
	if got := all[string](t, b.conn, `SELECT sync_name FROM bucardo.cleanup`); !cmp.Equal(got, []string{"poet"}) {
		t.Errorf("cleanups are those of %q", got)
	}
	before := configuration(t, b.conn)
	b.must(t, `SELECT bucardo.rename_sync('poet', 'poet'), bucardo.rename_db('s1', 's1')`)
	if after := configuration(t, b.conn); after != before {
		t.Errorf("the same name again changed (-before +after):\n%s", cmp.Diff(before, after))
	}
}

// TestRemoveDBCascade has a database leave its syncs and go when it is clean.
func TestRemoveDBCascade(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_sync('bard', 's1:source,s2:source,s3:source', conflict_strategy => 's3,s2,s1');
SELECT bucardo.add_sync('other', 's1,s2,s3')`)

	if got := one[bool](t, b.conn, `SELECT removing FROM bucardo.remove_db('s3', cascade => true)`); !got {
		t.Error("remove_db did not say that it waits for the cleanups")
	}
	want := []string{
		`bard {s1:source,s2:source} {all} source order {s2,s1} autokick active pending`,
		`other {s1:source,s2:target} {all} latest autokick active pending`,
	}
	if diff := cmp.Diff(want, all[string](t, b.conn, syncText+`bucardo.list_syncs()`)); diff != "" {
		t.Errorf("the syncs it was in (-want +got):\n%s", diff)
	}
	if refused := fails(t, b.conn, `SELECT bucardo.add_sync('back', 's1,s3')`); refused.Code != "55000" {
		t.Errorf("a sync with it: %s", describe(refused))
	}

	if refused := fails(t, b.conn, `SELECT bucardo.add_db('s3', dbname => 'other', if_not_exists => true)`); refused.Code != "55000" {
		t.Errorf("another of its name: %s", describe(refused))
	}
	for _, again := range []string{`add_db('s3', dbname => 'shake3')`, `add_db('s3', dbname => 'shake3', if_not_exists => true)`} {
		b.must(t, `BEGIN`)
		if got := one[bool](t, b.conn, `SELECT removing FROM bucardo.`+again); got {
			t.Errorf("%s: it is still being removed", again)
		}
		b.must(t, `SELECT bucardo.add_sync('back', 's1,s3'); DELETE FROM bucardo.cleanup; SELECT bucardo.update_db('s3', port => 1); ROLLBACK`)
	}

	b.must(t, `DELETE FROM bucardo.cleanup WHERE sync_name = 'bard'`)
	if got := all[string](t, b.conn, `SELECT name FROM bucardo.list_dbs()`); !cmp.Equal(got, []string{"s1", "s2", "s3"}) {
		t.Errorf("with a cleanup left there are %v", got)
	}
	b.must(t, `DELETE FROM bucardo.cleanup WHERE sync_name = 'other'`)
	if got := all[string](t, b.conn, `SELECT name FROM bucardo.list_dbs()`); !cmp.Equal(got, []string{"s1", "s2"}) {
		t.Errorf("with no cleanup left there are %v", got)
	}
	b.must(t, `SELECT bucardo.remove_sync('other')`)
	b.must(t, `DELETE FROM bucardo.cleanup`)
	if got := all[string](t, b.conn, `SELECT name FROM bucardo.list_dbs()`); !cmp.Equal(got, []string{"s1", "s2"}) {
		t.Errorf("databases that nobody removed are gone: %v", got)
	}
}

// TestRemoveDBCascadeWithForce gives a database up that is gone for good.
func TestRemoveDBCascadeWithForce(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2,s3')`)
	b.must(t, `SELECT bucardo.remove_db('s3', cascade => true, force => true)`)
	if got := all[string](t, b.conn, `SELECT name FROM bucardo.list_dbs()`); !cmp.Equal(got, []string{"s1", "s2"}) {
		t.Errorf("there are %v", got)
	}
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, `
SELECT bucardo.add_dbs('shop_eu,shop_us,shopXeu,50%', dbname => 'a,b,c,d');
SELECT bucardo.add_sync('one', 'shop_eu,shop_us');
SELECT bucardo.add_sync('two', 'shop_us,shopXeu');
UPDATE bucardo.sync_state st SET state = 'active', observed_version = 1 FROM bucardo.sync s WHERE s.id = st.sync_id AND s.name = 'two'`)
	for _, test := range []struct{ call, want string }{
		{`list_dbs()`, `50% shopXeu shop_eu shop_us`},
		{`list_dbs('shop_eu')`, `shop_eu`},
		{`list_dbs('shop_*')`, `shop_eu shop_us`},
		{`list_dbs('*eu')`, `shopXeu shop_eu`},
		{`list_dbs('50%')`, `50%`},
		{`list_dbs('%')`, ``},
		{`list_dbs('')`, ``},
		{`list_dbs('\')`, ``},
		{`list_dbs(sync => 'two')`, `shopXeu shop_us`},
		{`list_dbs('*us', 'two')`, `shop_us`},
		{`list_syncs()`, `one two`},
		{`list_syncs('t*')`, `two`},
		{`list_syncs(db => 'shop_us')`, `one two`},
		{`list_syncs(db => 'shopXeu')`, `two`},
		{`list_syncs(db => '50%')`, ``},
		{`list_syncs(state => 'pending')`, `one`},
		{`list_syncs(db => 'shop_us', state => 'active')`, `two`},
	} {
		got := strings.Join(all[string](t, b.conn, `SELECT name FROM bucardo.`+test.call+` ORDER BY name COLLATE "C"`), " ")
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.call, got, test.want)
		}
	}
}

func TestInspect(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_db('work', dbname => 'x');
SELECT bucardo.add_sync('bard', 's1:source,s2:source');
SELECT bucardo.add_sync('named', 's1,s3', 'chapter,"My Work"');
INSERT INTO bucardo.sync_table
SELECT s.id, v.*
FROM bucardo.sync s,
     (VALUES ('public', 'work', true, ARRAY['workid'], NULL),
             ('drama', 'work', false, NULL, 'no primary key')) v
WHERE s.name = 'bard'`)
	for _, test := range []struct {
		name string
		want []string
	}{
		{`s1`, []string{`db|s1|sync|bard|source`, `db|s1|sync|named|source`}},
		{`work`, []string{`db|work`, `table|drama.work|sync|bard|left out: no primary key`, `table|public.work|sync|bard|replicated`}},
		{`public.work`, []string{`table|public.work|sync|bard|replicated`}},
		{`chapter`, []string{`table|chapter|sync|named|asked for`}},
		{`public.chapter`, []string{`table|chapter|sync|named|asked for`}},
		{`"My Work"`, []string{`table|"My Work"|sync|named|asked for`}},
	} {
		got := all[string](t, b.conn, `SELECT concat_ws('|', kind, name, used_by_kind, used_by, how) FROM bucardo.inspect($1)`, test.name)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("inspect %s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestDelta(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_sync('bard', 's1:source,s2:source,s3');
SELECT bucardo.add_sync('other', 's1,s3');
INSERT INTO bucardo.sync_table
SELECT s.id, 'public', v.*
FROM bucardo.sync s,
     (VALUES ('work', true, ARRAY['workid'], NULL), ('note', false, NULL, 'no key')) v;
INSERT INTO bucardo.table_state
SELECT s.id, d.id, 'public', 'work', 7, '2026-01-01 00:00+00'
FROM bucardo.sync s, bucardo.db d
WHERE d.name = 's1' AND s.name = 'bard'`)
	const text = `SELECT concat_ws('|', sync, db, schema_name, table_name, pending, last_change AT TIME ZONE 'UTC') FROM bucardo.`
	for _, test := range []struct {
		call string
		want []string
	}{
		{`delta()`, []string{`bard|s1|public|work|7|2026-01-01 00:00:00`, `bard|s2|public|work|0`, `other|s1|public|work|0`}},
		{`delta('bard')`, []string{`bard|s1|public|work|7|2026-01-01 00:00:00`, `bard|s2|public|work|0`}},
		{`delta(db => 's1')`, []string{`bard|s1|public|work|7|2026-01-01 00:00:00`, `other|s1|public|work|0`}},
		{`delta('other', 's3')`, []string{}},
	} {
		if diff := cmp.Diff(test.want, all[string](t, b.conn, text+test.call)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.call, diff)
		}
	}
}

func TestMessage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if got := one[string](t, b.conn, `SELECT level || '|' || message FROM bucardo.message('back at %s, ''noon''')`); got != `info|MESSAGE (bucardo_owner) back at %s, 'noon'` {
		t.Errorf("message returned %s", got)
	}
	if got := all[string](t, b.conn, `SELECT message FROM bucardo.log`); !cmp.Equal(got, []string{`MESSAGE (bucardo_owner) back at %s, 'noon'`}) {
		t.Errorf("the log has %q", got)
	}
}

func TestPurge(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_sync('bard', 's1,s2');
SELECT bucardo.add_sync('other', 's1,s2');
INSERT INTO bucardo.run (sync_id, started_at, finished_at, status)
SELECT s.id, now() - age, now() - age, 'good' FROM bucardo.sync s, unnest('{1 hour,1 day,8 days}'::interval[]) age;
INSERT INTO bucardo.rate
SELECT s.id, d.id, now() - age, 1, 1, 1, 1, 1 FROM bucardo.sync s, bucardo.db d, unnest('{1 hour,8 days}'::interval[]) age WHERE d.name = 's2';
INSERT INTO bucardo.log_line (at, level, sync_name, message)
SELECT now() - age, 'info', name, 'x' FROM unnest(ARRAY['bard', 'other', NULL]) name, unnest('{1 hour,8 days}'::interval[]) age;
INSERT INTO bucardo.command (verb, sync_id, done_at) SELECT 'kick', s.id, now() - interval '8 days' FROM bucardo.sync s;
INSERT INTO bucardo.command (verb, sync_id) SELECT 'kick', s.id FROM bucardo.sync s`)
	for _, test := range []struct {
		call string
		want []string
	}{
		{`purge('30 days')`, []string{"runs 0", "rates 0", "log 0", "commands 0", "conflicts 0"}},
		{`purge('7 days', 'bard')`, []string{"runs 1", "rates 1", "log 1", "commands 1", "conflicts 0"}},
		{`purge('7 days')`, []string{"runs 1", "rates 1", "log 2", "commands 1", "conflicts 0"}},
		{`purge('0')`, []string{"runs 4", "rates 2", "log 3", "commands 0", "conflicts 0"}},
	} {
		if diff := cmp.Diff(test.want, all[string](t, b.conn, `SELECT kind || ' ' || removed FROM bucardo.`+test.call)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.call, diff)
		}
	}
	if got := one[int](t, b.conn, `SELECT count(*)::integer FROM bucardo.command WHERE done_at IS NULL`); got != 2 {
		t.Errorf("%d open commands are left of 2", got)
	}
}

// TestPing has the sidecar's part played by another session.
func TestPing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if refused := fails(t, b.conn, `CALL bucardo.ping('50ms')`); refused.Code != "55000" {
		t.Errorf("nobody there: %s", describe(refused))
	}
	if got := one[int](t, b.conn, `SELECT count(*)::integer FROM bucardo.command`); got != 0 {
		t.Errorf("%d pings are left that nobody waits for", got)
	}

	sidecar := b.connect(t)
	if _, err := sidecar.Exec(t.Context(), `LISTEN bucardo`); err != nil {
		t.Fatal(err)
	}
	answered := make(chan error, 1)
	go func() {
		_, err := sidecar.WaitForNotification(t.Context())
		if err == nil {
			_, err = sidecar.Exec(t.Context(), `UPDATE bucardo.command SET done_at = clock_timestamp() WHERE verb = 'ping' AND sync_id IS NULL`)
		}
		answered <- err
	}()
	if got := one[time.Duration](t, b.conn, `CALL bucardo.ping('1min')`); got <= 0 {
		t.Errorf("answered in %s", got)
	}
	if err := <-answered; err != nil {
		t.Error(err)
	}
}
