package strategies_test

import (
	"fmt"
	"slices"
	"syscall"
	"testing"
)

// One database does not commit the run in which conflicts are decided, and the others do: it refuses, or the sidecar is killed
// before it can. What is decided stays decided; what is written on top of it wins.
func TestRunCommittedByHalves(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ bulk, killed bool }{
		"refused, in memory": {false, false},
		"killed, streamed":   {true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sources := []string{"s1", "s2", "s3"}
			c := newCollision(t, sources, rules(sources, false), some(scenarios(sources), 7))
			p := c.StartProcess()
			c.WaitActive("bard")
			pause(c.Bed)
			c.collide()
			if test.bulk {
				c.bulk()
			}
			refuse := "RAISE 'the disk is full'"
			if test.killed {
				refuse = "PERFORM pg_sleep(600)"
			}
			c.Exec("s2", `
				CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN `+refuse+`; RETURN NULL; END $$;
				CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON other DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
				ALTER TABLE other ENABLE ALWAYS TRIGGER refuse`)
			c.Exec("control", "SELECT bucardo.resume('bard')")
			c.Everywhere([]string{"s1", "s3", "t1"}, "3", "SELECT count(*) FROM other")
			if !test.killed {
				c.State("bard", "degraded")
			}
			written := func(key int) bool { return key%2 == 0 }
			for table := range c.tables {
				c.Exec("s1", fmt.Sprintf("INSERT INTO %s SELECT g, 'later' FROM generate_series(0, %d, 2) g ON CONFLICT (id) DO UPDATE SET v = 'later'", table, len(c.scenarios)-1))
			}
			p.Signal(syscall.SIGKILL)
			p.Wait()
			c.Eventually("s2", "0", "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
			c.Exec("s2", "DROP TRIGGER refuse ON other")
			c.Start()
			c.WaitActive("bard")
			c.Settle("bard")
			c.checkRows(func(key int) bool { return !written(key) })
			for table := range c.tables {
				for _, db := range c.databases {
					for key, value := range c.rows(db, table) {
						if written(key) && value != "later" {
							t.Errorf("%s, row %d (%s) on %s: %s, want what was written last", table, key, c.scenarios[key], db, value)
						}
					}
				}
			}
			c.Exec("s1", "INSERT INTO other VALUES (10)")
			c.Settle("bard")
			c.Everywhere(c.databases, "0", "SELECT count(*) FROM bucardo_node.skipped")
		})
	}
}

// Databases come back one after the other, in any order; who has lost does not come back.
func TestReconnectInAnyOrder(t *testing.T) {
	t.Parallel()
	sources := []string{"s1", "s2", "s3"}
	tables := rules(sources, false)
	for table, r := range tables {
		// These depend on what meets in one run.
		if r.strategy == "latest_all_tables" || r.strategy == "skip" {
			delete(tables, table)
		}
	}
	for _, away := range [][]string{{"s1"}, {"s2", "t1"}, {"t1", "s2"}} {
		t.Run(fmt.Sprintf("%v", away), func(t *testing.T) {
			t.Parallel()
			c := newCollision(t, sources, tables, some(scenarios(sources), 7))
			c.Start()
			c.WaitActive("bard")
			c.Exec("control", "SELECT bucardo.pause('bard')")
			c.State("bard", "paused")
			var back []func()
			for _, db := range away {
				back = append(back, c.CutOff(db))
			}
			c.collide()
			if slices.Contains(away, "t1") {
				c.bulk()
			}
			c.Exec("control", "SELECT bucardo.resume('bard')")
			c.State("bard", "degraded")
			c.Settle("bard")
			for _, reconnect := range back {
				reconnect()
				c.Settle("bard")
			}
			c.State("bard", "active")
			c.Settle("bard")
			c.check()
		})
	}
}
