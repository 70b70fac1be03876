package targets_test

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// shop has a serial key, a composite and a text one.
const shop = `
CREATE TABLE item (id int PRIMARY KEY, name text, price numeric(10,2), stock bigint);
CREATE TABLE place (shelf text, number int, what text, PRIMARY KEY (number, shelf));
CREATE TABLE tag (word text PRIMARY KEY, uses int);`

// feeding runs a sync of all tables from these sources into a store, whose tables it makes.
func feeding(t *testing.T, k kind, sources []string, tables string) (*bed.Bed, store) {
	t.Helper()
	s := k.start(t)
	b := bed.New(t, sources, tables)
	add(b, s)
	b.Start()
	declare(b, sources)
	return b, s
}

func declare(b *bed.Bed, sources []string) {
	b.Exec("control", fmt.Sprintf("SELECT bucardo.add_sync('feed', dbs => '%s:source,wh:target', tables => 'all', onetimecopy => 1)", strings.Join(sources, ":source,")))
	b.Exec("control", "CALL bucardo.create_target_tables_and_wait('feed', 'wh', timeout => '180s')")
	b.WaitActive("feed")
}

// same compares a table of a with the store's.
func same(t *testing.T, b *bed.Bed, s store, table string, columns ...string) {
	t.Helper()
	var texts []string
	for _, c := range columns {
		texts = append(texts, fmt.Sprintf("coalesce(%s::text, '<NULL>')", c))
	}
	want := strings.Split(b.Value("a", fmt.Sprintf("SELECT coalesce(string_agg(%s, E'\\x01'), '') FROM %s", strings.Join(texts, " || '|' || "), table)), "\x01")
	if len(want) == 1 && want[0] == "" {
		want = nil
	}
	got := s.Rows(t, table, columns...)
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("a has %d rows, wh has %d; the first that differ: %s", len(want), len(got), firstDifference(want, got))
	}
}

func firstDifference(want, got []string) string {
	for i := range max(len(want), len(got)) {
		if i >= len(want) || i >= len(got) || want[i] != got[i] {
			return fmt.Sprintf("want %q, got %q", want[i:min(i+1, len(want))], got[i:min(i+1, len(got))])
		}
	}
	return ""
}

func sameShop(t *testing.T, b *bed.Bed, s store) {
	t.Helper()
	same(t, b, s, "item", "id", "name", "price", "stock")
	same(t, b, s, "place", "shelf", "number", "what")
	same(t, b, s, "tag", "word", "uses")
}

// What is there is copied, and what changes follows: rows, keys, whole tables.
func TestCopyAndChanges(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, k kind) {
		t.Helper()
		b, s := feeding(t, k, []string{"a"}, shop+`
			INSERT INTO item VALUES (1, 'lamp', 12.50, 3), (2, NULL, NULL, NULL), (3, '', 0, -9223372036854775808);
			INSERT INTO place VALUES ('a', 1, 'x'), ('A', 1, 'y'), ('a|b', 2, E'tab\tline\nquote''"back\\slash ü 😀');
			INSERT INTO tag VALUES ('', 0), (' ', 1), ('1', 2), ('O''Hara', 3)`)
		sameShop(t, b, s)
		b.Exec("a", "UPDATE item SET stock = stock - 1, name = 'table' WHERE id = 1; DELETE FROM item WHERE id = 2; INSERT INTO item VALUES (4, 'chair', 99999999.99, 9223372036854775807)")
		b.Exec("a", "UPDATE place SET number = 7 WHERE shelf = 'A'; UPDATE tag SET word = 'new key' WHERE word = '1'")
		b.Settle("feed")
		sameShop(t, b, s)
		b.Exec("a", "TRUNCATE item; INSERT INTO item VALUES (5, 'after', 1, 1); TRUNCATE tag")
		b.Settle("feed")
		sameShop(t, b, s)
		if got := b.Value("control", "SELECT state FROM bucardo.status"); got != "active" {
			t.Errorf("the sync is %s: %s", got, b.Value("control", "SELECT reason FROM bucardo.status"))
		}
	})
}

// Several sources feed one store: conflicts are decided for it as for the sources.
func TestSeveralSources(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, k kind) {
		t.Helper()
		b, s := feeding(t, k, []string{"a", "b"}, shop)
		b.Exec("a", "INSERT INTO item SELECT g, 'from a', g, g FROM generate_series(1, 1000) g; INSERT INTO tag VALUES ('x', 1)")
		b.Settle("feed")
		b.Exec("control", "SELECT bucardo.pause('feed')")
		b.Eventually("control", "paused", "SELECT state FROM bucardo.status")
		b.Exec("a", "UPDATE item SET name = 'a again' WHERE id <= 600; DELETE FROM item WHERE id BETWEEN 601 AND 700")
		b.Exec("b", "UPDATE item SET name = 'b' WHERE id > 500; UPDATE tag SET uses = 2")
		b.Exec("a", "UPDATE tag SET uses = 3")
		b.Exec("control", "SELECT bucardo.resume('feed')")
		b.Settle("feed")
		b.Settle("feed")
		b.Same("item", "a", "b")
		b.Same("tag", "a", "b")
		sameShop(t, b, s)
	})
}

// Many rows at once come in one run, and go.
func TestManyRows(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, k kind) {
		t.Helper()
		b, s := feeding(t, k, []string{"a"}, shop)
		b.Exec("a", "INSERT INTO item SELECT g, 'item ' || g, g, g FROM generate_series(1, $1::int) g", k.some(100_000))
		b.Settle("feed")
		same(t, b, s, "item", "id", "name", "price", "stock")
		b.Exec("a", "UPDATE item SET stock = -stock WHERE id % 2 = 0; DELETE FROM item WHERE id % 3 = 0")
		b.Settle("feed")
		same(t, b, s, "item", "id", "name", "price", "stock")
	})
}

// A store that is down is named in the status with its reason, and gets what it has missed when it is back.
func TestStoreDownAndBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, k kind) {
		t.Helper()
		b, s := feeding(t, k, []string{"a", "b"}, shop)
		b.Exec("a", "INSERT INTO item VALUES (1, 'before', 1, 1)")
		b.Settle("feed")
		s.Stop()
		b.Exec("a", "UPDATE item SET name = 'while it was away'; INSERT INTO tag VALUES ('x', 1)")
		b.Eventually("control", "degraded", "SELECT state FROM bucardo.status")
		if got := b.Value("control", "SELECT reason LIKE '%wh%' AND next_step <> '' FROM bucardo.status"); got != "true" {
			t.Errorf("the reason is %s", b.Value("control", "SELECT reason || ' / ' || next_step FROM bucardo.status"))
		}
		b.Eventually("b", "while it was away", "SELECT name FROM item")
		s.Start()
		b.Eventually("control", "active", "SELECT state FROM bucardo.status")
		b.Settle("feed")
		sameShop(t, b, s)
	})
}

// A sidecar killed at any moment loses nothing and does nothing twice.
func TestSidecarKilled(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, k kind) {
		t.Helper()
		s := k.start(t)
		b := bed.New(t, []string{"a"}, shop)
		add(b, s)
		p := b.StartProcess()
		declare(b, []string{"a"})
		for round := range 4 {
			b.Exec("a", "INSERT INTO item SELECT $1::int * $2::int + g, 'item', g, g FROM generate_series(1, $2::int) g", round, k.some(20_000))
			b.Exec("a", "UPDATE item SET stock = stock + 1 WHERE id % 5 = $1::int", round)
			b.Exec("a", "DELETE FROM item WHERE id % 7 = $1::int", round)
			b.Eventually("control", "true", "SELECT total_runs > $1::int FROM bucardo.status", round)
			b.Exec("a", "INSERT INTO tag VALUES ($1::text, 1)", fmt.Sprint(round))
			p.Signal(syscall.SIGKILL)
			p.Wait()
			p = b.StartProcess()
		}
		b.Settle("feed")
		sameShop(t, b, s)
	})
}

// A table that is not in the store is held with the call that makes it; the others go on. So is one that has lost its column.
func TestMissingTable(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, k kind) {
		t.Helper()
		if k.schemaless {
			t.Skip("tables come by themselves there")
		}
		b, s := feeding(t, k, []string{"a"}, shop)
		b.Exec("a", "CREATE TABLE later (id int PRIMARY KEY, v text); INSERT INTO later VALUES (1, 'x')")
		b.Exec("control", "SELECT bucardo.reload('feed')")
		b.Eventually("control", "degraded", "SELECT state FROM bucardo.status")
		b.Eventually("control", "true", "SELECT next_step LIKE '%create_target_tables_and_wait(''feed'', ''wh'')%' FROM bucardo.status")
		b.Exec("a", "INSERT INTO tag VALUES ('goes on', 1)")
		b.Eventually("control", "true", "SELECT total_rows > 0 FROM bucardo.status")
		same(t, b, s, "tag", "word", "uses")
		b.Exec("control", "CALL bucardo.create_target_tables_and_wait('feed', 'wh', timeout => '180s')")
		b.Eventually("control", "active", "SELECT state FROM bucardo.status")
		b.Settle("feed")
		same(t, b, s, "later", "id", "v")
	})
}

// Names, columns, rows and values are chosen for a store as for any target.
func TestProjection(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, k kind) {
		t.Helper()
		s := k.start(t)
		b := bed.New(t, []string{"a"}, `CREATE SCHEMA "in"; CREATE TABLE "in"."Select" ("Key" int PRIMARY KEY, "from" text, secret text); INSERT INTO "in"."Select" VALUES (1, 'one', 's'), (2, 'two', 's'), (3, 'three', 's')`)
		add(b, s)
		b.Start()
		b.Exec("control", `SELECT bucardo.add_sync('feed', dbs => 'a:source,wh:target', tables => 'in."Select"', onetimecopy => 1, row_filter => '"Key" <> 2')`)
		b.Exec("control", `SELECT bucardo.add_customname('in."Select"', '"the copy"', sync => 'feed', db => 'wh')`)
		b.Exec("control", `SELECT bucardo.add_customcols('in."Select"', '"Key", "from", upper("from") AS loud', sync => 'feed', db => 'wh')`)
		b.Exec("control", "CALL bucardo.create_target_tables_and_wait('feed', 'wh', timeout => '180s')")
		b.WaitActive("feed")
		b.Exec("a", `UPDATE "in"."Select" SET "from" = 'drei' WHERE "Key" = 3`)
		b.Settle("feed")
		got := s.Rows(t, "in_the copy", "Key", "from", "loud")
		slices.Sort(got)
		if want := []string{"1|one|ONE", "3|drei|DREI"}; !slices.Equal(got, want) {
			t.Errorf("the store has %q, want %q", got, want)
		}
	})
}

// Progress of a sync that is removed goes, so that one of the same name begins anew.
func TestRemovedSync(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, k kind) {
		t.Helper()
		b, s := feeding(t, k, []string{"a"}, shop+"INSERT INTO tag VALUES ('x', 1)")
		b.Exec("control", "SELECT bucardo.remove_sync('feed')")
		b.Eventually("control", "0", "SELECT count(*) FROM bucardo.cleanup")
		b.Exec("a", "UPDATE tag SET uses = 2; INSERT INTO tag VALUES ('y', 1)")
		declare(b, []string{"a"})
		b.Eventually("control", "active", "SELECT state FROM bucardo.status")
		b.Settle("feed")
		sameShop(t, b, s)
	})
}

// What is transformed on its way, and what custom code drops, is so in a store.
func TestTransformed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, k kind) {
		t.Helper()
		s := k.start(t)
		b := bed.New(t, []string{"a"}, "CREATE TABLE item (id int PRIMARY KEY, name text); INSERT INTO item VALUES (1, 'secret')")
		add(b, s)
		b.Exec("control", "SELECT bucardo.add_sync('feed', dbs => 'a:source,wh:target', tables => 'all', onetimecopy => 1)")
		b.Exec("control", `CREATE FUNCTION mask(rows jsonb) RETURNS SETOF jsonb LANGUAGE sql AS $$
			SELECT jsonb_build_object('id', r->'id', 'op', r->'op', 'row', '{"name": "***"}'::jsonb) FROM jsonb_array_elements(rows) r WHERE (r#>>'{key,id}')::int < 10 $$`)
		b.Exec("control", "SELECT bucardo.add_customcode('mask', 'feed', point => 'transform', function => 'public.mask', role => 'pg_monitor')")
		b.Start()
		b.Exec("control", "CALL bucardo.create_target_tables_and_wait('feed', 'wh', timeout => '180s')")
		b.WaitActive("feed")
		b.Exec("a", "INSERT INTO item SELECT g, 'secret' FROM generate_series(2, 3000) g")
		b.Settle("feed")
		got := s.Rows(t, "item", "id", "name")
		slices.Sort(got)
		if want := "1|***,2|***,3|***,4|***,5|***,6|***,7|***,8|***,9|***"; strings.Join(got, ",") != want {
			t.Errorf("the store has %q", got)
		}
	})
}
