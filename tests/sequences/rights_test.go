package sequences_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// A role that owns none of the sequences replicates them with SELECT and UPDATE; what only an owner may do says so.
func TestSequencesOfOthers(t *testing.T) {
	t.Parallel()
	cluster := clustertest.New(t, pgcluster.Options{})
	b := bed.On(t, clustertest.DB(t, clustertest.Shared(t)), nil, map[string]string{}, "")
	for i, name := range []string{"a", "b"} {
		admin := clustertest.DB(t, cluster)
		b.ConnStrings[name+" admin"] = admin
		if i == 0 {
			b.Exec(name+" admin", "CREATE ROLE app LOGIN")
		}
		address, err := url.Parse(admin)
		if err != nil {
			t.Fatal(err)
		}
		b.Exec(name+" admin", `
			CREATE TABLE item (id int PRIMARY KEY);
			ALTER TABLE item OWNER TO app;
			CREATE SEQUENCE near;
			CREATE SEQUENCE far;
			CREATE SEQUENCE barred;
			GRANT SELECT, UPDATE ON near, far TO app;
			DO $$ BEGIN EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO app', current_database()); END $$`)
		b.ConnStrings[name] = cluster.ConnStringFor("app", "", strings.TrimPrefix(address.Path, "/"))
		b.Exec("control", "SELECT bucardo.add_db($1, conninfo => $2)", name, b.ConnStrings[name])
	}
	b.Exec("a admin", "SELECT setval('near', 50000), setval('far', 3000000000), setval('barred', 7)")
	b.Start()
	addSync(b, "s", "a:source,b:source", "all")
	b.Eventually("b admin", "50000", "SELECT last_value FROM near") // in steps of 20000
	const reason = "SELECT reason || '; ' || next_step FROM bucardo.sequence_status WHERE sequence_name = $1"
	b.Eventually("control", "at b it is more than 1000000 values behind, and only its owner may move it so far at once; "+
		"Let the role that the sidecar uses there own it, or set it there to its value on the source with setval.", reason, "far")
	b.Eventually("control", "no permission on it at a: SELECT, UPDATE is missing; "+
		"GRANT SELECT, UPDATE ON SEQUENCE public.barred to the role the sidecar uses there, or let that role own it.", reason, "barred")
	spreadFails(t, b, "CALL bucardo.spread_sequences_and_wait('s', 'near')", "must be owner of sequence near")
	for _, name := range []string{"a admin", "b admin"} {
		b.Exec(name, "GRANT SELECT, UPDATE ON barred TO app; ALTER SEQUENCE far OWNER TO app")
	}
	b.Eventually("b admin", "7", "SELECT last_value FROM barred")
	b.Eventually("b admin", "3000000000", "SELECT last_value FROM far")
	b.Exec("a admin", "REVOKE UPDATE ON near FROM app; SELECT nextval('barred')")
	b.Exec("a", "INSERT INTO item VALUES (1)")
	b.Settle("s")
	b.Same("item", "a", "b")
	b.Eventually("b admin", "8", "SELECT last_value FROM barred")
	b.Eventually("control", "no permission on it at a: UPDATE is missing", "SELECT string_agg(DISTINCT reason, ';') FROM bucardo.sequence_status WHERE sequence_name = 'near'")
}
