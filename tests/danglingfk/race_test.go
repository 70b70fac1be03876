package danglingfk_test

import (
	"syscall"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// Thousands of parents and children go through staging tables that are streamed.
func TestLargeBatch(t *testing.T) {
	t.Parallel()
	const large = `
		CREATE TABLE parent (id int PRIMARY KEY, v text);
		CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent, v text);
		CREATE INDEX ON child (parent);
		INSERT INTO parent SELECT n, 'p' FROM generate_series(1, 6000) n;`
	each(t, func(t *testing.T, policy string, names []string) {
		t.Helper()
		b := start(t, names, large, policy)
		apart(b, [2]string{"a", "DELETE FROM parent WHERE id <= 4000"}, [2]string{"b", "INSERT INTO child SELECT n, n, 'b' FROM generate_series(2001, 6000) n"})
		settle(b)
		b.Same("parent", names...)
		b.Same("child", names...)
		got := [2]string{b.Value("a", "SELECT count(*) FROM parent"), b.Value("a", "SELECT count(*) FROM child")}
		want := map[string][2]string{"park": {"2000", "4000"}, "restore": {"4000", "4000"}, "delete": {"2000", "2000"}}[policy]
		if got != want {
			t.Errorf("parents and children: %v, want %v", got, want)
		}
		if policy == "park" {
			b.Exec("control", "CALL bucardo.check_fks_and_wait('f')")
			b.Eventually("control", "1000", "SELECT count(*) FROM bucardo.dangling_fks('f') WHERE db = 'a'")
			b.Eventually("control", "2000 rows refer to rows of public.parent that do not exist (foreign key child_parent_fkey)",
				"SELECT finding FROM bucardo.findings WHERE sync = 'f' AND db = 'a'")
		}
	})
}

// A child that is gone with its parent, but held by somebody where they are to go, decides about its parent too.
func TestChildHeld(t *testing.T) {
	t.Parallel()
	for _, policy := range []string{"park", "restore", "delete"} {
		t.Run(policy, func(t *testing.T) {
			t.Parallel()
			b := start(t, []string{"a", "b"}, tables, policy)
			for i, end := range []string{"ROLLBACK", "UPDATE child SET v = 'newer' WHERE id = 2; COMMIT"} {
				holder := b.Connect("b")
				exec := func(sql string) {
					if _, err := holder.Exec(t.Context(), sql); err != nil {
						t.Fatal(err)
					}
				}
				exec("BEGIN")
				id := []string{"1", "2"}[i]
				exec("UPDATE child SET v = 'held' WHERE id = " + id)
				b.Exec("a", "DELETE FROM child WHERE id = "+id+"; DELETE FROM parent WHERE id = "+id+"; INSERT INTO parent VALUES (10"+id+", 'told')")
				b.Eventually("b", "1", "SELECT count(*) FROM parent WHERE v = 'told' AND id = 10"+id)
				exec(end)
				settle(b)
				b.Same("parent", "a", "b")
				b.Same("child", "a", "b")
			}
			want := map[string]string{"park": "0 1 0", "restore": "0 1 1", "delete": "0 0 0"}[policy]
			got := b.Value("a", "SELECT (SELECT count(*) FROM child WHERE id = 1) || ' ' || (SELECT count(*) FROM child WHERE id = 2) || ' ' || (SELECT count(*) FROM parent WHERE id IN (1, 2))")
			if got != want {
				t.Errorf("child 1, child 2 and parents: %s, want %s", got, want)
			}
		})
	}
}

// A backlog is cut by transaction ids: the deletion of a parent can come before that of its child.
func TestCutBetweenParentAndChild(t *testing.T) {
	t.Parallel()
	for _, policy := range []string{"park", "restore", "delete"} {
		t.Run(policy, func(t *testing.T) {
			t.Parallel()
			b := start(t, []string{"a", "b"}, tables+"CREATE TABLE filler (id int PRIMARY KEY)", policy)
			b.Exec("control", "SELECT bucardo.pause('f')")
			b.State("f", "paused")
			early := b.Connect("a")
			exec := func(sql string) {
				if _, err := early.Exec(t.Context(), sql); err != nil {
					t.Fatal(err)
				}
			}
			exec("BEGIN; UPDATE parent SET v = 'early' WHERE id = 9")
			b.Exec("a", "INSERT INTO filler SELECT generate_series(1, 60000)")
			b.Exec("a", "DELETE FROM child WHERE id = 1; UPDATE child SET parent = 3 WHERE id = 2")
			b.Exec("a", "INSERT INTO filler SELECT generate_series(60001, 70000)")
			exec("DELETE FROM parent WHERE id IN (1, 2); COMMIT")
			b.Exec("control", "SELECT bucardo.resume('f')")
			settle(b)
			b.Same("parent", "a", "b")
			if children := b.Same("child", "a", "b"); children != "(2,3,old)" {
				t.Errorf("children %s", children)
			}
			if parents := b.Value("a", "SELECT count(*) FROM parent WHERE id IN (1, 2)"); parents != "0" {
				t.Errorf("%s deleted parents are back", parents)
			}
			b.Eventually("control", "0", "SELECT count(*) FROM bucardo.dangling_fks('f')")
			if n := b.Value("control", "SELECT sum(conflicts) FROM bucardo.run"); n != "0" {
				t.Errorf("%s conflicts", n)
			}
		})
	}
}

// The sidecar is killed when one receiver has committed and another has not.
func TestKilledBetweenCommits(t *testing.T) {
	t.Parallel()
	for _, policy := range []string{"restore", "delete"} {
		for _, stuck := range []string{"a", "b", "c"} {
			t.Run(policy+" with "+stuck+" stuck", func(t *testing.T) {
				t.Parallel()
				names := []string{"a", "b", "c"}
				b := bed.New(t, names, tables+"CREATE TABLE told (id int PRIMARY KEY)")
				process := b.StartProcess()
				b.Exec("control", "SELECT bucardo.update_config('dangling_fk', $1)", policy)
				b.Exec("control", "SELECT bucardo.add_sync('f', dbs => 'a:source,b:source,c:source')")
				b.WaitActive("f")
				b.Exec(stuck, `
					CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_catalog.pg_advisory_xact_lock(1); RETURN NULL; END';
					CREATE TRIGGER wait AFTER INSERT ON told EXECUTE FUNCTION wait();
					ALTER TABLE told ENABLE ALWAYS TRIGGER wait;
					SELECT pg_advisory_lock(1)`)
				from := map[string]string{"a": "b", "b": "c", "c": "a"}[stuck]
				third := map[string]string{"a": "c", "b": "a", "c": "b"}[stuck]
				apart(b, [2]string{"a", "DELETE FROM parent WHERE id = 5"}, [2]string{"b", "INSERT INTO child VALUES (50, 5, 'b')"}, [2]string{from, "INSERT INTO told VALUES (1)"})
				b.Eventually(third, "1", "SELECT count(*) FROM told")
				process.Signal(syscall.SIGKILL)
				process.Wait()
				b.Exec(stuck, "SELECT pg_advisory_unlock(1); DROP TRIGGER wait ON told")
				b.Start()
				settle(b)
				b.Same("parent", names...)
				b.Same("child", names...)
				b.Everywhere(names, map[string]string{"restore": "1 1", "delete": "0 0"}[policy],
					"SELECT (SELECT count(*) FROM parent WHERE id = 5) || ' ' || (SELECT count(*) FROM child WHERE id = 50)")
			})
		}
	}
}
