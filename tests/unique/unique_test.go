package unique_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const person = "CREATE TABLE person (id int PRIMARY KEY, email text UNIQUE, name text);"

// setUp starts a sync over databases of which those named t are targets, with a policy for a unique index. Columns are
// a list; change is the column and the expression, as SQL.
func setUp(t *testing.T, dbs []string, schema, columns, winner, loser, change string) *bed.Bed {
	t.Helper()
	b := bed.New(t, dbs, schema)
	b.Start()
	members := make([]string, len(dbs))
	for i, db := range dbs {
		members[i] = db + ":source"
		if db == "t" {
			members[i] = db + ":target"
		}
	}
	b.AddSync("s", strings.Join(members, ","), "all", "latest")
	if winner != "" {
		declare(b, columns, winner, loser, change)
	}
	return b
}

func declare(b *bed.Bed, columns, winner, loser, change string) {
	if change == "" {
		change = "NULL, NULL"
	}
	b.Exec("control", fmt.Sprintf("SELECT bucardo.add_unique_policy('s', 'person', $1, $2, $3, %s)", change), columns, winner, loser)
	b.WaitActive("s")
}

func pause(b *bed.Bed) (resume func()) {
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.State("s", "paused")
	return func() {
		b.Exec("control", "SELECT bucardo.resume('s')")
		b.State("s", "active")
	}
}

// parked waits until so many findings say that rows are parked.
func parked(b *bed.Bed, n int) {
	b.Eventually("control", fmt.Sprint(n), "SELECT count(*) FROM bucardo.findings WHERE severity = 'warning' AND finding LIKE 'row % is parked: %'")
}

const rows = "SELECT coalesce(string_agg(concat_ws(':', id, coalesce(email, '-'), name), ' ' ORDER BY id), '') FROM person"

// Each policy, whoever inserts first, at three sources and a target, in the same run.
func TestPolicies(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c", "t"}
	for _, p := range []struct{ winner, loser, change, want string }{
		{"older", "delete", "", "1:e:a 4:f:b 6:g:c"},
		{"newer", "delete", "", "2:e:b 3:f:a 5:g:a"},
		{"older", "null", "'email', NULL", "1:e:a 2:-:b 3:-:a 4:f:b 5:-:a 6:g:c"},
		{"newer", "null", "'email', NULL", "1:-:a 2:e:b 3:f:a 4:-:b 5:g:a 6:-:c"},
		{"older", "expression", "'email', $$email || '+' || id$$", "1:e:a 2:e+2:b 3:f+3:a 4:f:b 5:g+5:a 6:g:c"},
		{"newer", "expression", "'email', $$email || '+' || id$$", "1:e+1:a 2:e:b 3:f:a 4:f+4:b 5:g:a 6:g+6:c"},
	} {
		t.Run(p.winner+" "+p.loser, func(t *testing.T) {
			t.Parallel()
			b := setUp(t, all, person, "email", p.winner, p.loser, p.change)
			resume := pause(b)
			b.Exec("a", "INSERT INTO person VALUES (10, 'ten', 'beside')")
			b.Exec("a", "INSERT INTO person VALUES (1, 'e', 'a')")
			b.Exec("b", "INSERT INTO person VALUES (2, 'e', 'b')")
			b.Exec("b", "INSERT INTO person VALUES (4, 'f', 'b')")
			b.Exec("c", "INSERT INTO person VALUES (6, 'g', 'c')")
			b.Exec("a", "INSERT INTO person VALUES (3, 'f', 'a'), (5, 'g', 'a')")
			resume()
			b.Everywhere(all, p.want+" 10:ten:beside", rows)
			b.Settle("s")
			b.Same("person", all...)
			b.State("s", "active")
			parked(b, 0)
			b.Everywhere(all, "0", "SELECT count(*) FROM bucardo_node.owed")
			if got := b.Value("control", "SELECT sum(conflicts) FROM bucardo.run"); got != "3" {
				t.Errorf("%s conflicts, want 3", got)
			}
			// All goes on as before.
			b.Exec("c", "UPDATE person SET name = 'after' WHERE email = 'e'")
			b.Settle("s")
			b.Same("person", all...)
		})
	}
}

// Three databases claim one value at once: one of them keeps it.
func TestThreeClaims(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c", "t"}
	b := setUp(t, all, person, "email", "newer", "null", "'email', NULL")
	resume := pause(b)
	for i, db := range []string{"b", "a", "c"} {
		b.Exec(db, "INSERT INTO person VALUES ($1, 'e', $2)", i, db)
	}
	resume()
	b.Everywhere(all, "0:-:b 1:-:a 2:e:c", rows)
	b.State("s", "active")
	b.Settle("s")
	b.Same("person", all...)
}

// A constraint that is deferrable is checked by a trigger, which does not fire where replicated rows are written.
func TestDeferrable(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "t"}
	b := setUp(t, all, "CREATE TABLE person (id int PRIMARY KEY, email text UNIQUE DEFERRABLE INITIALLY DEFERRED, name text)", "email", "older", "null", "'email', NULL")
	resume := pause(b)
	b.Exec("a", "INSERT INTO person VALUES (1, 'e', 'one'), (3, 'x', ''), (4, 'y', ''); UPDATE person SET email = CASE email WHEN 'x' THEN 'y' ELSE 'x' END WHERE id > 2")
	b.Exec("b", "INSERT INTO person VALUES (2, 'e', 'two')")
	resume()
	b.Everywhere(all, "1:e:one 2:-:two 3:y: 4:x:", rows)
	b.State("s", "active")
	b.Settle("s")
	b.Same("person", all...)
}

// Without a policy, each of the two databases keeps its row, and both are parked at the other until one is changed.
func TestParked(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "t"}
	for _, mend := range []struct{ db, sql, want string }{
		{"b", "UPDATE person SET email = 'f' WHERE id = 2", "1:e:one 2:f:two"},
		{"a", "UPDATE person SET email = 'f' WHERE id = 1", "1:f:one 2:e:two"},
		{"a", "DELETE FROM person WHERE id = 1", "2:e:two"},
	} {
		t.Run(mend.sql, func(t *testing.T) {
			t.Parallel()
			b := setUp(t, all, person, "", "", "", "")
			resume := pause(b)
			b.Exec("a", "INSERT INTO person VALUES (1, 'e', 'one')")
			b.Exec("b", "INSERT INTO person VALUES (2, 'e', 'two')")
			b.Exec("control", "SELECT bucardo.resume('s')")
			_ = resume
			parked(b, 3)
			b.State("s", "degraded")
			b.Everywhere([]string{"a", "t"}, "1:e:one", rows)
			b.Everywhere([]string{"b"}, "2:e:two", rows)
			// What has nothing to do with it flows, and nobody waits for a parked row.
			b.Exec("b", "INSERT INTO person VALUES (3, 'g', 'three')")
			b.Settle("s")
			b.Everywhere([]string{"a", "t"}, "1:e:one 3:g:three", rows)
			b.Exec("a", "SELECT bucardo_node.wait_for_sync($1)", b.Value("b", "SELECT bucardo_node.sync_token()"))
			if got := b.Value("control", "SELECT reason || ' / ' || next_step FROM bucardo.status"); !strings.Contains(got, "is parked") || !strings.Contains(got, "bucardo.add_unique_policy('s', 'public.person', 'email', ...)") {
				t.Errorf("status says %s", got)
			}
			b.Exec(mend.db, mend.sql)
			b.Everywhere(all, mend.want+" 3:g:three", rows)
			b.State("s", "active")
			parked(b, 0)
			b.Same("person", all...)
			b.Everywhere(all, "0", "SELECT count(*) FROM bucardo_node.owed")
		})
	}
}

// A row that comes to have the values of another one by UPDATE, in an index of two columns, one in which only some rows are, one of an
// expression, and one in which NULLs are equal.
func TestIndexes(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "t"}
	const schema = `CREATE TABLE person (id int PRIMARY KEY, country text, email text, gone boolean NOT NULL DEFAULT false);
		INSERT INTO person VALUES (1, 'at', 'one'), (2, 'at', 'two'), (3, 'de', 'three');`
	for _, c := range []struct{ index, columns, updateA, updateB, want string }{
		{"(country, email)", "country, email", "email = 'x'", "email = 'x'", "1:at:x 2:at:- 3:de:three"},
		{"(email) WHERE NOT gone", "email", "email = 'x'", "email = 'x'", "1:at:x 2:at:- 3:de:three"},
		{"(email) WHERE NOT gone", "email", "email = 'x', gone = true", "email = 'x'", "1:at:x 2:at:x 3:de:three"},
		{"(lower(email))", "email", "email = 'x'", "email = 'X'", "1:at:x 2:at:- 3:de:three"},
		{"(country, email) INCLUDE (gone)", "country, email", "email = 'x', gone = true", "email = 'x'", "1:at:x 2:at:- 3:de:three"},
		{"(email) NULLS NOT DISTINCT", "email", "email = NULL", "email = NULL", ""},
		{"(email COLLATE \"C\" text_pattern_ops)", "email", "email = 'x'", "email = 'x'", "1:at:x 2:at:- 3:de:three"},
	} {
		t.Run(c.index+c.updateA, func(t *testing.T) {
			t.Parallel()
			b := setUp(t, all, schema+"CREATE UNIQUE INDEX ON person "+c.index, c.columns, "older", "null", "'email', NULL")
			_ = pause(b)
			b.Exec("a", "UPDATE person SET "+c.updateA+" WHERE id = 1")
			b.Exec("b", "UPDATE person SET "+c.updateB+" WHERE id = 2")
			b.Exec("control", "SELECT bucardo.resume('s')")
			if c.want == "" { // NULL is no way out: what the policy wants collides again
				parked(b, 3)
				b.Eventually("control", "2", "SELECT count(DISTINCT db) FROM bucardo.findings WHERE finding LIKE '%is parked%' AND db IN ('a', 'b')")
				b.Exec("b", "UPDATE person SET email = 'y' WHERE id = 2")
				c.want = "1:at:- 2:at:y 3:de:three"
			}
			b.Everywhere(all, c.want, "SELECT string_agg(concat_ws(':', id, country, coalesce(email, '-')), ' ' ORDER BY id) FROM person")
			b.Settle("s")
			b.Same("person", all...)
			b.State("s", "active")
		})
	}
}

// Two rows that swap a value do not collide, and neither do those that pass values on in a row, however many.
func TestSwap(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "t"}
	b := setUp(t, all, "CREATE TABLE person (id int PRIMARY KEY, email text, name text); CREATE UNIQUE INDEX ON person (email);"+
		"INSERT INTO person SELECT g, 'e' || g FROM generate_series(1, 1000) g;", "email", "older", "delete", "")
	resume := pause(b)
	b.Exec("a", "UPDATE person SET email = 'spare' WHERE id = 1; UPDATE person SET email = 'e1' WHERE id = 2; UPDATE person SET email = 'e2' WHERE id = 1")
	b.Exec("b", "UPDATE person SET email = 'x' || (id - 1) WHERE id > 100; UPDATE person SET email = 'e' || (id - 1) WHERE id > 100 AND id <> 101; UPDATE person SET email = 'e1000' WHERE id = 101")
	resume()
	b.Settle("s")
	b.Same("person", all...)
	if got := b.Value("t", "SELECT count(DISTINCT email) || ' ' || sum((email = 'e' || id)::int) FROM person"); got != "1000 98" {
		t.Errorf("rows are %s", got)
	}
	if got := b.Value("control", "SELECT sum(conflicts) FROM bucardo.run"); got != "0" {
		t.Errorf("%s conflicts, want none", got)
	}
}

// A row that is parked keeps its former values where it is parked, so one that takes these waits with it.
func TestBehindParked(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "t"}
	b := setUp(t, all, person+"INSERT INTO person SELECT g, 'e' || g FROM generate_series(1, 9) g;", "", "", "", "")
	_ = pause(b)
	b.Exec("a", "INSERT INTO person VALUES (100, 'x')")
	b.Exec("b", "UPDATE person SET email = 'x' WHERE id = 1; UPDATE person SET email = 'e1' WHERE id = 2; UPDATE person SET email = 'e2' WHERE id = 3; UPDATE person SET name = 'free' WHERE id = 4")
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.Eventually("a", "1:e1 2:e2 3:e3 4:e4:free 5:e5 6:e6 7:e7 8:e8 9:e9 100:x", rows)
	b.Exec("a", "UPDATE person SET email = 'y' WHERE id = 100")
	b.Everywhere(all, "1:x 2:e1 3:e2 4:e4:free 5:e5 6:e6 7:e7 8:e8 9:e9 100:y", rows)
	b.State("s", "active")
	b.Same("person", all...)
}

// Ten collisions in a large batch, which is streamed; all the others flow with them.
func TestLargeBatch(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c", "t"}
	for _, n := range []int{1000, 100000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			b := setUp(t, all, person, "email", "older", "expression", "'email', $$email || '+' || id$$")
			resume := pause(b)
			b.Exec("b", "INSERT INTO person SELECT -g, 'e' || g FROM generate_series(1, 10) g")
			b.Exec("a", "INSERT INTO person SELECT g, 'e' || g FROM generate_series(1, $1::int) g", n)
			resume()
			b.Everywhere(all, fmt.Sprintf("%d 10", n+10), "SELECT count(*) || ' ' || count(*) FILTER (WHERE email = 'e' || id || '+' || id) FROM person")
			b.Settle("s")
			b.Same("person", all...)
			b.State("s", "active")
			if got := b.Value("control", "SELECT sum(conflicts) FROM bucardo.run"); got != "10" {
				t.Errorf("%s conflicts, want 10", got)
			}
		})
	}
}

// Whoever has a row from another database does not know its time, and leaves it to those two.
func TestThirdDatabase(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c", "t"}
	for _, winner := range []string{"older", "newer"} {
		for _, away := range []string{"b", "c"} {
			t.Run(winner+" "+away, func(t *testing.T) {
				t.Parallel()
				b := setUp(t, all, person, "email", winner, "delete", "")
				reconnect := b.CutOff(away)
				b.State("s", "degraded")
				b.Exec("a", "INSERT INTO person VALUES (1, 'e', 'one'), (3, 'g', 'three')")
				b.Settle("s")
				b.Exec("b", "INSERT INTO person VALUES (2, 'e', 'two') ON CONFLICT DO NOTHING")
				b.Exec("c", "INSERT INTO person VALUES (4, 'g', 'four') ON CONFLICT DO NOTHING")
				reconnect()
				want := "1:e:one 3:g:three"
				if winner == "newer" && away == "b" {
					want = "2:e:two 3:g:three"
				} else if winner == "newer" {
					want = "1:e:one 4:g:four"
				}
				b.Everywhere(all, want, rows)
				b.State("s", "active")
				b.Settle("s")
				b.Same("person", all...)
				b.Everywhere(all, "0", "SELECT count(*) FROM bucardo_node.owed")
			})
		}
	}
}

// The other database is away when the rows meet: nobody decides for it, and the row waits.
func TestOwnerAway(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := setUp(t, all, person, "email", "newer", "delete", "")
	reconnectB := b.CutOff("b")
	b.State("s", "degraded")
	b.Exec("a", "INSERT INTO person VALUES (1, 'e', 'one')")
	b.Settle("s")
	b.Exec("b", "INSERT INTO person VALUES (2, 'e', 'two')")
	reconnectA := b.CutOff("a")
	reconnectB()
	b.Eventually("control", "1", "SELECT count(*) FROM bucardo.findings WHERE db = 'c' AND finding LIKE 'row (2) of b is parked: row (1) has its values in unique index person_email_key, and the database % has not decided yet'")
	b.Everywhere([]string{"c"}, "1:e:one", rows)
	reconnectA()
	b.Everywhere(all, "2:e:two", rows)
	b.State("s", "active")
	b.Same("person", all...)
}

// A parked row costs next to nothing while nothing else is to be done: it is tried again now and then, and nothing is
// written about it.
func TestParkedIsQuiet(t *testing.T) {
	t.Parallel()
	b := setUp(t, []string{"a", "b"}, person, "", "", "", "")
	_ = pause(b)
	b.Exec("a", "INSERT INTO person VALUES (1, 'e', 'one')")
	b.Exec("b", "INSERT INTO person VALUES (2, 'e', 'two')")
	b.Exec("control", "SELECT bucardo.resume('s')")
	parked(b, 2)
	const tried = "SELECT max(xmin::text::bigint) FROM bucardo_node.owed"
	waitForTry := func() {
		b.Eventually("a", "true", "SELECT max(xmin::text::bigint) > $1::bigint FROM bucardo_node.owed", b.Value("a", tried))
	}
	waitForTry()
	runs := b.Value("control", "SELECT sum(runs) FROM bucardo.run")
	since := time.Now()
	waitForTry()
	waitForTry()
	if took := time.Since(since); took < 2*time.Second {
		t.Errorf("it was tried twice in %s", took)
	}
	if now := b.Value("control", "SELECT sum(runs) FROM bucardo.run"); now != runs {
		t.Errorf("%s runs, before %s", now, runs)
	}
}
