package strategies_test

import (
	"fmt"
	"slices"
	"testing"
)

// One database refuses the run in which a conflict is decided, and the others have it. What is decided stays decided; what is
// written on top of it wins.
func TestRunCommittedByHalves(t *testing.T) {
	t.Parallel()
	sources := []string{"s1", "s2", "s3"}
	for name, bulk := range map[string]bool{"in memory": false, "streamed": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCollision(t, sources, rules(sources), some(scenarios(sources), 5))
			s := c.Start()
			c.WaitActive("bard")
			pause(c.Bed)
			c.collide()
			if bulk {
				c.bulk()
			}
			c.Exec("s2", `
				CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the disk is full'; END $$;
				CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON other DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
				ALTER TABLE other ENABLE ALWAYS TRIGGER refuse`)
			c.Exec("control", "SELECT bucardo.resume('bard')")
			c.Everywhere([]string{"s1", "s3", "t1"}, "3", "SELECT count(*) FROM other")
			c.State("bard", "degraded")
			written := func(key int) bool { return key%2 == 0 }
			for table := range c.tables {
				c.Exec("s1", fmt.Sprintf("INSERT INTO %s SELECT g, 'later' FROM generate_series(0, %d, 2) g ON CONFLICT (id) DO UPDATE SET v = 'later'", table, len(c.scenarios)-1))
			}
			s.Stop(t)
			c.Exec("s2", "DROP TRIGGER refuse ON other")
			c.Start()
			c.State("bard", "active")
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
		})
	}
}

// Databases come back one after the other, in any order; who has lost does not come back.
func TestReconnectInAnyOrder(t *testing.T) {
	t.Parallel()
	sources := []string{"s1", "s2", "s3"}
	tables := rules(sources)
	for table, r := range tables {
		// These depend on what meets in one run.
		if r.strategy == "latest_all_tables" || r.strategy == "skip" {
			delete(tables, table)
		}
	}
	for _, away := range [][]string{{"s1"}, {"s2"}, {"s3", "t1"}, {"t1", "s3"}} {
		t.Run(fmt.Sprintf("%v", away), func(t *testing.T) {
			t.Parallel()
			c := newCollision(t, sources, tables, some(scenarios(sources), 5))
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
