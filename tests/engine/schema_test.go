package engine_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// soon is how long a problem may take to show in the status, on a machine that does other things too.
const soon = 4 * time.Second

// failsWith waits until a sync's state says what is wrong and what to do about it.
func failsWith(t *testing.T, b *bed.Bed, sync, states, reason, nextStep string) {
	t.Helper()
	started := time.Now()
	b.Eventually("control", "true", fmt.Sprintf(
		"SELECT coalesce((SELECT state = ANY (string_to_array('%s', ',')) AND reason LIKE %s AND next_step LIKE %s FROM bucardo.status WHERE name = '%s'), false)",
		states, literal("%"+reason+"%"), literal("%"+nextStep+"%"), sync))
	if took := time.Since(started); took > soon {
		t.Errorf("it took %v until the state said %q", took.Round(time.Millisecond), reason)
	}
}

func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// declare adds a sync without waiting for it.
func declare(b *bed.Bed, name, dbs, tables string) {
	b.Exec("control", "SELECT bucardo.add_sync($1, dbs => $2::text, tables => $3::text)", name, dbs, tables)
}

const plainItem = "CREATE TABLE item (id int PRIMARY KEY, v text);"

// The database of a sync that has never run, and of one that runs, cannot be reached; both go on when it can.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	cluster := clustertest.New(t, pgcluster.Options{})
	b := bed.New(t, []string{"a"}, plainItem)
	b.ConnStrings["b"] = clustertest.DB(t, cluster)
	b.Exec("b", plainItem)
	b.Exec("control", "SELECT bucardo.add_db('b', conninfo => $1)", b.ConnStrings["b"])
	stop := func() {
		b.Forget("b")
		if err := cluster.Stop(t.Context(), pgcluster.Fast); err != nil {
			t.Fatal(err)
		}
	}
	start := func() {
		if err := cluster.StartAgain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	b.Start()
	declare(b, "s", "a:source,b:source", "all")
	failsWith(t, b, "s", "failed", "database b: cannot connect", "update_db")
	b.Eventually("control", "failed", "SELECT state FROM bucardo.db_status WHERE name = 'b'")
	start()
	b.WaitActive("s")
	b.Eventually("control", "good", "SELECT state FROM bucardo.db_status WHERE name = 'b'")
	b.Exec("b", "INSERT INTO item VALUES (1, 'one')")
	b.Settle("s")
	b.Same("item", "a", "b")

	stop()
	failsWith(t, b, "s", "failed,degraded", "database b: ", "")
	b.Exec("a", "INSERT INTO item SELECT n, 'meanwhile' FROM generate_series(2, 1000) n")
	b.Eventually("control", "999", "SELECT pending FROM bucardo.status")
	start()
	b.WaitActive("s")
	b.Settle("s")
	b.Same("item", "a", "b")
}

// Addresses, names and passwords that are wrong are told apart, and mended by update_db or where they are kept.
func TestAccess(t *testing.T) {
	t.Parallel()
	cluster := clustertest.New(t, pgcluster.Options{HBA: []string{"host all app 127.0.0.1/32 scram-sha-256"}})
	b := bed.New(t, []string{"a"}, plainItem)
	admin := clustertest.DB(t, cluster)
	b.ConnStrings["b"] = admin
	b.Exec("b", "CREATE ROLE app LOGIN SUPERUSER PASSWORD 'right'; "+plainItem)
	address, err := url.Parse(admin)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(address.Path, "/")
	passfile := filepath.Join(t.TempDir(), "pgpass")
	write := func(password string) {
		line := fmt.Sprintf("%s:%d:%s:app:%s\n", pgcluster.Host, cluster.Port(), name, password)
		if err := os.WriteFile(passfile, []byte(line), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("wrong")
	b.Exec("control", "SELECT bucardo.add_db('b', host => $1, port => $2, dbname => $3, username => 'app', passfile => $4)", pgcluster.Host, cluster.Port(), name, passfile)
	b.Start()
	declare(b, "s", "a:source,b:source", "all")
	failsWith(t, b, "s", "failed", `password authentication failed for user "app"`, "passfile, password_env")
	write("right")
	b.WaitActive("s")

	variable := "BUCARDO_TEST_" + strings.ToUpper(name)
	b.Exec("control", "SELECT bucardo.update_db('b', passfile => '', password_env => $1)", variable)
	failsWith(t, b, "s", "failed,degraded", "the environment variable "+variable+" is not set", "update_db")
	setenv(t, variable, "wrong too")
	failsWith(t, b, "s", "failed,degraded", `password authentication failed for user "app"`, "password_env")
	setenv(t, variable, "right")
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO item VALUES (1, 'one')")
	b.Settle("s")
	b.Same("item", "a", "b")

	b.Exec("control", "SELECT bucardo.update_db('b', dbname => 'no such database')")
	failsWith(t, b, "s", "failed,degraded", `database "no such database" does not exist`, "update_db")
	b.Exec("control", "SELECT bucardo.update_db('b', dbname => $1, port => 1)", name)
	failsWith(t, b, "s", "failed,degraded", "cannot connect", "correct the address")
	b.Exec("control", "SELECT bucardo.update_db('b', port => $1)", cluster.Port())
	b.WaitActive("s")
	b.Exec("b", "INSERT INTO item VALUES (2, 'two')")
	b.Settle("s")
	b.Same("item", "a", "b")
}

// setenv is t.Setenv for parallel tests; the name must be the test's own.
func setenv(t *testing.T, name, value string) {
	t.Helper()
	if err := os.Setenv(name, value); err != nil { //nolint:usetesting // t.Setenv is not for parallel tests
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Unsetenv(name) })
}

// What is wrong with tables shows with the next step, and the sync becomes active by itself once it is mended.
func TestTablesThatDoNotFit(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "")
	b.Start()
	declare(b, "s", "a:source,b:source", "all")
	failsWith(t, b, "s", "failed", "database a: there is no table to replicate", "Create the tables")
	b.Exec("a", "CREATE TABLE item (id int, v text)")
	failsWith(t, b, "s", "failed", "public.item: no primary key and no unique index", "primary key")
	b.Exec("a", "ALTER TABLE item ADD PRIMARY KEY (id)")
	failsWith(t, b, "s", "failed", "database b: table public.item does not exist", "Create the table there")
	b.Exec("b", "CREATE TABLE item (id bigint, v text, more int)")
	failsWith(t, b, "s", "failed", "has no key that is unique on all databases", "on every database of the sync")
	b.Exec("b", "ALTER TABLE item ADD PRIMARY KEY (id)")
	failsWith(t, b, "s", "failed", "the columns of table public.item differ: column id is bigint on b and integer on a", "ALTER TABLE")
	b.Exec("b", "ALTER TABLE item ALTER id TYPE int")
	failsWith(t, b, "s", "failed", "column more is on b and not on a", "ALTER TABLE")
	b.Exec("b", "ALTER TABLE item DROP more")
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO item VALUES (1, 'one')")
	b.Exec("b", "INSERT INTO item VALUES (2, 'two')")
	b.Settle("s")
	b.Same("item", "a", "b")

	declare(b, "named", "a:source,b:source", "public.missing")
	failsWith(t, b, "named", "failed", "database a: table public.missing does not exist", "update_sync")
	for _, db := range []string{"a", "b"} {
		b.Exec(db, "CREATE TABLE missing (id int PRIMARY KEY)")
	}
	b.WaitActive("named")
}

// Tables that cannot be replicated are left out of 'all' with the reason, and held when they are named.
func TestLeftOut(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, `
		CREATE TABLE good (id int PRIMARY KEY);
		CREATE TABLE good_too (id int NOT NULL, v text, UNIQUE (id));
		CREATE TABLE keyless (v text);
		CREATE TABLE partial (id int NOT NULL, v text);
		CREATE UNIQUE INDEX partial_index ON partial (id) WHERE v IS NOT NULL;
		CREATE TABLE expression (v text NOT NULL);
		CREATE UNIQUE INDEX expression_index ON expression (lower(v));
		CREATE TABLE nullable (id int UNIQUE);
		CREATE TABLE deferring (id int NOT NULL UNIQUE DEFERRABLE);
		CREATE TABLE ancestor (id int PRIMARY KEY);
		CREATE TABLE heir (PRIMARY KEY (id)) INHERITS (ancestor);
		CREATE TABLE excluding (id int NOT NULL, EXCLUDE USING btree (id WITH =));
		CREATE COLLATION insensitive (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
		CREATE TABLE nondeterministic (v text COLLATE insensitive PRIMARY KEY);
		CREATE VIEW looking AS SELECT * FROM good;
		CREATE MATERIALIZED VIEW looked AS SELECT * FROM good;
		CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing;
		CREATE FOREIGN TABLE away (id int) SERVER nowhere;
		CREATE TABLE root (id int PRIMARY KEY) PARTITION BY RANGE (id);
		CREATE TABLE leaf PARTITION OF root DEFAULT;`)
	b.Start()
	b.AddSync("s", "a:source,b:source", "all", "latest")
	want := map[string]string{
		"good": "", "good_too": "", "root": "",
		"keyless":          "no primary key and no unique index",
		"partial":          "no primary key, and unique index partial_index is partial",
		"expression":       "no primary key, and unique index expression_index is on an expression",
		"nullable":         "no primary key, and unique index nullable_id_key has a column that may be NULL",
		"deferring":        "no primary key, and unique index deferring_id_key is deferrable",
		"ancestor":         "it is part of an inheritance tree",
		"heir":             "it is part of an inheritance tree",
		"excluding":        "no primary key and no unique index",
		"nondeterministic": "no primary key, and unique index nondeterministic_pkey has a column",
	}
	for table, reason := range want {
		got := b.Value("control", "SELECT coalesce(string_agg(DISTINCT state || ': ' || coalesce(reason, ''), '; '), 'nothing') FROM bucardo.table_status WHERE sync = 's' AND table_name = $1", table)
		state := "left out"
		if reason == "" {
			state = "replicated"
		}
		if !strings.HasPrefix(got, state+": "+reason) {
			t.Errorf("%s is %s, want %s: %s", table, got, state, reason)
		}
	}
	if got := b.Value("control", "SELECT tables || ' ' || tables_left_out FROM bucardo.status"); got != "3 9" {
		t.Errorf("tables and tables left out are %s, want 3 9", got)
	}
	for table, reason := range map[string]string{
		"looking": "it is a view", "looked": "it is a materialized view", "away": "it is a foreign table",
		"leaf": "it is a partition; replicate its root", "keyless": "no primary key and no unique index", "heir": "it is part of an inheritance tree",
	} {
		declare(b, table, "a:source,b:source", "good,public."+table)
		failsWith(t, b, table, "degraded", fmt.Sprintf("table public.%s is held: database a: table public.%[1]s cannot be replicated: %s", table, reason), "update_sync")
		b.Exec("control", "SELECT bucardo.remove_sync($1)", table)
	}
	b.Exec("a", "INSERT INTO good VALUES (1); INSERT INTO root VALUES (1); INSERT INTO good_too VALUES (1, 'x')")
	b.Settle("s")
	for _, table := range []string{"good", "root", "good_too"} {
		b.Same(table, "a", "b")
	}
}

// Tables change under a running sync: nothing is lost, and what is in the way is said.
func TestAlter(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b"}
	b := bed.New(t, all, plainItem+"CREATE TABLE beside (id int PRIMARY KEY); INSERT INTO item VALUES (1, 'one');")
	b.Start()
	b.AddSync("s", "a:source,b:source", "all", "latest")
	alter := func(sql string) {
		for _, db := range all {
			b.Exec(db, sql)
		}
	}
	same := func(step, want string) {
		t.Helper()
		for settled := false; !settled; {
			b.Eventually("control", "active", "SELECT state FROM bucardo.status")
			b.Settle("s")
			// Between the statements of two databases the table may come to be held, after its state was looked at.
			settled = b.Value("control", "SELECT state FROM bucardo.status") == "active"
		}
		if got := b.Same("item", all...); got != want || t.Failed() {
			t.Fatalf("after %s: item is %q, want %q", step, got, want)
		}
	}
	// With changes that wait on either side of the ALTER.
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.Eventually("control", "paused", "SELECT state FROM bucardo.status")
	b.Exec("a", "INSERT INTO item VALUES (2, 'two')")
	alter("ALTER TABLE item ADD more text DEFAULT 'd'")
	b.Exec("b", "INSERT INTO item VALUES (3, 'three', 'm')")
	b.Exec("control", "SELECT bucardo.resume('s')")
	same("a column was added", "(1,one,d)\n(2,two,d)\n(3,three,m)")
	b.Exec("a", "UPDATE item SET more = 'from a' WHERE id = 1")
	same("the added column was changed", "(1,one,\"from a\")\n(2,two,d)\n(3,three,m)")

	b.Exec("a", "ALTER TABLE item DROP v")
	b.Exec("a", "UPDATE item SET more = 'e' WHERE id < 3")
	failsWith(t, b, "s", "degraded", "table public.item is held: database a: the columns of table public.item differ: column v is on b and not on a", "ALTER TABLE")
	b.Exec("b", "ALTER TABLE item DROP v")
	same("a column was dropped", "(1,e)\n(2,e)\n(3,m)")

	alter("ALTER TABLE item RENAME more TO other")
	b.Exec("b", "UPDATE item SET other = 'renamed' WHERE id = 3")
	same("a column was renamed", "(1,e)\n(2,e)\n(3,renamed)")

	alter("ALTER TABLE item ADD n numeric(6,2) DEFAULT 0, ADD w varchar(3) DEFAULT ''")
	b.Exec("a", "UPDATE item SET n = 1.25, w = 'abc' WHERE id = 1")
	same("columns were added", "(1,e,1.25,abc)\n(2,e,0.00,\"\")\n(3,renamed,0.00,\"\")")
	alter("ALTER TABLE item ALTER n TYPE numeric(12,6), ALTER w TYPE varchar(30)")
	b.Exec("a", "UPDATE item SET n = 1.234567, w = 'longer than it was' WHERE id = 1")
	same("types were widened", "(1,e,1.234567,\"longer than it was\")\n(2,e,0.000000,\"\")\n(3,renamed,0.000000,\"\")")
	alter("ALTER TABLE item ALTER n TYPE text, ALTER w DROP DEFAULT, ALTER w TYPE jsonb USING '[1]'")
	b.Exec("b", "UPDATE item SET n = 'no number', w = '{}' WHERE id = 2")
	b.Exec("a", "INSERT INTO item SELECT n, 'x', 'y', '{}' FROM generate_series(1001, 1500) n")
	b.Exec("a", "DELETE FROM item WHERE id IN (1, 3) OR id > 1000")
	same("types were changed", "(2,e,\"no number\",{})")

	alter("ALTER TABLE item ALTER id TYPE bigint")
	b.Exec("a", "INSERT INTO item VALUES (4, 'x', 'y', '{}')")
	same("the key's type was changed", "(2,e,\"no number\",{})\n(4,x,y,{})")
	b.Eventually("a", "bigint", "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attname = 'k1' AND attrelid = (SELECT format('bucardo_node.delta_%s_0', id)::regclass FROM bucardo_node.captured_table WHERE table_name = 'item')")
	b.Exec("a", "INSERT INTO item VALUES (30000000000, 'x', 'y', '{}')")
	same("a key that did not fit before", "(2,e,\"no number\",{})\n(30000000000,x,y,{})\n(4,x,y,{})")
}

// A table is dropped and made anew, on one database and then on the other.
func TestRecreate(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b"}
	b := bed.New(t, all, plainItem+"CREATE TABLE beside (id int PRIMARY KEY);")
	b.Start()
	b.AddSync("s", "a:source,b:source", "all", "latest")
	b.Exec("a", "INSERT INTO item VALUES (1, 'one')")
	b.Settle("s")
	for _, db := range all {
		b.Exec(db, "DROP TABLE item; "+plainItem)
	}
	captured := "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'item'::regclass AND tgname LIKE 'bucardo%'"
	b.Eventually("a", "4", captured)
	b.Eventually("b", "4", captured)
	b.Exec("a", "INSERT INTO item VALUES (2, 'new')")
	b.Exec("b", "INSERT INTO item VALUES (3, 'new')")
	b.Settle("s")
	if got := b.Same("item", all...); got != "(2,new)\n(3,new)" {
		t.Errorf("item is %q", got)
	}
	b.Eventually("a", "2", "SELECT count(*) FROM bucardo_node.captured_table")
	b.Eventually("a", "4", "SELECT count(*) FROM pg_class WHERE relnamespace = 'bucardo_node'::regnamespace AND relname LIKE 'delta%'")

	// Dropped for good: the rest goes on where the list says all.
	for _, db := range all {
		b.Exec(db, "DROP TABLE item")
	}
	b.Exec("a", "INSERT INTO beside VALUES (1)")
	b.Eventually("b", "1", "SELECT count(*) FROM beside")
	b.Eventually("a", "1", "SELECT count(*) FROM bucardo_node.captured_table")
	b.Eventually("control", "active", "SELECT state FROM bucardo.status")

	// Capture that somebody took away or switched off comes back.
	b.Exec("a", "ALTER TABLE beside DISABLE TRIGGER ALL")
	b.Eventually("a", "4", "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'beside'::regclass AND tgname LIKE 'bucardo%' AND tgenabled <> 'D'")
	b.Exec("a", "DROP TRIGGER bucardo_insert ON beside")
	b.Eventually("a", "4", "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'beside'::regclass AND tgname LIKE 'bucardo%' AND tgenabled <> 'D'")
}

// A long transaction on one table keeps a sync from becoming active, says so, and makes nobody wait for long.
func TestActivationUnderLock(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, plainItem+"CREATE TABLE another (id int PRIMARY KEY); CREATE TABLE zebra (id int PRIMARY KEY);")
	tx, err := b.Connect("a").Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "INSERT INTO item VALUES (1, 'long')"); err != nil {
		t.Fatal(err)
	}
	b.Start()
	declare(b, "s", "a:source,b:target", "all")
	failsWith(t, b, "s", "failed", "changes of table public.item cannot be captured", "long transaction holds a lock")
	b.Exec("a", "SET statement_timeout = '5s'; INSERT INTO item VALUES (2, 'short'); INSERT INTO zebra VALUES (1)")
	if err := tx.Commit(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	b.WaitActive("s")
	b.Exec("a", "UPDATE item SET v = 'after'")
	b.Settle("s")
	b.Same("item", "a", "b")
}
