package fullcopy_test

import (
	"fmt"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// TRUNCATE leaves no dead rows behind and keeps the file small; a table that another one points to is emptied by DELETE
// unless that one is truncated along.
func TestDeleteMethod(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "d", "f"}, works+"CREATE TABLE lone (id int PRIMARY KEY, v text) WITH (autovacuum_enabled = off);")
	b.Exec("a", some+"INSERT INTO lone SELECT n, repeat('x', 100) FROM generate_series(1, 5000) n")
	b.Start()
	declare(b, "a:source,d:fullcopy,f:fullcopy")
	b.State("s", "active")
	size := "SELECT pg_relation_size('lone')"
	small := b.Value("f", size)
	b.Exec("a", "UPDATE lone SET v = 'y' WHERE id = 1")
	b.Settle("s")
	if got := b.Value("f", size); got == small {
		t.Error("DELETE left no dead rows: the test shows nothing")
	}
	b.Exec("control", "SELECT bucardo.update_sync('s', deletemethod => 'truncate'); SELECT bucardo.add_table('s', 'public.work', deletemethod => 'delete')")
	b.State("s", "active")
	b.Exec("a", "UPDATE lone SET v = 'z' WHERE id = 1; UPDATE author SET name = 'changed' WHERE id = 1; UPDATE work SET title = 'changed' WHERE id = 1")
	b.Settle("s")
	if got := b.Value("f", size); got != small {
		t.Errorf("the table has %s bytes, want %s as at first", got, small)
	}
	same(b, "a", "d", "f")
	b.Same("lone", "a", "d", "f")
	// author is pointed to by work, which is not truncated.
	if got := b.Value("control", "SELECT string_agg(DISTINCT deletes::text, ' ') FROM (SELECT deletes FROM bucardo.runs WHERE sync = 's' AND status = 'good' ORDER BY id DESC LIMIT 1) r"); got == "0" {
		t.Error("nothing was deleted in the last run")
	}
}

// A first copy empties by TRUNCATE too.
func TestDeleteMethodOfFirstCopy(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]string{"delete": "false", "truncate": "true"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			b := bed.New(t, []string{"a", "t"}, works)
			b.Exec("a", some)
			b.Exec("t", "INSERT INTO part SELECT n, 'eu' FROM generate_series(1, 10000) n; INSERT INTO author VALUES (1000, 'of old')")
			b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,t:target', onetimecopy => 1, deletemethod => $1)", method)
			b.Start()
			b.WaitActive("s")
			same(b, "a", "t")
			if got := b.Value("t", "SELECT pg_relation_size('part_eu') < 100000"); got != want {
				t.Errorf("the file of part is small: %s, want %s", got, want)
			}
		})
	}
}

// What follows a copy shows in the statistics and the files of the table, of first copies as of later ones.
func TestAfterCopy(t *testing.T) {
	t.Parallel()
	const measure = `SELECT format('analyzed %s, vacuumed %s, index made anew %s',
		coalesce(last_analyze IS NOT NULL, false), coalesce(last_vacuum IS NOT NULL, false),
		(SELECT pg_relation_filenode('item_pkey') <> filenode FROM before_copy))
		FROM pg_stat_user_tables WHERE relname = 'item'`
	for _, member := range []string{"fullcopy", "target"} {
		for options, want := range map[string]string{
			"analyze_after_copy => true":                             "analyzed t, vacuumed f, index made anew f",
			"analyze_after_copy => false":                            "analyzed f, vacuumed f, index made anew f",
			"analyze_after_copy => false, vacuum_after_copy => true": "analyzed f, vacuumed t, index made anew f",
			"analyze_after_copy => false, rebuild_index => true":     "analyzed f, vacuumed f, index made anew t",
			"vacuum_after_copy => true, rebuild_index => true":       "analyzed t, vacuumed t, index made anew t",
		} {
			t.Run(member+" "+options, func(t *testing.T) {
				t.Parallel()
				b := bed.New(t, []string{"a", "m"}, "CREATE TABLE item (id int PRIMARY KEY, v text) WITH (autovacuum_enabled = off)")
				b.Exec("a", "INSERT INTO item SELECT n, 'v' FROM generate_series(1, 1000) n")
				b.Exec("m", "CREATE SCHEMA beside; CREATE TABLE beside.before_copy AS SELECT pg_relation_filenode('item_pkey') AS filenode")
				b.Exec("control", fmt.Sprintf("SELECT bucardo.add_sync('s', dbs => 'a:source,m:%s', tables => 'item', onetimecopy => 1, %s)", member, options))
				b.Start()
				b.WaitActive("s")
				b.Eventually("control", "done", "SELECT phase FROM bucardo.progress")
				b.Same("item", "a", "m")
				b.Exec("m", "SET search_path = public, beside")
				b.Eventually("m", want, measure)
			})
		}
	}
}

// Options of a table go before those of its sync.
func TestOptionsOfOneTable(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "f"}, "CREATE TABLE one (id int PRIMARY KEY) WITH (autovacuum_enabled = off); CREATE TABLE other (id int PRIMARY KEY) WITH (autovacuum_enabled = off);")
	b.Exec("a", "INSERT INTO one VALUES (1); INSERT INTO other VALUES (1)")
	b.Exec("control", `
		SELECT bucardo.add_sync('s', dbs => 'a:source,f:fullcopy', vacuum_after_copy => true);
		SELECT bucardo.add_table('s', 'public.one', vacuum_after_copy => false)`)
	b.Start()
	b.WaitActive("s")
	b.Eventually("control", "2", "SELECT count(*) FROM bucardo.progress WHERE phase = 'done'")
	b.Eventually("f", "one false, other true", "SELECT string_agg(relname || ' ' || (last_vacuum IS NOT NULL), ', ' ORDER BY relname) FROM pg_stat_user_tables WHERE schemaname = 'public'")
}
