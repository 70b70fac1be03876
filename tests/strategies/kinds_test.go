package strategies_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// collision is a set of tables, one for each rule, in which the same things happen.
type collision struct {
	*bed.Bed
	t         *testing.T
	sources   []string
	databases []string // the sources, and a target
	tables    map[string]rule
	scenarios []scenario // the row with the key i
}

// rules are all strategies without a policy for updates against deletes, and with the two policies all of them or some.
func rules(sources []string, everything bool) map[string]rule {
	all := map[string]rule{}
	backwards := slices.Clone(sources)
	slices.Reverse(backwards)
	for name, strategy := range map[string]string{
		"latest": "latest", "latest_all_tables": "latest_all_tables", "source_order": strings.Join(backwards, ","), "other_order": strings.Join(append(slices.Clone(sources[1:]), sources[0]), ","), "source": "source",
		"target": "target", "first": "first", "skip": "skip", "random": "random",
	} {
		for _, policy := range []string{"strategy", "update", "delete"} {
			if everything || policy == "strategy" || slices.Contains([]string{"latest", "first", "skip"}, strategy) {
				all[name+"_"+policy] = rule{strategy, policy}
			}
		}
	}
	return all
}

// newCollision declares a sync of sources and a target with a table for each rule, without starting a sidecar.
func newCollision(t *testing.T, sources []string, tables map[string]rule, scenarios []scenario) *collision {
	t.Helper()
	c := &collision{t: t, sources: sources, databases: append(slices.Clone(sources), "t1"), tables: tables, scenarios: scenarios}
	ddl := "CREATE TABLE other (id int PRIMARY KEY, v text);"
	for table := range tables {
		ddl += fmt.Sprintf("CREATE TABLE %s (id int PRIMARY KEY, v text NOT NULL);", table)
		ddl += fmt.Sprintf("INSERT INTO %s SELECT unnest('%s'::int[]), 'old';", table, keys(scenarios, func(s scenario) bool { return s.present }))
	}
	c.Bed = bed.New(t, c.databases, ddl)
	c.Exec("control", "SELECT bucardo.add_sync('bard', dbs => $1::text, tables => 'all')", strings.Join(sources, ":source,")+":source,t1")
	for table, r := range tables {
		declare(c.Bed, table, r)
	}
	return c
}

// keys of the scenarios for which a condition holds, as an array in SQL.
func keys(scenarios []scenario, which func(scenario) bool) string {
	var list []string
	for key, s := range scenarios {
		if which(s) {
			list = append(list, fmt.Sprint(key))
		}
	}
	return "{" + strings.Join(list, ",") + "}"
}

// collide carries the scenarios out in all tables: what is in the same place of several, in the order of the sources.
func (c *collision) collide() {
	c.t.Helper()
	for place := range c.sources {
		for _, db := range c.sources {
			sql := ""
			for _, op := range []op{update, same, remove, reinsert, insert, comeAndGo} {
				list := keys(c.scenarios, func(s scenario) bool { return len(s.acts) > place && s.acts[place] == act{db, op} })
				for table := range c.tables {
					sql += statement(op, table, list, fmt.Sprintf("%s/%d", db, place))
				}
			}
			c.Exec(db, sql)
		}
	}
	// Whose change is the newest of all is decided in a table beside, the other way round.
	for _, db := range slices.Backward(c.sources) {
		c.Exec(db, fmt.Sprintf("INSERT INTO other VALUES (%d, '%s')", slices.Index(c.sources, db), db))
	}
}

func statement(op op, table, keys, value string) string {
	if keys == "{}" {
		return ""
	}
	set := fmt.Sprintf("UPDATE %s SET v = '%s' WHERE id = ANY ('%s');", table, value, keys)
	del := fmt.Sprintf("DELETE FROM %s WHERE id = ANY ('%s');", table, keys)
	ins := fmt.Sprintf("INSERT INTO %s SELECT unnest('%s'::int[]), '%s';", table, keys, value)
	switch op {
	case update:
		return set
	case same:
		return strings.Replace(set, value, "same", 1)
	case remove:
		return del
	case reinsert:
		return del + ins
	case insert:
		return ins
	default:
		return ins + del
	}
}

// rows returns the rows of a table on a database by key, those of the scenarios.
func (c *collision) rows(db, table string) []string {
	c.t.Helper()
	all := slices.Repeat([]string{"-"}, len(c.scenarios))
	for row := range strings.SplitSeq(c.Value(db, fmt.Sprintf("SELECT coalesce(string_agg(id || ' ' || v, ',' ORDER BY id), '') FROM %s WHERE id < %d", table, len(c.scenarios))), ",") {
		var key int
		var value string
		if _, err := fmt.Sscanf(row, "%d %s", &key, &value); err != nil {
			c.t.Fatalf("row %q: %v", row, err)
		}
		all[key] = value
	}
	return all
}

// check compares every row on every database with the model.
func (c *collision) check() {
	c.t.Helper()
	c.checkRows(func(int) bool { return true })
}

// checkRows is check for the rows of some scenarios.
func (c *collision) checkRows(which func(key int) bool) {
	c.t.Helper()
	recent := c.sources // as collide has left it
	for _, table := range slices.Sorted(maps.Keys(c.tables)) {
		got := map[string][]string{}
		for _, db := range c.databases {
			got[db] = c.rows(db, table)
		}
		wins := map[string]int{}
		for key, s := range c.scenarios {
			if !which(key) {
				continue
			}
			want := decide(c.tables[table], s.versions(), c.sources, recent)
			wins[got["t1"][key]]++
			for _, db := range c.databases {
				if !allows(want, s, db, got[db][key]) || !want.nothing && got[db][key] != got["t1"][key] {
					c.t.Errorf("%s, row %d (%s) on %s: %s, on t1 %s; want %+v", table, key, s, db, got[db][key], got["t1"][key], want)
				}
			}
		}
		if c.tables[table].strategy != "random" {
			continue
		}
		for _, db := range c.sources {
			if wins[db+"/0"]+wins[db+"/1"] == 0 {
				c.t.Errorf("%s: %s hardly ever wins: %v", table, db, wins)
			}
		}
	}
	c.Same("other", c.databases...)
}

// allows reports whether a row may look like that on a database.
func allows(want outcome, s scenario, db, got string) bool {
	if !want.nothing {
		return slices.ContainsFunc(want.among, func(v version) bool { return v.String() == got })
	}
	for _, v := range s.versions() {
		if v.db == db {
			return got == v.String()
		}
	}
	return got == s.old()
}

// some keeps every n-th of the scenarios, so that they are decided in memory.
func some(all []scenario, n int) []scenario {
	var kept []scenario
	for i := 0; i < len(all); i += n {
		kept = append(kept, all[i])
	}
	return kept
}

// bulk adds rows to every table, so that the contested ones are streamed.
func (c *collision) bulk() {
	c.t.Helper()
	sql := ""
	for table := range c.tables {
		sql += fmt.Sprintf("INSERT INTO %s SELECT g, 'bulk' FROM generate_series(100000, 100500) g;", table)
	}
	c.Exec(c.sources[0], sql)
}

// Every strategy with every policy for updates and deletes, over everything that two and three sources can do to a row,
// decided in memory and streamed.
func TestEveryKindOfConflict(t *testing.T) {
	t.Parallel()
	two, three := []string{"s1", "s2"}, []string{"s1", "s2", "s3"}
	for name, test := range map[string]struct {
		sources   []string
		scenarios []scenario
		bulk      bool
	}{
		"two sources":             {two, scenarios(two), false},
		"two sources, streamed":   {two, scenarios(two), true},
		"three sources":           {three, some(scenarios(three), 5), false},
		"three sources, streamed": {three, scenarios(three), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCollision(t, test.sources, rules(test.sources, len(test.sources) == 2), test.scenarios)
			c.Start()
			c.WaitActive("bard")
			resume := pause(c.Bed)
			c.collide()
			if test.bulk {
				c.bulk()
			}
			resume()
			c.check()
		})
	}
}
