package sqlapi_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// syncText is what a sync was declared as, as one string.
const syncText = `SELECT concat_ws(' ', name, dbs::text, tables::text, conflict_strategy, source_order::text,
    CASE WHEN autokick THEN 'autokick' END, status, CASE WHEN paused THEN 'paused' END, state)
FROM `

// withDBs adds s1, s2 and s3.
func (b *testBundle) withDBs(t *testing.T) *testBundle {
	t.Helper()
	b.must(t, `SELECT bucardo.add_dbs('s1,s2,s3', dbname => 'shake1,shake2,shake3')`)
	return b
}

// TestStrategies has each strategy, in Bucardo 5's words too, kept by its one name for a sync and for a table.
func TestStrategies(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `
SELECT bucardo.add_db('latest', dbname => 'x');
SELECT bucardo.add_sync('bard', 's1:source,s2:source,s3', 'public.work')`)
	const text = `SELECT concat_ws(' ', conflict_strategy, source_order::text) FROM bucardo.`
	for given, want := range map[string]string{
		"latest": "latest", " Latest_All_Tables ": "latest_all_tables", "SOURCE   ORDER": "source order {s1,s2}", "source": "source", "target": "target",
		"first": "first", "skip": "skip", "abort": "abort", "random": "random", "merge": "merge", "s2,s1": "source order {s2,s1}", `{"s2", s1}`: "source order {s2,s1}",
		"bucardo_latest": "latest", "bucardo_latest_all_tables": "latest_all_tables", "bucardo_source": "source", "bucardo_target": "target",
		"bucardo_skip": "skip", "Bucardo_Random": "random", "bucardo_abort": "abort",
	} {
		b.must(t, `BEGIN`)
		for _, call := range []string{
			`update_sync('bard', conflict_strategy => $1)`,
			`update_table('bard', 'public.work', conflict_strategy => $1)`,
			`add_table('bard', 'public.play', conflict_strategy => $1)`,
			`add_sync('other', 's1:source,s2:source,s3', conflict_strategy => $1)`,
		} {
			if got := one[string](t, b.conn, text+call, given); got != want {
				t.Errorf("%s with %q: %q, want %q", call, given, got, want)
			}
		}
		if got := one[string](t, b.conn, `SELECT conflict_strategy FROM bucardo.status WHERE name = 'bard'`); !strings.HasPrefix(want, got) {
			t.Errorf("the status of %q is %q", given, got)
		}
		b.must(t, `ROLLBACK`)
	}

	b.must(t, `
SELECT bucardo.add_sync('same', 's1:source,s2:source', conflict_strategy => 'skip');
SELECT bucardo.add_sync('same', 's1:source,s2:source', conflict_strategy => 'bucardo_skip', if_not_exists => true)`)
	refused := fails(t, b.conn, `SELECT bucardo.add_sync('same', 's1:source,s2:source', conflict_strategy => 'merge', if_not_exists => true)`)
	if want := `It differs: conflict_strategy is skip, asked for merge.`; refused.Code != "42710" || refused.Detail != want {
		t.Errorf("another strategy: %s\nwant DETAIL: %s", describe(refused), want)
	}

	// A source that is called like a strategy.
	for given, want := range map[string]string{`"latest"`: "source order {latest}", "latest": "latest"} {
		b.must(t, `BEGIN`)
		if got := one[string](t, b.conn, text+`add_sync('other', 'latest,s2', conflict_strategy => $1)`, given); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
		b.must(t, `ROLLBACK`)
	}
}

func TestAddSync(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	for _, test := range []struct{ call, want string }{
		{
			`bucardo.add_sync('bard', dbs => 's1:source,s2:source,s3:source', tables => 'all')`,
			`bard {s1:source,s2:source,s3:source} {all} latest autokick active pending`,
		},
		{`bucardo.add_sync('roles', 's1,s2,s3')`, `roles {s1:source,s2:target,s3:target} {all} latest autokick active pending`},
		{`bucardo.add_sync('mixed roles', ' s3 : Target , s1:source,s2')`, `mixed roles {s3:target,s1:source,s2:target} {all} latest autokick active pending`},
		{
			`bucardo.add_sync('options', 's1:source,s2:source', conflict_strategy => 'Source  order', autokick => false, status => 'inactive')`,
			`options {s1:source,s2:source} {all} source order {s1,s2} inactive pending`,
		},
		{
			`bucardo.add_sync('order', 's1:source,s2:source,s3', conflict_strategy => 's2, s1')`,
			`order {s1:source,s2:source,s3:target} {all} source order {s2,s1} autokick active pending`,
		},
		{
			`bucardo.add_sync('order array', 's1:source,s2:source,s3', conflict_strategy => ARRAY['s2', 's1']::text)`,
			`order array {s1:source,s2:source,s3:target} {all} source order {s2,s1} autokick active pending`,
		},
	} {
		if got := one[string](t, b.conn, syncText+test.call); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.call, got, test.want)
		}
	}
	want := []string{"bard", "mixed roles", "options", "order", "order array", "roles"}
	if diff := cmp.Diff(want, all[string](t, b.conn, `SELECT name FROM bucardo.list_syncs()`)); diff != "" {
		t.Errorf("list_syncs (-want +got):\n%s", diff)
	}
}

// TestAddSyncTables has what can be said about tables, with dbs as a string and as an array.
func TestAddSyncTables(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	for _, test := range []struct{ tables, want string }{
		{`'all'`, `all`},
		{`'ALL'`, `all`},
		{`'*'`, `all`},
		{`'work'`, `work`},
		{`'Work'`, `work`},
		{`'public.work'`, `public.work`},
		{`'public.character'`, `public."character"`},
		{`'shakespeare.*'`, `shakespeare.*`},
		{`'public.work, shakespeare . * ,chapter'`, `public.work|shakespeare.*|chapter`},
		{`'public.work,public.work,"public"."work"'`, `public.work`},
		{`'"My Table"'`, `"My Table"`},
		{`'"a.b"."c,d","all"'`, `"a.b"."c,d"|"all"`},
		{`'"say ""hi"""."*"'`, `"say ""hi"""."*"`},
		{`'"Größe".*,straße'`, `"Größe".*|"straße"`},
		{`'{public.work,"\"a,b\""}'`, `public.work|"a,b"`},
		{`ARRAY['public.work', '"c,d"', 's.*']`, `public.work|"c,d"|s.*`},
		{`ARRAY['work', 'chapter']::name[]`, `work|chapter`},
		{`ARRAY['all']::varchar[]`, `all`},
		{`NULL::text[] || 'work'::text`, `work`},
	} {
		for _, dbs := range []string{`'s1,s2'`, `ARRAY['s1:source', 's2']`, `ARRAY['s1', 's2:target']::name[]`} {
			call := `bucardo.add_sync('bard', ` + dbs + `, tables => ` + test.tables + `)`
			b.must(t, `BEGIN`)
			if got := one[string](t, b.conn, `SELECT array_to_string(tables, '|') FROM `+call); got != test.want {
				t.Errorf("%s: got %s, want %s", call, got, test.want)
			}
			b.must(t, `ROLLBACK`)
		}
	}
	if got := one[int](t, b.conn, `SELECT count(*)::integer FROM bucardo.sync_relation`); got != 0 {
		t.Errorf("%d relations are left after the rollbacks", got)
	}
}

// TestAddSyncFromGo has the lists as parameters of a driver.
func TestAddSyncFromGo(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	const call = `SELECT name FROM bucardo.add_sync($1, $2, $3)`
	if got := one[string](t, b.conn, call, "strings", "s1,s2", "public.work"); got != "strings" {
		t.Errorf("strings: %q", got)
	}
	const arrays = `SELECT name FROM bucardo.add_sync($1, $2::text[], $3::text[])`
	if got := one[string](t, b.conn, arrays, "arrays", []string{"s1", "s2"}, []string{"public.work"}); got != "arrays" {
		t.Errorf("arrays: %q", got)
	}
}

func TestHostileNames(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, name := range []string{
		`simple`, `CamelCase`, `with space`, ` edges `, `it's`, `say "hi"`, `"`, `'`, `a,b`, `a:source`, `{a}`, `{"`, `back\slash`,
		`straße`, `名前`, `Ω`, `%s %I $1`, `NULL`, `all`, `latest`, `a;b--`, "line\nfeed", "tab\t",
		`123456789012345678901234567890123456789012345678901234567890123`,
		`ööööööööööööööööööööööööööööööö1`, // 63 bytes in 32 characters
	} {
		b.must(t, `BEGIN`)
		_ = one[string](t, b.conn, `SELECT name FROM bucardo.add_db($1, dbname => 'a')`, name)
		b.must(t, `SELECT bucardo.add_db('other', dbname => 'b')`)

		// What list_syncs shows of the members is what add_sync takes.
		quoted := `"` + one[string](t, b.conn, `SELECT replace($1, '"', '""')`, name) + `"`
		_ = one[string](t, b.conn, `SELECT name FROM bucardo.add_sync($1, $2, conflict_strategy => $3)`,
			name, quoted+`:source,other`, quoted)
		shown := one[[]string](t, b.conn, `SELECT dbs FROM bucardo.list_syncs()`)
		again := one[[]string](t, b.conn, `SELECT dbs FROM bucardo.add_sync('again', $1::text[])`, shown)
		if diff := cmp.Diff(shown, again); diff != "" {
			t.Errorf("%q in a list (-shown +again):\n%s", name, diff)
		}
		if got := one[[]string](t, b.conn, `SELECT source_order FROM bucardo.list_syncs() WHERE name = $1`, name); !cmp.Equal(got, []string{name}) {
			t.Errorf("%q as a strategy is %q", name, got)
		}
		for _, call := range []string{"pause", "resume", "deactivate", "activate", "kick", "validate"} {
			if got := one[string](t, b.conn, `SELECT name FROM bucardo.`+call+`($1)`, name); got != name {
				t.Errorf("%s(%q) returned %q", call, name, got)
			}
		}
		if got := one[[]string](t, b.conn, `SELECT syncs FROM bucardo.update_db($1, port => 1)`, name); !cmp.Equal(got, []string{"again", name}) && !cmp.Equal(got, []string{name, "again"}) {
			t.Errorf("update_db(%q) is used by %q", name, got)
		}
		for _, call := range []string{"remove_sync('again')", "remove_sync($1)", "remove_db($1, true)"} {
			args := []any{name}
			if call == "remove_sync('again')" {
				args = nil
			}
			_ = one[string](t, b.conn, `SELECT name FROM bucardo.`+call, args...)
		}
		b.must(t, `ROLLBACK`)
	}
}

func TestAddSyncIfNotExists(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	const declaration = `bucardo.add_sync('bard', 's1:source,s2:source,s3', 'public.work,chapter', 's2,s1'`
	b.must(t, `SELECT `+declaration+`)`)
	before := configuration(t, b.conn)

	for _, same := range []string{
		declaration + `, if_not_exists => true)`,
		`bucardo.add_sync('bard', ARRAY['s3:target', 's2:source', 's1:source'], ARRAY['chapter', 'public.work'], 's2,s1', if_not_exists => true)`,
	} {
		if got := one[string](t, b.conn, `SELECT name FROM `+same); got != "bard" {
			t.Errorf("%s returned %q", same, got)
		}
	}
	refused := fails(t, b.conn, `SELECT bucardo.add_sync('bard', 's1:source,s2:source', if_not_exists => true, autokick => false)`)
	want := "It differs: dbs is s1:source,s2:source,s3:target, asked for s1:source,s2:source; " +
		"tables is chapter,public.work, asked for all; conflict_strategy is s2,s1, asked for latest; " +
		"autokick is true, asked for false."
	if refused.Code != "42710" || refused.Detail != want {
		t.Errorf("another sync of that name:\n%s\nwant DETAIL: %s", describe(refused), want)
	}
	if after := configuration(t, b.conn); after != before {
		t.Errorf("the configuration changed (-before +after):\n%s", cmp.Diff(before, after))
	}
}

// TestDeclarationsRace has two migrations declare the same at the same time.
func TestDeclarationsRace(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := b.connect(t)
	const declare = `
SELECT bucardo.add_dbs('s1,s2', dbname => 'a,b', if_not_exists => true);
SELECT bucardo.add_sync('bard', 's1,s2', if_not_exists => true)`
	b.must(t, `BEGIN;`+declare)
	done := make(chan error, 1)
	pid := other.PgConn().PID()
	go func() {
		_, err := other.Exec(t.Context(), declare)
		done <- err
	}()
	b.awaitBlocked(t, pid)
	b.must(t, `COMMIT`)
	if err := <-done; err != nil {
		t.Errorf("the second declaration: %s", describe(err))
	}
}

func TestUpdateSync(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1:source,s2:source,s3', conflict_strategy => 's2,s1')`)
	for _, test := range []struct {
		call, want string
		version    int
	}{
		{`bucardo.update_sync('bard')`, `bard {s1:source,s2:source,s3:target} {all} source order {s2,s1} autokick active pending`, 1},
		{`bucardo.update_sync('bard', autokick => true)`, `bard {s1:source,s2:source,s3:target} {all} source order {s2,s1} autokick active pending`, 1},
		{`bucardo.update_sync('bard', 's3:source,s1:source')`, `bard {s3:source,s1:source} {all} source order {s1,s3} autokick active pending`, 2},
		{`bucardo.update_sync('bard', ARRAY['s3', 's1', 's2'])`, `bard {s3:source,s1:target,s2:target} {all} source order {s3} autokick active pending`, 3},
		{`bucardo.update_sync('bard', tables => ARRAY['public.work', 's.*'])`, `bard {s3:source,s1:target,s2:target} {public.work,s.*} source order {s3} autokick active pending`, 4},
		{`bucardo.update_sync('bard', onetimecopy => 0, copy_workers => 2)`, `bard {s3:source,s1:target,s2:target} {public.work,s.*} source order {s3} autokick active pending`, 4},
		{`bucardo.update_sync('bard', tables => 'work')`, `bard {s3:source,s1:target,s2:target} {work} source order {s3} autokick active pending`, 5},
		{`bucardo.update_sync('bard', conflict_strategy => 'latest', autokick => false, status => 'inactive')`, `bard {s3:source,s1:target,s2:target} {work} latest inactive pending`, 6},
	} {
		if got := one[string](t, b.conn, syncText+test.call); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.call, got, test.want)
		}
		if got := one[int](t, b.conn, `SELECT version::integer FROM bucardo.sync`); got != test.version {
			t.Errorf("%s: version is %d, want %d", test.call, got, test.version)
		}
	}
}

// TestCleanups follows what is queued to be taken off the databases.
func TestCleanups(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	const cleanups = `
SELECT coalesce(string_agg(d.name || '/' || c.sync_name, ' ' ORDER BY d.name), '')
FROM bucardo.cleanup c
JOIN bucardo.db d ON d.id = c.db_id`
	for _, test := range []struct{ call, want string }{
		{`SELECT bucardo.add_sync('bard', 's1,s2,s3')`, ``},
		{`SELECT bucardo.update_sync('bard', 's1,s2')`, `s3/bard`},
		{`SELECT bucardo.update_sync('bard', 's1,s3')`, `s2/bard s3/bard`}, // s3 is cleaned before it joins again
		{`SELECT bucardo.remove_sync('bard')`, `s1/bard s2/bard s3/bard`},
		{`SELECT bucardo.add_sync('bard', 's1,s2')`, `s1/bard s2/bard s3/bard`}, // another sync of that name
	} {
		b.must(t, test.call)
		if got := one[string](t, b.conn, cleanups); got != test.want {
			t.Errorf("%s: cleanups are %q, want %q", test.call, got, test.want)
		}
	}
}

func TestFirstCopy(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	for _, test := range []struct{ call, want string }{
		{`add_sync('bard', 's1,s2')`, `0 2 version 1`},
		{`update_sync('bard', onetimecopy => 2)`, `2 2 version 2`},
		{`update_sync('bard', copy_workers => 8, onetimecopy => 1)`, `1 8 version 3`},
		{`update_sync('bard', copy_workers => 8)`, `1 8 version 3`},
		{`add_sync('bard', 's1,s2', onetimecopy => 1, copy_workers => 8, if_not_exists => true)`, `1 8 version 3`},
		{`add_sync('bard', 's1,s2', ARRAY['all'], onetimecopy => 1, copy_workers => 8, if_not_exists => true)`, `1 8 version 3`},
	} {
		if got := one[string](t, b.conn, `SELECT onetimecopy || ' ' || copy_workers FROM bucardo.`+test.call) +
			one[string](t, b.conn, `SELECT ' version ' || version FROM bucardo.sync`); got != test.want {
			t.Errorf("%s: %s, want %s", test.call, got, test.want)
		}
	}
	refused := fails(t, b.conn, `SELECT bucardo.add_sync('bard', 's1,s2', if_not_exists => true)`)
	if want := "It differs: onetimecopy is 1, asked for 0; copy_workers is 8, asked for 2."; refused.Detail != want {
		t.Errorf("another first copy: %s", describe(refused))
	}
}

func TestRemoveSyncReturnsTheRow(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)
	if got := one[string](t, b.conn, syncText+`bucardo.remove_sync('bard')`); got != `bard {s1:source,s2:target} {all} latest autokick active pending` {
		t.Errorf("remove_sync returned %s", got)
	}
	if got := all[string](t, b.conn, `SELECT name FROM bucardo.list_syncs()`); len(got) != 0 {
		t.Errorf("syncs left: %v", got)
	}
}

func TestSwitches(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)
	b.must(t, `UPDATE bucardo.sync_state SET state = 'active', observed_version = 1`)
	for _, test := range []struct {
		call, want string
	}{
		{`resume`, `active f active`}, // nothing to change
		{`activate`, `active f active`},
		{`pause`, `active t pending`},
		{`pause`, `active t pending`},
		{`deactivate`, `inactive t pending`},
		{`activate`, `active t pending`},
		{`resume`, `active f pending`},
		{`kick`, `active f pending`},
		{`validate`, `active f pending`},
	} {
		got := one[string](t, b.conn, `SELECT concat_ws(' ', status, CASE WHEN paused THEN 't' ELSE 'f' END, state) FROM bucardo.`+test.call+`('bard')`)
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.call, got, test.want)
		}
	}
	checkGroups(t, b)
	if got := one[int](t, b.conn, `SELECT version::integer FROM bucardo.sync`); got != 5 {
		t.Errorf("version is %d: each change counts, and only changes do", got)
	}
	if got := all[string](t, b.conn, `SELECT verb || ' ' || requested_by FROM bucardo.command ORDER BY id`); !cmp.Equal(got, []string{"kick bucardo_owner", "validate bucardo_owner"}) {
		t.Errorf("commands: %v", got)
	}
}

func TestRollbackLeavesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2')`)
	before := configuration(t, b.conn)
	b.must(t, `
BEGIN;
SELECT bucardo.add_db('s4', dbname => 'x');
SELECT bucardo.update_db('s1', port => 1);
SELECT bucardo.update_sync('bard', 's1,s2,s4');
SELECT bucardo.pause('bard');
SELECT bucardo.resume('bard');
SELECT bucardo.kick('bard');
SELECT bucardo.validate('bard');
SELECT bucardo.add_sync('other', 's1,s2');
SELECT bucardo.remove_sync('bard');
SELECT bucardo.remove_db('s3');
ROLLBACK`)
	if after := configuration(t, b.conn); after != before {
		t.Errorf("the configuration changed (-before +after):\n%s", cmp.Diff(before, after))
	}
}

// TestTooManyMembers has the largest sync there can be, and none that is larger.
func TestTooManyMembers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, `
SELECT count(*) FROM (SELECT bucardo.add_db('d' || n, dbname => 'd' || n) FROM generate_series(1, 64) n) added;
SELECT bucardo.add_sync('largest', ARRAY(SELECT 'd' || n FROM generate_series(1, 63) n))`)
	const all64 = `ARRAY(SELECT 'd' || n FROM generate_series(1, 64) n)`
	for call, detail := range map[string]string{
		`bucardo.add_sync('new', ` + all64 + `)`:                                `There are 64.`,
		`bucardo.update_sync('largest', dbs => ` + all64 + `)`:                  `There are 64.`,
		`bucardo.update_dbgroup('largest', add => 'd64')`:                       `There are 64. Sync "largest" uses the dbgroup.`,
		`bucardo.add_dbgroup('g', ` + all64 + `), bucardo.add_sync('new', 'g')`: `There are 64.`,
	} {
		refused := fails(t, b.conn, `SELECT `+call)
		if refused.Code != "54000" || refused.Detail != detail || refused.Hint == "" {
			t.Errorf("%s: %s", call, describe(refused))
		}
	}
}
