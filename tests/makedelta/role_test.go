package makedelta_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// A role that may not switch triggers off passes on too, also with foreign keys that act, on the oldest server.
func TestChainInOrdinaryMode(t *testing.T) {
	t.Parallel()
	cluster := clustertest.New(t, pgcluster.Options{Version: 13})
	names := []string{"a", "b", "c"}
	b := bed.On(t, clustertest.DB(t, clustertest.Shared(t)), nil, map[string]string{}, "")
	for i, name := range names {
		admin := clustertest.DB(t, cluster)
		b.ConnStrings[name+" admin"] = admin
		if i == 0 {
			b.Exec(name+" admin", "CREATE ROLE app LOGIN")
		}
		b.Exec(name+" admin", "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO app', current_database()); END $$; GRANT CREATE ON SCHEMA public TO app")
		address, err := url.Parse(admin)
		if err != nil {
			t.Fatal(err)
		}
		b.ConnStrings[name] = cluster.ConnStringFor("app", "", strings.TrimPrefix(address.Path, "/"))
		b.Exec(name, "CREATE TABLE zz_parent (id int PRIMARY KEY, v text); CREATE TABLE aa_child (id int PRIMARY KEY, parent int NOT NULL REFERENCES zz_parent ON DELETE CASCADE)")
		b.Exec("control", "SELECT bucardo.add_db($1, conninfo => $2)", name, b.ConnStrings[name])
	}
	b.Start()
	addSync(b, "ab", "a:source,b:source")
	addSync(b, "bc", "b:source,c:source")
	b.Eventually("control", "ordinary", "SELECT string_agg(DISTINCT apply_mode, ',') FROM bucardo.db_status")
	for _, step := range [][2]string{
		{"a", "INSERT INTO zz_parent VALUES (1, 'p'), (2, 'p'); INSERT INTO aa_child VALUES (1, 1), (2, 2)"},
		{"c", "INSERT INTO zz_parent SELECT n, 'p' FROM generate_series(3, 900) n; INSERT INTO aa_child SELECT n, n FROM generate_series(3, 900) n"},
		{"a", "DELETE FROM zz_parent WHERE id = 1; UPDATE zz_parent SET v = 'q' WHERE id > 5"},
		{"c", "DELETE FROM zz_parent WHERE id > 400"},
		{"b", "TRUNCATE zz_parent CASCADE; INSERT INTO zz_parent VALUES (1, 'again')"},
	} {
		b.Exec(step[0], step[1])
		settle(b, "ab", "bc")
		b.Same("zz_parent", names...)
		b.Same("aa_child", names...)
		if t.Failed() {
			t.Fatalf("after %s on %s", step[1], step[0])
		}
	}
	quiet(t, b, "ab", "bc")
}
