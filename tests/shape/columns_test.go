package shape

import (
	"testing"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// A database may get fewer columns, or others made by expressions, while its siblings get all.
func TestCustomColumns(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "short", "made"}, "")
	for _, db := range []string{"a", "b"} {
		b.Exec(db, "CREATE TABLE book (id int PRIMARY KEY, title text, author text, price numeric)")
	}
	b.Exec("short", "CREATE TABLE book (title text, id int PRIMARY KEY, seen timestamptz DEFAULT '2000-01-01', author text DEFAULT 'nobody')")
	b.Exec("made", "CREATE TABLE book (id int PRIMARY KEY, shout text, cents int)")
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,b:source,short:target,made:target', tables => 'all', status => 'inactive')")
	setColumns(t, b, "book", "short", "id, title")
	setColumns(t, b, "book", "made", "id, upper(title) || '!' AS shout, (price * 100)::int AS cents")
	b.Exec("control", "SELECT bucardo.activate('s')")
	b.Start()
	b.WaitActive("s")
	check := func(step string) {
		t.Helper()
		b.Settle("s")
		b.Same("book", "a", "b")
		for db, query := range map[string]string{
			"short": "SELECT coalesce(string_agg(format('%s %s nobody 2000', id, title), ',' ORDER BY id), '') FROM book",
			"made":  "SELECT coalesce(string_agg(format('%s %s! %s', id, upper(title), (price * 100)::int), ',' ORDER BY id), '') FROM book",
		} {
			want := b.Value("a", query)
			got := b.Value(db, map[string]string{
				"short": "SELECT coalesce(string_agg(format('%s %s %s %s', id, title, author, extract(year FROM seen)), ',' ORDER BY id), '') FROM book",
				"made":  "SELECT coalesce(string_agg(format('%s %s %s', id, shout, cents), ',' ORDER BY id), '') FROM book",
			}[db])
			if got != want {
				t.Fatalf("after %s: %s has %.300s, want %.300s", step, db, got, want)
			}
		}
	}
	b.Exec("a", "INSERT INTO book VALUES (1, 'Hamlet', 'ws', 9.5)")
	b.Exec("b", "INSERT INTO book VALUES (2, 'Faust', 'jwg', 7)")
	check("an insert on either source")
	b.Exec("b", "UPDATE book SET title = 'Hamlet II', price = 1 WHERE id = 1")
	check("an update")
	b.Exec("a", "DELETE FROM book WHERE id = 2")
	check("a delete")
	b.Exec("a", "INSERT INTO book SELECT n, 'title ' || n, 'x', n FROM generate_series(10, 2500) n")
	check("a large insert")
	b.Exec("b", "UPDATE book SET id = id + 10000, title = 'moved' WHERE id > 100")
	check("a large change of keys")
	b.Exec("a", "TRUNCATE book")
	b.Exec("a", "INSERT INTO book VALUES (1, 'Iphigenie', 'jwg', 3)")
	check("a truncate")
}

// A source may not send a column that it does not get: it would undo what others write.
func TestChosenColumnsOfSource(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE TABLE book (id int PRIMARY KEY, title text, author text DEFAULT 'nobody');")
	b.Start()
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,b:source', tables => 'all', status => 'inactive')")
	setColumns(t, b, "book", "b", "id, title")
	b.Exec("control", "CALL bucardo.validate_and_wait('s', '60s')")
	if got := b.Value("control", "SELECT db || ': ' || finding FROM bucardo.findings"); got != `a: the columns of table public.book differ: b is a source and is not to get column "author" as it is, which a gets from it` {
		t.Errorf("the finding is %s", got)
	}
	// Chosen for all, the column is every database's own.
	b.Exec("control", "SELECT bucardo.remove_customcols('public.book', db => 'b')")
	b.Exec("control", "SELECT bucardo.add_customcols('public.book', 'id, title')")
	b.Exec("control", "SELECT bucardo.activate('s')")
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO book VALUES (1, 'Faust', 'of a')")
	b.Settle("s")
	b.Exec("b", "UPDATE book SET author = 'of b', title = 'Faust II'")
	b.Settle("s")
	if got := b.Dump("a", "book") + b.Dump("b", "book"); got != `(1,"Faust II","of a")(1,"Faust II","of b")` {
		t.Errorf("a and b have %s", got)
	}
}

// Without strict checking, a column that does not fit one source is left out for all, so that none undoes what another writes.
func TestLooseCheckingOfSources(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c"}
	b := bed.New(t, all, "")
	for db, n := range map[string]string{"a": "bigint", "b": "int", "c": "bigint"} {
		b.Exec(db, "CREATE TABLE item (id int PRIMARY KEY, v text, n "+n+" DEFAULT 0)")
	}
	b.Start()
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,b:source,c:source', tables => 'all', strict_checking => false)")
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO item VALUES (1, 'one', 1)")
	b.Settle("s")
	b.Exec("c", "UPDATE item SET n = 3, v = 'two'")
	b.Settle("s")
	b.Exec("b", "UPDATE item SET v = 'three'")
	b.Settle("s")
	if got := b.Dump("a", "item") + b.Dump("b", "item") + b.Dump("c", "item"); got != "(1,three,1)(1,three,0)(1,three,3)" {
		t.Errorf("a, b and c have %s", got)
	}
}

// A table may have another name, or be in another schema, on a database; that of a source too.
func TestCustomName(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, "")
	b.Exec("a", "CREATE TABLE work (id int PRIMARY KEY, v text)")
	// Something else by the name the table has elsewhere.
	b.Exec("b", `CREATE SCHEMA "Old Plays"; CREATE TABLE "Old Plays"."Work" (id int PRIMARY KEY, v text); CREATE TABLE work (unlike boolean)`)
	b.Exec("c", "CREATE TABLE opus (id int PRIMARY KEY, v text)")
	b.Exec("control", "SELECT bucardo.add_sync('s', dbs => 'a:source,b:source,c:target', tables => 'work', status => 'inactive')")
	setName(t, b, "work", "b", `"Old Plays"."Work"`)
	setName(t, b, "work", "c", "opus")
	b.Exec("control", "SELECT bucardo.activate('s')")
	b.Start()
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO work VALUES (1, 'a'), (2, 'a')")
	b.Exec("b", `INSERT INTO "Old Plays"."Work" VALUES (3, 'b')`)
	b.Settle("s")
	b.Exec("b", `UPDATE "Old Plays"."Work" SET v = 'changed' WHERE id = 1; DELETE FROM "Old Plays"."Work" WHERE id = 2`)
	b.Exec("a", "INSERT INTO work SELECT n, 'many' FROM generate_series(10, 2000) n")
	b.Settle("s")
	want := b.Dump("a", "work")
	if got := b.Dump("b", `"Old Plays"."Work"`); got != want {
		t.Errorf("b differs")
	}
	if got := b.Dump("c", "opus"); got != want {
		t.Errorf("c differs")
	}
	if got := b.Value("a", "SELECT count(*) || ' ' || max(v) FROM work"); got != "1993 many" {
		t.Errorf("a has %s", got)
	}
	if got := b.Value("b", "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'work'::regclass"); got != "0" {
		t.Errorf("the other table of that name was captured")
	}
}

// Databases may differ where that loses nothing: more columns at a target, another order, wider types.
func TestDifferencesThatFit(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "")
	b.Exec("a", "CREATE TABLE item (id int PRIMARY KEY, v varchar(10), n numeric(6,2), i smallint)")
	b.Exec("b", `CREATE TABLE item (i bigint, extra text NOT NULL DEFAULT 'd', n numeric, id bigint, v text, stamp timestamptz,
		serial bigint GENERATED ALWAYS AS IDENTITY, twice bigint GENERATED ALWAYS AS (i * 2) STORED, PRIMARY KEY (id))`)
	b.Start()
	b.AddSync("s", "a:source,b:target", "all", "latest")
	b.Exec("a", "INSERT INTO item VALUES (1, 'one', 1.50, 7)")
	b.Settle("s")
	b.Exec("b", "UPDATE item SET extra = 'own'")
	b.Exec("a", "UPDATE item SET v = 'two'; INSERT INTO item SELECT n, 'x', n, 1 FROM generate_series(2, 1000) n")
	b.Settle("s")
	if got := b.Value("b", "SELECT row(id, v, n, i, extra, twice)::text || count(*) OVER () FROM item ORDER BY id LIMIT 1"); got != "(1,two,1.50,7,own,14)1000" {
		t.Errorf("b has %s", got)
	}
}

// What does not fit holds its table; without strict checking, what fits is replicated, and a finding says what does not.
func TestStrictChecking(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE TABLE other (id int PRIMARY KEY);")
	b.Exec("a", "CREATE TABLE item (id int PRIMARY KEY, v text, only_a text, n bigint)")
	b.Exec("b", "CREATE TABLE item (id int PRIMARY KEY, v text, n int)")
	b.Start()
	b.AddSync("s", "a:source,b:target", "all", "latest")
	b.Exec("a", "INSERT INTO item VALUES (1, 'one', 'a', 1); INSERT INTO other VALUES (1)")
	b.Settle("s")
	b.Same("other", "a", "b")
	if got := b.Value("control", "SELECT state || ' ' || reason FROM bucardo.table_status WHERE table_name = 'item'"); got != "held database b: the columns of table public.item differ: column only_a is on a and not on b" {
		t.Errorf("item is %s", got)
	}
	b.Exec("control", "SELECT bucardo.update_sync('s', strict_checking => false)")
	b.Eventually("control", "active", "SELECT state FROM bucardo.status")
	b.Settle("s")
	if got := b.Dump("b", "item"); got != "(1,one,)" {
		t.Errorf("b has %s", got)
	}
	if got := b.Value("control", "SELECT string_agg(severity || ' ' || finding, '; ') FROM bucardo.findings"); got != "warning not replicated: column only_a is on a and not on b; warning not replicated: column n is bigint on a and integer on b" {
		t.Errorf("findings are %s", got)
	}
}

// A table may decide conflicts in another way than its sync.
func TestStrategyOfTable(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, "CREATE TABLE one (id int PRIMARY KEY, v text); CREATE TABLE two (id int PRIMARY KEY, v text);")
	b.Start()
	b.AddSync("s", "a:source,b:source", "all", "latest")
	setStrategy(t, b, "s", "two", []string{"a", "b"})
	b.WaitActive("s")
	b.Exec("control", "SELECT bucardo.pause('s')")
	b.Eventually("control", "paused", "SELECT state FROM bucardo.status")
	for _, table := range []string{"one", "two"} {
		b.Exec("a", "INSERT INTO "+table+" VALUES (1, 'a, earlier')")
		b.Exec("b", "INSERT INTO "+table+" VALUES (1, 'b, later')")
	}
	b.Exec("control", "SELECT bucardo.resume('s')")
	b.Settle("s")
	if got := b.Same("one", "a", "b") + b.Same("two", "a", "b"); got != `(1,"b, later")(1,"a, earlier")` {
		t.Errorf("one and two are %s", got)
	}
}
