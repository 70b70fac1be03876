package danglingfk_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// ordinary makes an active sync of databases, on the oldest server, where the sidecar's role may not switch foreign keys off.
func ordinary(t *testing.T, cluster *pgcluster.Cluster, names []string, policy string) *bed.Bed {
	t.Helper()
	b := bed.On(t, clustertest.DB(t, clustertest.Shared(t)), nil, map[string]string{}, "")
	for _, name := range names {
		admin := clustertest.DB(t, cluster)
		b.ConnStrings[name+" admin"] = admin
		b.Exec(name+" admin", "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO app', current_database()); END $$; GRANT CREATE ON SCHEMA public TO app")
		address, err := url.Parse(admin)
		if err != nil {
			t.Fatal(err)
		}
		b.ConnStrings[name] = cluster.ConnStringFor("app", "", strings.TrimPrefix(address.Path, "/"))
		b.Exec(name, tables+"CREATE TABLE grandchild (id int PRIMARY KEY, child int REFERENCES child)")
		b.Exec("control", "SELECT bucardo.add_db($1, conninfo => $2)", name, b.ConnStrings[name])
	}
	b.Start()
	b.Exec("control", "SELECT bucardo.update_config('dangling_fk', $1)", policy)
	b.Exec("control", "SELECT bucardo.add_sync('f', dbs => $1)", members(names))
	b.WaitActive("f")
	b.Eventually("control", "ordinary", "SELECT string_agg(DISTINCT apply_mode, ',') FROM bucardo.db_status")
	return b
}

// Where foreign keys act, what would break them waits and nothing else does.
func TestOrdinaryMode(t *testing.T) {
	t.Parallel()
	cluster := clustertest.New(t, pgcluster.Options{Version: 12})
	roles := bed.On(t, clustertest.DB(t, clustertest.Shared(t)), nil, map[string]string{"admin": clustertest.DB(t, cluster)}, "")
	roles.Exec("admin", "CREATE ROLE app LOGIN")
	each(t, func(t *testing.T, policy string, names []string) {
		t.Helper()
		b := ordinary(t, cluster, names, policy)
		apart(b, [2]string{"a", "DELETE FROM parent WHERE id = 5"},
			[2]string{"b", "INSERT INTO child VALUES (50, 5, 'b'); INSERT INTO grandchild VALUES (500, 50); INSERT INTO parent VALUES (11, 'b'); INSERT INTO child VALUES (51, 11, 'b'); INSERT INTO grandchild VALUES (510, 51)"},
			[2]string{"a", "DELETE FROM parent WHERE id = 6"})
		settle(b)
		b.Everywhere(names, "1", "SELECT count(*) FROM grandchild WHERE id = 510")
		b.Everywhere(names, "0", "SELECT count(*) FROM parent WHERE id = 6")
		b.State("f", "active")
		if policy == "park" {
			b.Eventually("control", "a {\"id\": 50}", "SELECT db || ' ' || key::text FROM bucardo.dangling_fks('f') WHERE db = 'a' AND table_name = 'child'")
			b.Eventually("control", "b {\"id\": 50}", "SELECT db || ' ' || key::text FROM bucardo.dangling_fks('f') WHERE db = 'b' AND table_name = 'child'")
			b.Exec("a", "INSERT INTO parent VALUES (5, 'again')")
			settle(b)
			b.Everywhere(names, "1", "SELECT count(*) FROM grandchild WHERE id = 500")
		}
		for _, table := range []string{"parent", "child", "grandchild"} {
			b.Same(table, names...)
		}
		got := b.Value("a", "SELECT (SELECT count(*) FROM parent WHERE id = 5) || ' ' || (SELECT count(*) FROM child WHERE id = 50) || ' ' || (SELECT count(*) FROM grandchild WHERE id = 500)")
		if want := map[string]string{"park": "1 1 1", "restore": "1 1 1", "delete": "0 0 0"}[policy]; got != want {
			t.Errorf("parent, child and grandchild: %s, want %s", got, want)
		}
		b.Eventually("control", "0", "SELECT count(*) FROM bucardo.dangling_fks('f')")
	})
}
