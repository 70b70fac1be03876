package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// step is a statement on one database.
type step struct{ db, sql string }

// outcome returns the rows below 100 as "1=a 2=b".
const outcome = "SELECT coalesce(string_agg(id || '=' || v, ' ' ORDER BY id), '') FROM item WHERE id < 100"

// collide carries out steps, in this order of time, before any of them is replicated, and compares the outcome. With
// bulk rows beside them, the contested ones are streamed.
func collide(t *testing.T, dbs []string, strategy string, bulk int, steps []step, want string) {
	t.Helper()
	b := bed.New(t, dbs, item+"INSERT INTO item SELECT g, 'old' FROM generate_series(1, 9) g;")
	b.Start()
	b.AddSync("bard", strings.Join(dbs, ":source,")+":source", "all", strategy)
	resume := pause(b)
	for _, s := range steps {
		b.Exec(s.db, s.sql)
	}
	b.Exec(dbs[0], "INSERT INTO item SELECT g, 'bulk' FROM generate_series(1000, 999 + $1::int) g", bulk)
	resume()
	b.Same("item", dbs...)
	if got := b.Value(dbs[0], outcome); got != want {
		t.Errorf("rows are %s, want %s", got, want)
	}
}

func update(db string, id int) step {
	return step{db, fmt.Sprintf("UPDATE item SET v = '%s' WHERE id = %d", db, id)}
}

func remove(db string, id int) step {
	return step{db, fmt.Sprintf("DELETE FROM item WHERE id = %d", id)}
}

func insert(db string, id int) step {
	return step{db, fmt.Sprintf("INSERT INTO item VALUES (%d, '%s')", id, db)}
}

func reinsert(db string, id int) step {
	return step{db, fmt.Sprintf("BEGIN; DELETE FROM item WHERE id = %[1]d; INSERT INTO item VALUES (%[1]d, '%[2]s'); COMMIT", id, db)}
}

// Every kind of conflict between two databases, each in both orders of time.
var collisions = []step{
	update("s1", 1), update("s2", 1),
	update("s2", 2), update("s1", 2),
	update("s1", 3), remove("s2", 3),
	remove("s1", 4), update("s2", 4),
	remove("s1", 5), reinsert("s2", 5),
	reinsert("s1", 6), remove("s2", 6),
	remove("s1", 7), remove("s2", 7),
	update("s1", 8),
	insert("s1", 10), insert("s2", 10),
	insert("s2", 11), insert("s1", 11),
	insert("s1", 12), remove("s1", 12), insert("s2", 12),
}

// Conflicts in which a third database takes part.
var threeCollisions = []step{
	update("s3", 1), // after both others
	remove("s3", 2),
	insert("s3", 10), update("s1", 10),
	update("s3", 7),
	insert("s3", 13),
}

func TestLatest(t *testing.T) {
	t.Parallel()
	for _, bulk := range []int{0, 1000} {
		t.Run(fmt.Sprintf("two sources, %d rows beside", bulk), func(t *testing.T) {
			t.Parallel()
			collide(t, two, "latest", bulk, collisions, "1=s2 2=s1 4=s2 5=s2 8=s1 9=old 10=s2 11=s1 12=s2")
		})
		t.Run(fmt.Sprintf("three sources, %d rows beside", bulk), func(t *testing.T) {
			t.Parallel()
			steps := append(append([]step{}, collisions...), threeCollisions...)
			collide(t, three, "latest", bulk, steps, "1=s3 4=s2 5=s2 7=s3 8=s1 9=old 10=s1 11=s1 12=s2 13=s3")
		})
	}
}

func TestSourceOrder(t *testing.T) {
	t.Parallel()
	for _, bulk := range []int{0, 1000} {
		t.Run(fmt.Sprintf("two sources, %d rows beside", bulk), func(t *testing.T) {
			t.Parallel()
			collide(t, two, "s1, s2", bulk, collisions, "1=s1 2=s1 3=s1 6=s1 8=s1 9=old 10=s1 11=s1")
		})
		t.Run(fmt.Sprintf("the other order, %d rows beside", bulk), func(t *testing.T) {
			t.Parallel()
			collide(t, two, "s2, s1", bulk, collisions, "1=s2 2=s2 4=s2 5=s2 8=s1 9=old 10=s2 11=s2 12=s2")
		})
		t.Run(fmt.Sprintf("three sources, %d rows beside", bulk), func(t *testing.T) {
			t.Parallel()
			steps := append(append([]step{}, collisions...), threeCollisions...)
			collide(t, three, "s3, s2, s1", bulk, steps, "1=s3 4=s2 5=s2 7=s3 8=s1 9=old 10=s3 11=s2 12=s2 13=s3")
		})
	}
}

// One database is away for a while with changes of its own, and the others go on. What one of them wrote on top of the
// other's change is no conflict between these two.
func TestOutOfStep(t *testing.T) {
	t.Parallel()
	for strategy, want := range map[string]string{
		"latest":     "1=s2 2=s3 4=s3 5=s3 7=s2 8=s2 9=old 10=s3 11=s1",
		"s1, s2, s3": "1=s2 2=s1 3=s1 4=s3 7=s2 8=s2 9=old 10=s1 11=s1",
		"s3, s1, s2": "1=s3 2=s3 4=s3 5=s3 7=s3 8=s2 9=old 10=s3 11=s3",
	} {
		for _, bulk := range []int{0, 1000} {
			t.Run(fmt.Sprintf("%s, %d rows beside", strategy, bulk), func(t *testing.T) {
				t.Parallel()
				b := bed.New(t, three, item+"INSERT INTO item SELECT g, 'old' FROM generate_series(1, 9) g;")
				b.Start()
				b.AddSync("bard", threeSources, "all", strategy)
				reconnect := b.CutOff("s3")
				b.State("bard", "degraded")
				run := func(steps ...step) {
					for _, s := range steps {
						b.Exec(s.db, s.sql)
					}
					b.Settle("bard")
				}
				run(update("s3", 1), insert("s3", 11), update("s3", 6), update("s1", 1), update("s1", 8), insert("s1", 11))
				run(update("s2", 1), update("s2", 8), update("s1", 2), update("s1", 3), remove("s1", 5), insert("s1", 10), update("s3", 7), update("s1", 7))
				run(update("s3", 2), remove("s3", 3), update("s3", 4), update("s3", 5), insert("s3", 10), remove("s3", 6), update("s2", 7))
				b.Exec("s2", "INSERT INTO item SELECT g, 'bulk' FROM generate_series(1000, 999 + $1::int) g", bulk)
				b.Settle("bard")
				b.Same("item", "s1", "s2")
				if got := b.Value("s1", "SELECT v FROM item WHERE id = 4"); got != "old" {
					t.Errorf("a change of s3 got out: %s", got)
				}
				reconnect()
				b.State("bard", "active")
				b.Settle("bard")
				b.Same("item", three...)
				if got := b.Value("s3", outcome); got != want {
					t.Errorf("rows are\n%s, want\n%s", got, want)
				}
			})
		}
	}
}

// Equal decisions on all, again and again: three databases write the same few rows at once.
func TestHotRowsOnThreeSources(t *testing.T) {
	t.Parallel()
	b := bed.New(t, three, item+"INSERT INTO item SELECT g, 'old' FROM generate_series(1, 5) g;")
	b.Start()
	b.AddSync("bard", threeSources, "all", "latest")
	done := make(chan error, len(three))
	for _, db := range three {
		conn := b.Connect(db)
		go func() {
			for i := range 200 {
				if _, err := conn.Exec(t.Context(), "UPDATE item SET v = $1, n = n + 1 WHERE id = $2", fmt.Sprintf("%s/%d", db, i), 1+i%5); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range three {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	b.Settle("bard")
	b.Same("item", three...)
	b.State("bard", "active")
}

const tagged = "CREATE TABLE tagged (id int PRIMARY KEY, tag int NOT NULL UNIQUE, v text);"

// Unique values that move between rows, in memory and streamed.
func TestUniqueValuesMove(t *testing.T) {
	t.Parallel()
	for _, rows := range []int{20, 1000} {
		t.Run(fmt.Sprintf("%d rows", rows), func(t *testing.T) {
			t.Parallel()
			b := bed.New(t, three, tagged+fmt.Sprintf("INSERT INTO tagged SELECT g, g, 'old' FROM generate_series(1, %d) g;", rows))
			b.Start()
			b.AddSync("bard", threeSources, "all", "latest")
			same := func() {
				t.Helper()
				b.Settle("bard")
				b.Same("tagged", three...)
			}
			b.Exec("s1", "BEGIN; UPDATE tagged SET tag = 0 WHERE id = 1; UPDATE tagged SET tag = 1 WHERE id = 2; UPDATE tagged SET tag = 2 WHERE id = 1; COMMIT")
			same()
			b.Exec("s2", "BEGIN; DELETE FROM tagged WHERE id = 3; INSERT INTO tagged VALUES (-3, 3, 'moved'); COMMIT")
			same()
			b.Exec("s3", "BEGIN; UPDATE tagged SET tag = -4 WHERE id = 4; UPDATE tagged SET tag = 4 WHERE id = 5; INSERT INTO tagged VALUES (-5, 5, 'new'); COMMIT")
			same()
			b.Exec("s1", "BEGIN; UPDATE tagged SET tag = -1000 - tag; UPDATE tagged SET tag = -999 - tag; COMMIT")
			same()
			b.Exec("s2", "BEGIN; DELETE FROM tagged WHERE id % 2 = 0; INSERT INTO tagged SELECT -1000 - g, 100000 + g FROM generate_series(1, 500) g; COMMIT")
			same()
			// Both move values at the same time, of different rows.
			resume := pause(b)
			b.Exec("s1", "BEGIN; UPDATE tagged SET tag = -1 WHERE id = 1; UPDATE tagged SET tag = (SELECT t.tag FROM tagged t WHERE t.id = 5) + 500000 WHERE id = 5; COMMIT")
			b.Exec("s2", "BEGIN; UPDATE tagged SET tag = -7 WHERE id = 7; UPDATE tagged SET tag = -9 WHERE id = 9; COMMIT")
			resume()
			b.Same("tagged", three...)
		})
	}
}

// What triggers and foreign keys did at the origin arrives as rows; at the receiver they do not act again.
func TestTriggersDoNotFireTwice(t *testing.T) {
	t.Parallel()
	for _, rows := range []int{5, 600} {
		t.Run(fmt.Sprintf("%d rows", rows), func(t *testing.T) {
			t.Parallel()
			b := bed.New(t, two, family+`
				CREATE TABLE audit (what text);
				CREATE TABLE total (one int PRIMARY KEY, n int NOT NULL);
				INSERT INTO total VALUES (1, 0);
				CREATE TABLE nullable (id int PRIMARY KEY, parent_id int REFERENCES parent ON DELETE SET NULL ON UPDATE CASCADE);
				CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
					INSERT INTO audit VALUES (TG_OP);
					UPDATE total SET n = n + 1;
					RETURN NULL;
				END $$;
				CREATE FUNCTION amend() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.v := NEW.v || '!'; RETURN NEW; END $$;
				CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON child FOR EACH ROW EXECUTE FUNCTION note();
				CREATE TRIGGER amend BEFORE INSERT OR UPDATE ON parent FOR EACH ROW EXECUTE FUNCTION amend();`)
			b.Start()
			b.AddSync("bard", twoSources, "all", "latest")
			same := func() {
				t.Helper()
				b.Settle("bard")
				for _, table := range []string{"parent", "child", "nullable", "total"} {
					b.Same(table, two...)
				}
			}
			b.Exec("s1", "INSERT INTO parent SELECT g, 'p' FROM generate_series(1, $1::int) g", rows)
			b.Exec("s1", "INSERT INTO child SELECT g, g, 'c' FROM generate_series(1, $1::int) g", rows)
			b.Exec("s1", "INSERT INTO nullable SELECT g, g FROM generate_series(1, $1::int) g", rows)
			same()
			b.Exec("s1", "UPDATE child SET v = 'changed'")
			b.Exec("s1", "DELETE FROM parent WHERE id % 2 = 1")
			b.Exec("s1", "DELETE FROM child WHERE id = 2; UPDATE parent SET id = -2 WHERE id = 2")
			same()
			if fired := b.Value("s2", "SELECT count(*) FROM audit"); fired != "0" {
				t.Errorf("triggers fired %s times at the receiver", fired)
			}
			if v := b.Value("s2", "SELECT v FROM parent WHERE id = 4"); v != "p!" {
				t.Errorf("the value was amended twice: %s", v)
			}
			if n := b.Value("s2", "SELECT n FROM total"); n != b.Value("s1", "SELECT count(*) FROM audit") {
				t.Errorf("the total is %s", n)
			}
			b.State("bard", "active")
		})
	}
}
