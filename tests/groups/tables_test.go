package groups_test

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const shop = `
	CREATE SCHEMA shop;
	CREATE SCHEMA "Old*";
	CREATE TABLE shop.order_eu (id int PRIMARY KEY);
	CREATE TABLE shop.order_log (id int PRIMARY KEY);
	CREATE TABLE shop.customer (id int PRIMARY KEY);
	CREATE TABLE "Old*".order_us (id int PRIMARY KEY);
	CREATE TABLE public.order_of_nobody (note text);`

// replicated are the tables of a sync that are replicated.
const replicated = "SELECT string_agg(schema_name || '.' || table_name, ' ' ORDER BY schema_name, table_name) FROM bucardo.sync_table WHERE included"

// A sync replicates what its patterns mean, but for what is excluded, and a change of its relgroup reaches it.
func TestPatterns(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, shop)
	b.Start()
	b.Exec("control", `SELECT bucardo.add_relgroup('orders', 'shop.order_*,"Old*".order*,*.order_of_*,-*.*_log')`)
	b.AddSync("s", "a:source,b:source", "orders", "latest")
	if got := b.Value("control", replicated); got != "Old*.order_us shop.order_eu" {
		t.Errorf("replicated are %s", got)
	}
	if got := b.Value("control", "SELECT schema_name || '.' || table_name || ': ' || reason FROM bucardo.sync_table WHERE NOT included"); got != "public.order_of_nobody: no primary key and no unique index" {
		t.Errorf("left out is %s", got)
	}
	const arrived = `SELECT concat_ws(' ', (SELECT count(*) FROM shop.order_eu), (SELECT count(*) FROM shop.order_log), (SELECT count(*) FROM shop.customer), (SELECT count(*) FROM "Old*".order_us))`
	write := func(id string) {
		for _, table := range []string{"shop.order_eu", "shop.order_log", "shop.customer", `"Old*".order_us`} {
			b.Exec("a", "INSERT INTO "+table+" VALUES ("+id+")")
		}
		b.Settle("s")
	}
	write("1")
	if got := b.Value("b", arrived); got != "1 0 0 1" {
		t.Errorf("arrived are %s", got)
	}
	b.Exec("control", `SELECT bucardo.update_relgroup('orders', add => 'shop.*,-"Old*".*', remove => '-*.*_log')`)
	b.WaitActive("s")
	write("2")
	if got := b.Value("b", arrived); got != "2 1 1 1" {
		t.Errorf("after the change arrived are %s", got)
	}
}

// Tables that are created later, and fit, are taken in by themselves, with the rows they have by then.
func TestTablesCreatedLater(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ tables, created string }{
		"all":       {"all", "shop.later"},
		"a schema":  {"shop.*", "shop.later"},
		"a pattern": {"shop.*,*.new_*,-*.old_*", "public.new_one"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := bed.New(t, []string{"a", "b", "c"}, shop)
			b.Start()
			b.AddSync("s", "a:source,b:source,c:target", test.tables, "latest")
			create := "CREATE TABLE " + test.created + " (id int PRIMARY KEY, note text)"
			b.Exec("a", create)
			b.Exec("a", "INSERT INTO "+test.created+" VALUES (1, 'before b had it')")
			b.Exec("b", create)
			b.Exec("a", "INSERT INTO shop.customer VALUES (1)")
			b.Settle("s") // while it is not everywhere it holds nothing up
			b.Same("shop.customer", "a", "b", "c")
			b.Exec("b", "INSERT INTO "+test.created+" VALUES (2, 'before c had it')")
			b.Exec("c", create)
			b.Exec("b", "INSERT INTO "+test.created+" VALUES (3, 'soon'); UPDATE "+test.created+" SET note = note || '!'")
			b.Everywhere([]string{"a", "b", "c"}, "3", "SELECT count(*) FROM "+test.created)
			b.Exec("a", "UPDATE "+test.created+" SET note = 'late' WHERE id = 3")
			b.Settle("s")
			if got := b.Same(test.created, "a", "b", "c"); got != "(1,\"before b had it\")\n(2,\"before c had it!\")\n(3,late)" {
				t.Errorf("all have %s", got)
			}
		})
	}
}

// The same for a table that is created while no sidecar runs; one that is there when the list begins to mean it is taken to be the
// same everywhere.
func TestTablesCreatedWhileAway(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, shop)
	sidecar := b.Start()
	b.AddSync("s", "a:source,b:source", "shop.*", "latest")
	b.Exec("a", "INSERT INTO shop.customer VALUES (1)")
	b.Settle("s")
	sidecar.Stop(t)
	b.Exec("control", "SELECT bucardo.update_sync('s', overdue => '1h')") // a change that leaves the list as it is
	for _, db := range []string{"a", "b"} {
		b.Exec(db, "CREATE TABLE shop.later (id int PRIMARY KEY); CREATE TABLE public.other (id int PRIMARY KEY)")
		b.Exec(db, "INSERT INTO shop.later VALUES ($1); ", int(db[0]))
		b.Exec(db, "INSERT INTO public.other VALUES ($1)", int(db[0]))
	}
	b.Start()
	b.Everywhere([]string{"a", "b"}, "2", "SELECT count(*) FROM shop.later")
	b.Exec("control", "SELECT bucardo.update_sync('s', tables => 'all')")
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO public.other VALUES (1000)")
	b.Settle("s")
	if got := b.Value("b", "SELECT string_agg(id::text, ' ' ORDER BY id) FROM public.other"); got != "98 1000" {
		t.Errorf("b has %s", got)
	}
}

// The same for a table that is created after the sync was changed, while what it has cannot be replicated.
func TestTablesCreatedWhileFailed(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE SCHEMA shop; CREATE TABLE shop.customer (id int PRIMARY KEY, n int)")
	b.Start()
	b.AddSync("s", "a:source,b:target", "shop.*", "latest")
	b.Exec("b", "ALTER TABLE shop.customer ALTER n TYPE text")
	b.Exec("control", "SELECT bucardo.update_sync('s', priority => 1)")
	b.Eventually("control", "failed", "SELECT state FROM bucardo.status WHERE name = 's'")
	b.Exec("a", "CREATE TABLE shop.later (id int PRIMARY KEY); INSERT INTO shop.later VALUES (1)")
	b.Exec("b", "CREATE TABLE shop.later (id int PRIMARY KEY); ALTER TABLE shop.customer ALTER n TYPE int USING n::int")
	b.WaitActive("s")
	b.Everywhere([]string{"a", "b"}, "1", "SELECT count(*) FROM shop.later")
}

// A table that was left out is taken in when it gets a key.
func TestTableGetsAKey(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, shop+"CREATE TABLE shop.keyless (id int NOT NULL)")
	b.Start()
	b.AddSync("s", "a:source,b:target", "all", "latest")
	for _, db := range []string{"a", "b"} {
		b.Exec(db, "ALTER TABLE shop.keyless ADD PRIMARY KEY (id)")
	}
	b.Eventually("control", "true", "SELECT included FROM bucardo.sync_table WHERE table_name = 'keyless'")
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO shop.keyless VALUES (1)")
	b.Settle("s")
	b.Same("shop.keyless", "a", "b")
}

// Tables are copied in the order of their priorities, but for foreign keys.
func TestPriorities(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, `
		CREATE TABLE ant (id int PRIMARY KEY);
		CREATE TABLE bee (id int PRIMARY KEY);
		CREATE TABLE cat (id int PRIMARY KEY);
		CREATE TABLE dog (id int PRIMARY KEY, cat int REFERENCES cat);
		CREATE TABLE elk (id int PRIMARY KEY)`)
	b.Exec("a", "INSERT INTO cat VALUES (1); INSERT INTO dog VALUES (1, 1)")
	b.Start()
	b.Exec("control", "SELECT bucardo.add_sync('s', 'a:source,b:target', 'all,public.dog:10,*.*l*:5,public.ant:-1', onetimecopy => 1)")
	b.WaitActive("s")
	if got := b.Value("control", `SELECT string_agg("table", ' ' ORDER BY started_at) FROM bucardo.progress`); got != "cat dog elk bee ant" {
		t.Errorf("copied in the order %s", got)
	}
	b.Same("dog", "a", "b")
}
