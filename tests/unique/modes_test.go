package unique_test

import (
	"fmt"
	"net/url"
	osexec "os/exec"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// family is a table with rows that depend on others: where foreign keys act, they act when a row is deleted for its values.
const family = person + "CREATE TABLE address (id int PRIMARY KEY, person int NOT NULL REFERENCES person ON DELETE CASCADE);"

// Roles without superuser, with and without the grants, on the oldest and the newest server.
func TestPlainRole(t *testing.T) {
	t.Parallel()
	for _, version := range []int{12, 18} {
		for _, mode := range []string{"replica", "ordinary"} {
			t.Run(fmt.Sprintf("%s on %d", mode, version), func(t *testing.T) {
				t.Parallel()
				all := []string{"a", "b"}
				cluster := clustertest.New(t, pgcluster.Options{Version: version})
				b := bed.On(t, clustertest.DB(t, clustertest.Shared(t)), nil, map[string]string{}, "")
				for i, name := range all {
					admin := clustertest.DB(t, cluster)
					b.ConnStrings[name+" admin"] = admin
					if i == 0 {
						b.Exec(name+" admin", "CREATE ROLE app LOGIN")
					}
					b.Exec(name+" admin", "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO app', current_database()); END $$; GRANT CREATE ON SCHEMA public TO app")
					if mode == "replica" {
						output, err := osexec.Command(bed.Binary(t), "grants", "--role", "app").Output()
						if err != nil {
							t.Fatal(err)
						}
						b.Exec(name+" admin", string(output))
					}
					address, err := url.Parse(admin)
					if err != nil {
						t.Fatal(err)
					}
					b.ConnStrings[name] = cluster.ConnStringFor("app", "", strings.TrimPrefix(address.Path, "/"))
					b.Exec(name, family)
					b.Exec("control", "SELECT bucardo.add_db($1, conninfo => $2)", name, b.ConnStrings[name])
				}
				b.Start()
				b.AddSync("s", "a:source,b:source", "all", "latest")
				b.Eventually("control", mode, "SELECT string_agg(DISTINCT apply_mode, ',') FROM bucardo.db_status")
				declare(b, "email", "older", "delete", "")
				_ = pause(b)
				b.Exec("a", "INSERT INTO person VALUES (1, 'e'), (3, 'f')")
				b.Exec("b", "INSERT INTO person VALUES (2, 'e'), (4, 'g'); INSERT INTO address VALUES (1, 4)")
				if mode == "ordinary" {
					b.Exec("b", "INSERT INTO address VALUES (2, 2)")
				}
				b.Exec("control", "SELECT bucardo.resume('s')")
				b.Everywhere(all, "1:e 3:f 4:g", rows)
				b.Settle("s")
				b.Same("person", all...)
				if got := b.Same("address", all...); got != "(1,4)" {
					t.Errorf("address has %s", got)
				}
				// A value moves on from a row that is deleted: no collision.
				b.Exec("a", "BEGIN; DELETE FROM person WHERE id = 3; INSERT INTO person VALUES (5, 'f'); COMMIT")
				b.Everywhere(all, "1:e 4:g 5:f", rows)
				b.State("s", "active")
				b.Settle("s")
				b.Everywhere(all, "0", "SELECT count(*) FROM bucardo_node.owed")
			})
		}
	}
}

// In a chain the two databases meet in the middle, which knows both times.
func TestChain(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	for _, policy := range [][3]string{{"older", "delete", "1:e:one"}, {"newer", "delete", "2:e:two"}, {"older", "null", "1:e:one 2:-:two"}} {
		t.Run(policy[0]+" "+policy[1], func(t *testing.T) {
			t.Parallel()
			b := bed.New(t, all, person)
			b.Start()
			for _, sync := range [][2]string{{"ab", "a:source,b:source"}, {"bc", "b:source,c:source"}} {
				b.Exec("control", "SELECT bucardo.add_sync($1, dbs => $2::text, tables => 'all', makedelta => true)", sync[0], sync[1])
				b.WaitActive(sync[0])
			}
			change := "NULL, NULL"
			if policy[1] == "null" {
				change = "'email', NULL"
			}
			b.Exec("control", fmt.Sprintf("SELECT bucardo.add_unique_policy(name, 'person', 'email', $1, $2, %s) FROM bucardo.sync", change), policy[0], policy[1])
			b.WaitActive("ab")
			b.WaitActive("bc")
			for _, sync := range []string{"ab", "bc"} {
				b.Exec("control", "SELECT bucardo.pause($1)", sync)
				b.State(sync, "paused")
			}
			b.Exec("a", "INSERT INTO person VALUES (1, 'e', 'one')")
			b.Exec("c", "INSERT INTO person VALUES (2, 'e', 'two')")
			b.Exec("control", "SELECT bucardo.resume(name) FROM bucardo.sync")
			b.Everywhere(all, policy[2], rows)
			b.Everywhere(all, "0", "SELECT count(*) FROM bucardo_node.owed")
			b.State("ab", "active")
			b.State("bc", "active")
			b.Settle("ab")
			b.Settle("bc")
			b.Everywhere(all, policy[2], rows)
			b.Same("person", all...)
		})
	}
}

// What a policy wants and the database refuses is parked, and says why.
func TestRefusedPolicy(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b"}
	b := setUp(t, all, "CREATE TABLE person (id int PRIMARY KEY, email text NOT NULL UNIQUE, name text)", "email", "older", "null", "'email', NULL")
	_ = pause(b)
	b.Exec("a", "INSERT INTO person VALUES (1, 'e', 'one')")
	b.Exec("b", "INSERT INTO person VALUES (2, 'e', 'two')")
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.Eventually("control", "1", "SELECT count(*) FROM bucardo.findings WHERE db = 'b' AND finding LIKE 'row (1) of a is parked: row (2) has its values %refused: null value in column \"email\"%'")
	b.Exec("control", "DELETE FROM bucardo.unique_policy")
	declare(b, "email", "older", "expression", "'email', $$email || '+' || id$$")
	b.Everywhere(all, "1:e:one 2:e+2:two", rows)
	b.State("s", "active")
}

// A row that a transaction of an application holds is not changed under it.
func TestHeldRow(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "t"}
	b := setUp(t, all, person, "email", "older", "delete", "")
	_ = pause(b)
	b.Exec("a", "INSERT INTO person VALUES (1, 'e', 'one')")
	b.Exec("b", "INSERT INTO person VALUES (2, 'e', 'two')")
	holder := b.Connect("b")
	tx, err := holder.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "UPDATE person SET email = 'f' WHERE id = 2"); err != nil {
		t.Fatal(err)
	}
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.Exec("a", "INSERT INTO person VALUES (3, 'g', 'beside')")
	b.Eventually("b", "beside", "SELECT name FROM person WHERE id = 3")
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.Everywhere(all, "1:e:one 2:f:two 3:g:beside", rows)
	b.State("s", "active")
	b.Settle("s")
	b.Same("person", all...)
}

// Two indexes with policies of their own: a row that loses in one of them takes nothing in the other.
func TestTwoIndexes(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "t"}
	b := setUp(t, all, "CREATE TABLE person (id int PRIMARY KEY, email text UNIQUE, name text UNIQUE);", "email", "older", "delete", "")
	declare(b, "name", "newer", "expression", "'name', $$name || '-' || id$$")
	_ = pause(b)
	b.Exec("a", "INSERT INTO person VALUES (1, 'e', 'x')")
	b.Exec("b", "INSERT INTO person VALUES (2, 'f', 'n'), (3, 'e', 'n3')")
	b.Exec("a", "INSERT INTO person VALUES (4, 'h', 'n'), (5, 'i', 'n3')")
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.Everywhere(all, "1:e:x 2:f:n-2 4:h:n 5:i:n3", rows)
	b.State("s", "active")
	b.Settle("s")
	b.Same("person", all...)
}
