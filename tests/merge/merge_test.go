// Package merge tests that columns are merged: each from the side that changed it, and by its policy where both did.
package merge

import (
	"fmt"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const tables = `
	CREATE TABLE item (
		id bigint PRIMARY KEY, name text, note text, stock integer NOT NULL DEFAULT 0, price numeric(10,2), low int, tags text[], doc jsonb,
		nick text, owner text, label text, seen timestamptz);
	CREATE TABLE account (id int PRIMARY KEY, balance numeric(12,2) NOT NULL, touched text)`

// policies of the table item.
var policies = map[string]string{
	"stock": "'sum'", "price": "'max'", "low": "'min'", "tags": "'union'", "doc": "'jsonb_merge'", "nick": "'coalesce'",
	"label": "'expression', expression => $e$ least(a, b) || '(' || coalesce(base, '') || ')' $e$",
}

// merging adds a sync with the strategy merge and the policies of its tables.
func merging(b *bed.Bed, dbs, order string) {
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => $1::text, tables => 'public.item,public.account'::text, conflict_strategy => 'merge')", dbs)
	for column, policy := range policies {
		b.Exec("control", fmt.Sprintf("SELECT bucardo.add_column_policy('s', 'public.item', '%s', %s)", column, policy))
	}
	b.Exec("control", "SELECT bucardo.add_column_policy('s', 'public.account', 'balance', 'sum')")
	b.Exec("control", "SELECT bucardo.add_column_policy('s', 'public.item', 'owner', 'source order', source_order => $1)", order)
	b.WaitActive("s")
}

// apart lets the databases be written to while none hears of the others.
func apart(b *bed.Bed, write func()) {
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	write()
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.WaitActive("s")
	b.Settle("s")
	b.Settle("s")
}

func TestEachPolicy(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "t"}, tables)
	b.Start()
	merging(b, "a:source,b:source,t:target", "b,a")
	b.Exec("a", `INSERT INTO item VALUES (1, 'n', 'x', 10, 5.00, 5, '{red,old}', '{"k":1,"in":{"x":1}}', 'nick', 'o', 'l', '2026-01-01')`)
	b.Settle("s")
	apart(b, func() {
		b.Exec("a", `UPDATE item SET name = 'by a', stock = stock + 5, price = 7.5, low = 3, tags = '{red,old,green}', doc = doc || '{"a":true}', nick = NULL, owner = 'a', label = 'za'`)
		b.Exec("a", "UPDATE item SET stock = stock - 1")
		b.Exec("b", `UPDATE item SET note = 'by b', stock = stock + 7, price = 6, low = 4, tags = '{red,blue}', doc = jsonb_set(doc, '{in,x}', '2'), nick = 'nb', owner = 'b', label = 'yb'`)
		b.Exec("b", "UPDATE item SET seen = '2026-02-02', nick = NULL")
	})
	const want = `(1,"by a","by b",21,7.50,3,"{red,blue,green}","{""a"": true, ""k"": 1, ""in"": {""x"": 2}}",,b,"yb(l)","2026-02-02 00:00:00+00")`
	b.Exec("a", "SET timezone = 'UTC'")
	b.Exec("b", "SET timezone = 'UTC'")
	b.Exec("t", "SET timezone = 'UTC'")
	if got := b.Same("item", "a", "b", "t"); got != want {
		t.Errorf("merged to\n%s, want\n%s", got, want)
	}
}

// TestDisjointColumnsAreNoConflict changes different columns on two sides: nothing is lost, and nothing is counted as a conflict.
func TestDisjointColumnsAreNoConflict(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "t"}, tables)
	b.Start()
	merging(b, "a:source,b:source,t:target", "b,a")
	b.Exec("a", "INSERT INTO item (id, name, note) SELECT g, 'n', 'x' FROM generate_series(1, 50) g")
	b.Settle("s")
	apart(b, func() {
		b.Exec("a", "UPDATE item SET name = 'by a'")
		b.Exec("b", "UPDATE item SET note = 'by b', name = name") // the name is set to what it is
	})
	b.Same("item", "a", "b", "t")
	if got := b.Value("t", "SELECT count(*) FROM item WHERE name = 'by a' AND note = 'by b'"); got != "50" {
		t.Errorf("%s of 50 rows have both changes", got)
	}
	if got := b.Value("control", "SELECT total_conflicts FROM bucardo.status"); got != "0" {
		t.Errorf("%s conflicts were counted", got)
	}
}

// TestLargeBatchIsMerged has more contested rows than are held in memory, and rows that nobody else has changed.
func TestLargeBatchIsMerged(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c", "t"}, tables)
	b.Start()
	merging(b, "a:source,b:source,c:source,t:target", "c,b,a")
	b.Exec("a", "INSERT INTO item (id, name, stock) SELECT g, 'n', 100 FROM generate_series(1, 3000) g")
	b.Settle("s")
	apart(b, func() {
		b.Exec("a", "UPDATE item SET stock = stock + 1, name = 'by a'")
		b.Exec("b", "UPDATE item SET stock = stock + 10, note = 'by b' WHERE id > 1000")
		b.Exec("c", "UPDATE item SET stock = stock - 1000 + id WHERE id > 2000")
		b.Exec("c", "DELETE FROM item WHERE id = 500")
	})
	b.Same("item", "a", "b", "c", "t")
	if got := b.Value("t", "SELECT count(*) FROM item WHERE name = 'by a' AND note IS NOT DISTINCT FROM CASE WHEN id > 1000 THEN 'by b' END AND stock = 101 + CASE WHEN id > 1000 THEN 10 ELSE 0 END + CASE WHEN id > 2000 THEN id - 1000 ELSE 0 END"); got != "2999" {
		t.Errorf("%s of 2999 rows have what all sides have made of them", got)
	}
}

// TestInsertedOnBothSides adds up what was counted before the sides have met.
func TestInsertedOnBothSides(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c", "t"}, tables)
	b.Start()
	merging(b, "a:source,b:source,c:source,t:target", "c,b,a")
	apart(b, func() {
		for _, name := range []string{"a", "b", "c"} {
			for range 3 {
				b.Exec(name, "INSERT INTO item (id, stock, name) VALUES (1, 2, $1) ON CONFLICT (id) DO UPDATE SET stock = item.stock + 1", name)
			}
		}
	})
	if got := b.Same("item", "a", "b", "c", "t"); got != "(1,c,,12,,,,,,,,)" {
		t.Errorf("counted to %s", got)
	}
}

// TestUpdateAgainstDelete brings the counter back as those have it who have changed it.
func TestUpdateAgainstDelete(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c", "t"}, tables)
	b.Start()
	merging(b, "a:source,b:source,c:source,t:target", "c,b,a")
	b.Exec("control", "SELECT bucardo.update_sync('s', update_delete => 'update')")
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO item (id, stock) VALUES (1, 10), (2, 10), (3, 10)")
	b.Settle("s")
	apart(b, func() {
		b.Exec("a", "UPDATE item SET stock = stock + 1")
		b.Exec("b", "UPDATE item SET stock = stock + 2 WHERE id = 1")
		b.Exec("c", "DELETE FROM item WHERE id < 3")
		b.Exec("c", "INSERT INTO item (id, stock) VALUES (2, 5)")
	})
	if got := b.Same("item", "a", "b", "c", "t"); got != "(1,,,13,,,,,,,,)\n(2,,,6,,,,,,,,)\n(3,,,11,,,,,,,,)" {
		t.Errorf("merged to\n%s", got)
	}
}

// TestRowThatIsHeldKeepsItsIncrements lets a row be locked at a receiver while increments come: they are owed, and added later.
func TestRowThatIsHeldKeepsItsIncrements(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, tables)
	b.Start()
	merging(b, "a:source,b:source,c:source", "c,b,a")
	b.Exec("a", "INSERT INTO account VALUES (1, 100), (2, 100)")
	b.Settle("s")
	busy := b.Connect("b")
	if _, err := busy.Exec(t.Context(), "BEGIN; UPDATE account SET balance = balance + 0.25 WHERE id = 1"); err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		b.Exec("a", "UPDATE account SET balance = balance + 1 WHERE id = 1")
		b.Exec("c", "UPDATE account SET balance = balance + 10, touched = $1", fmt.Sprint(i))
		b.Eventually("b", fmt.Sprintf("%d.00", 110+10*i), "SELECT balance FROM account WHERE id = 2")
	}
	b.Eventually("b", "true", "SELECT EXISTS (SELECT FROM bucardo_node.owed WHERE detail IS NOT NULL)")
	if _, err := busy.Exec(t.Context(), "COMMIT"); err != nil {
		t.Fatal(err)
	}
	b.Settle("s")
	b.Settle("s")
	if got := b.Same("account", "a", "b", "c"); got != "(1,155.25,4)\n(2,150.00,4)" {
		t.Errorf("added up to\n%s", got)
	}
	b.Eventually("b", "false", "SELECT EXISTS (SELECT FROM bucardo_node.owed)")
}

// TestBank transfers money between accounts on three sources at once, with a database away for a while: not a cent is lost or made.
func TestBank(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c", "t"}, tables)
	s := b.Start()
	merging(b, "a:source,b:source,c:source,t:target", "c,b,a")
	b.Exec("a", "INSERT INTO account SELECT g, 1000 FROM generate_series(1, 10) g")
	b.Settle("s")
	var group errgroup.Group
	for i, name := range []string{"a", "b", "c"} {
		conn := b.Connect(name)
		group.Go(func() error {
			_, err := conn.Exec(t.Context(), fmt.Sprintf(`DO $$
				DECLARE amount numeric; one int; other int;
				BEGIN
					PERFORM setseed(0.%d);
					FOR i IN 1..300 LOOP
						amount := round((random() * 10)::numeric, 2);
						one := 1 + floor(random() * 10); other := 1 + floor(random() * 10);
						UPDATE account SET balance = balance - amount WHERE id = least(one, other);
						UPDATE account SET balance = balance + amount, touched = '%s' WHERE id = greatest(one, other);
						COMMIT;
					END LOOP;
				END $$`, i+1, name))
			return err
		})
	}
	reconnect := b.CutOff("c")
	b.Eventually("t", "true", "SELECT EXISTS (SELECT FROM account WHERE touched IS NOT NULL)")
	s.Stop(t)
	reconnect()
	b.Start()
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	b.WaitActive("s")
	b.Settle("s")
	b.Settle("s")
	b.Same("account", "a", "b", "c", "t")
	if got := b.Value("t", "SELECT sum(balance) FROM account"); got != "10000.00" {
		t.Errorf("the accounts hold %s, want 10000.00", got)
	}
}

// TestPolicyThatCannotBe holds the table with the reason and lets it go on when the policy is mended.
func TestPolicyThatCannotBe(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, tables)
	b.Start()
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,b:source'::text, tables => 'public.item,public.account'::text, conflict_strategy => 'merge')")
	b.Exec("control", "SELECT bucardo.add_column_policy('s', 'public.item', 'name', 'sum')")
	b.Eventually("control", "degraded", "SELECT state FROM bucardo.status")
	if reason := b.Value("control", "SELECT reason FROM bucardo.status"); reason == "" {
		t.Error("there is no reason")
	} else {
		t.Log(reason, b.Value("control", "SELECT next_step FROM bucardo.status"))
	}
	b.Exec("a", "INSERT INTO account VALUES (1, 1); INSERT INTO item (id) VALUES (1)")
	b.Eventually("b", "1", "SELECT count(*) FROM account")
	b.Exec("control", "SELECT bucardo.update_column_policy('s', 'public.item', 'name', 'max')")
	b.Eventually("b", "1", "SELECT count(*) FROM item")
}

// TestPolicyForNothing warns of policies for tables and unique indexes that there are not.
func TestPolicyForNothing(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, tables+"; CREATE UNIQUE INDEX ON item (lower(name), nick)")
	b.Start()
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,b:source'::text, tables => 'all'::text, conflict_strategy => 'merge')")
	b.Exec("control", "SELECT bucardo.add_column_policy('s', 'public.itme', 'stock', 'sum')")
	b.Exec("control", "SELECT bucardo.add_unique_policy('s', 'public.itme', 'name'), bucardo.add_unique_policy('s', 'public.item', 'name,nick'), bucardo.add_unique_policy('s', 'public.item', 'nick,name,label')")
	b.Eventually("control", `2|SELECT * FROM bucardo.remove_column_policy('s', '"public"."itme"', '"stock"')`,
		"SELECT count(*) OVER () || '|' || substring(next_step FROM 'SELECT.*') FROM bucardo.findings WHERE table_name = 'itme' ORDER BY next_step LIMIT 1")
	b.Eventually("control", "a policy is declared for a unique index on (label, name, nick), which no database has", "SELECT string_agg(finding, E'\n') FROM bucardo.findings WHERE table_name = 'item'")
}
