package runs_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

// asApplication connects as a role that may write the table and nothing else.
func asApplication(t *testing.T, b *bed.Bed, db string) *pgx.Conn {
	t.Helper()
	b.Exec("control", `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'runs_app') THEN CREATE ROLE runs_app LOGIN; END IF; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$`)
	b.Exec(db, "GRANT SELECT, INSERT, UPDATE, DELETE ON item TO runs_app")
	conn := b.Connect(db)
	if _, err := conn.Exec(t.Context(), "SET SESSION AUTHORIZATION runs_app"); err != nil {
		t.Fatal(err)
	}
	return conn
}

func must[T any](t *testing.T, conn *pgx.Conn, sql string, args ...any) (value T) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), sql, args...).Scan(&value); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return value
}

func exec(t *testing.T, conn *pgx.Conn, sql string, args ...any) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

var patience = fmt.Sprintf("%d seconds", int(bed.Patience.Seconds()))

// An application without any rights on the schema writes here and reads there, two hundred times, with tokens taken after the commit, within
// the transaction, and after transactions that have nothing to do with it.
func TestReadYourWrites(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, items+"; CREATE TABLE unrelated (n int)")
	b.Start()
	b.AddSync("s", "a:source,b:source", "item", "latest")
	writer, reader := asApplication(t, b, "a"), asApplication(t, b, "b")
	open := b.Connect("a")
	for n := range 200 {
		var token string
		switch n % 4 {
		case 0:
			exec(t, writer, "INSERT INTO item VALUES ($1, 'after')", n)
			token = must[string](t, writer, "SELECT bucardo_node.sync_token()")
		case 1:
			exec(t, writer, "BEGIN")
			token = must[string](t, writer, "SELECT bucardo_node.sync_token()")
			exec(t, writer, "INSERT INTO item VALUES ($1, 'within')", n)
			exec(t, writer, "COMMIT")
		case 2:
			// A transaction that was open when the row was read, and one that came after, are in no delta.
			exec(t, open, "BEGIN")
			exec(t, open, "INSERT INTO unrelated VALUES (1)")
			exec(t, writer, "INSERT INTO item VALUES ($1, 'beside')", n)
			b.Eventually("b", "1", "SELECT count(*) FROM item WHERE id = $1", n)
			exec(t, open, "COMMIT")
			b.Exec("a", "INSERT INTO unrelated VALUES (2)")
			token = must[string](t, writer, "SELECT bucardo_node.sync_token()")
		default:
			exec(t, writer, "BEGIN")
			exec(t, writer, "INSERT INTO item VALUES ($1, 'subtransaction')", n)
			exec(t, writer, "SAVEPOINT s")
			token = must[string](t, writer, "SELECT bucardo_node.sync_token()")
			exec(t, writer, "RELEASE SAVEPOINT s")
			exec(t, writer, "COMMIT")
		}
		exec(t, reader, "SELECT bucardo_node.wait_for_sync($1, $2::text::interval)", token, patience)
		if got := must[int](t, reader, "SELECT count(*)::int FROM item WHERE id = $1", n); got != 1 {
			t.Fatalf("row %d is not there", n)
		}
	}
	// Tokens are forgotten once they have served.
	b.Eventually("a", "0", "SELECT count(*) FROM bucardo_node.token")
}

// Many at once, while both sides are written to.
func TestReadYourWritesUnderLoad(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, items)
	b.Start()
	b.AddSync("s", "a:source,b:source", "item", "latest")
	var group sync.WaitGroup
	for client := range 6 {
		from, to := "a", "b"
		if client%2 == 1 {
			from, to = "b", "a"
		}
		writer, reader := b.Connect(from), b.Connect(to)
		group.Go(func() {
			for n := range 50 {
				id := client*1000 + n
				var token string
				if _, err := writer.Exec(t.Context(), "INSERT INTO item VALUES ($1, 'x')", id); err != nil {
					t.Error(err)
					return
				}
				if err := writer.QueryRow(t.Context(), "SELECT bucardo_node.sync_token()").Scan(&token); err != nil {
					t.Error(err)
					return
				}
				var found bool
				if _, err := reader.Exec(t.Context(), "SELECT bucardo_node.wait_for_sync($1, $2::text::interval)", token, patience); err != nil {
					t.Error(err)
					return
				}
				if err := reader.QueryRow(t.Context(), "SELECT EXISTS (SELECT FROM item WHERE id = $1)", id).Scan(&found); err != nil || !found {
					t.Errorf("row %d is not there: %v", id, err)
					return
				}
			}
		})
	}
	group.Wait()
}

// A member that was away has what it has, and says so for tokens that were given meanwhile.
func TestWaitAtMemberThatWasAway(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, items)
	b.Start()
	b.AddSync("s", "a:source,b:target,c:target", "item", "latest")
	reconnect := b.CutOff("b")
	b.State("s", "degraded")
	token := b.Value("a", "SELECT bucardo_node.sync_token()")
	b.Exec("c", "SELECT bucardo_node.wait_for_sync($1, $2::text::interval)", token, patience)
	refused := func(db, sql, hint string, args ...any) {
		t.Helper()
		_, err := b.Conn(db).Exec(t.Context(), sql, args...)
		if err == nil || !strings.Contains(err.Error(), hint) {
			t.Errorf("%s: %v", sql, err)
		}
	}
	refused("b", "SELECT bucardo_node.wait_for_sync($1, '100ms')", "has not arrived after", token)
	refused("control", "CALL bucardo.wait_for_sync('s', timeout => '300ms')", "not every database")
	if got := b.Value("control", "SELECT count(*) FROM bucardo.command WHERE done_at IS NULL"); got != "0" {
		t.Errorf("%s commands are left", got)
	}
	reconnect()
	b.Exec("b", "SELECT bucardo_node.wait_for_sync($1, $2::text::interval)", token, patience)
	b.Exec("control", fmt.Sprintf("CALL bucardo.wait_for_sync('s', '%s', '%s')", token, patience))

	refused("b", "SELECT bucardo_node.wait_for_sync('nonsense')", "no token")
	refused("b", "SELECT bucardo_node.wait_for_sync('00000000:1:1')", "of another control database")
	refused("b", "SELECT bucardo_node.wait_for_sync(NULL)", "token is NULL")
	refused("b", "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT bucardo_node.wait_for_sync('"+token+"'); COMMIT", "repeatable read transaction")
	b.Exec("b", "ROLLBACK")
	refused("a", "BEGIN READ ONLY; SELECT bucardo_node.sync_token(); COMMIT", "read-only transaction")
	b.Exec("a", "ROLLBACK")
	refused("b", "SELECT bucardo_node.sync_token()", "a source of no sync")
	refused("control", "CALL bucardo.wait_for_sync('s', '00000000:1:1')", "of no source")
	b.Exec("a", "SELECT bucardo_node.wait_for_sync($1)", token) // where it was taken all is there
}

// From the control database: until every member has a token, or all that is committed.
func TestWaitForSync(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, items)
	b.Start()
	b.AddSync("s", "a:source,b:target,c:target", "item", "latest")
	for n := range 20 {
		b.Exec("a", "INSERT INTO item VALUES ($1, 'x')", n)
		token := "NULL"
		if n%2 == 0 {
			token = "'" + b.Value("a", "SELECT bucardo_node.sync_token()") + "'"
		}
		b.Exec("control", fmt.Sprintf("CALL bucardo.wait_for_sync('s', %s, '%s')", token, patience))
		for _, db := range []string{"b", "c"} {
			if got := b.Value(db, "SELECT count(*) FROM item WHERE id = $1", n); got != "1" {
				t.Fatalf("row %d is not on %s", n, db)
			}
		}
	}
	// Without autokick it does not run the sync, it waits for who does.
	b.Exec("control", "SELECT bucardo.update_sync('s', autokick => false)")
	b.WaitActive("s")
	b.Exec("a", "INSERT INTO item VALUES (100, 'waits')")
	if _, err := b.Conn("control").Exec(t.Context(), "CALL bucardo.wait_for_sync('s', timeout => '500ms')"); err == nil {
		t.Error("it has arrived although nothing ran")
	}
	waiting := b.Connect("control")
	done := make(chan error, 1)
	go func() {
		_, err := waiting.Exec(t.Context(), fmt.Sprintf("CALL bucardo.wait_for_sync('s', timeout => '%s')", patience))
		done <- err
	}()
	b.Eventually("control", "1", "SELECT count(*) FROM bucardo.command WHERE verb = 'wait' AND done_at IS NULL")
	b.Settle("s")
	if err := <-done; err != nil {
		t.Error(err)
	}
	b.Same("item", "a", "b", "c")
}

// A table that is held does not keep others from being waited for; who waits is warned.
func TestWaitAndHeldTable(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, items+"; CREATE TABLE other (id int PRIMARY KEY, v text)")
	b.Start()
	b.AddSync("s", "a:source,b:target", "all", "latest")
	b.Exec("a", "ALTER TABLE other ADD extra int NOT NULL DEFAULT 0")
	b.Exec("a", "INSERT INTO other VALUES (1, 'held', 1)")
	b.Eventually("control", "1", "SELECT count(*) FROM bucardo.sync_table WHERE held")
	b.Exec("a", "INSERT INTO other VALUES (2, 'held', 1); INSERT INTO item VALUES (1, 'arrives')")
	token := b.Value("a", "SELECT bucardo_node.sync_token()")

	warnings := map[string]string{}
	for db, call := range map[string]string{
		"b":       fmt.Sprintf("SELECT bucardo_node.wait_for_sync('%s', '%s')", token, patience),
		"control": fmt.Sprintf("CALL bucardo.wait_for_sync('s', '%s', '%s')", token, patience),
	} {
		config, err := pgx.ParseConfig(b.ConnStrings[db])
		if err != nil {
			t.Fatal(err)
		}
		config.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) { warnings[db] += n.Message }
		conn, err := pgx.ConnectConfig(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
		exec(t, conn, call)
		if !strings.Contains(warnings[db], "table public.other is held") {
			t.Errorf("on %s: %q", db, warnings[db])
		}
	}
	if got := b.Value("b", "SELECT v FROM item"); got != "arrives" {
		t.Errorf("b has %q", got)
	}
}

// Between the oldest and the newest server that may take part, both ways.
func TestReadYourWritesAcrossVersions(t *testing.T) {
	t.Parallel()
	old, young := clustertest.New(t, pgcluster.Options{Version: 12}), clustertest.New(t, pgcluster.Options{Version: 18})
	b := bed.On(t, clustertest.DB(t, young), []string{"a", "b"}, map[string]string{"a": clustertest.DB(t, old), "b": clustertest.DB(t, young)}, items)
	b.Start()
	b.AddSync("s", "a:source,b:source", "item", "latest")
	for _, db := range []string{"a", "b"} {
		b.Exec(db, "CREATE ROLE runs_app LOGIN; GRANT SELECT, INSERT ON item TO runs_app; SET SESSION AUTHORIZATION runs_app")
	}
	for n := range 20 {
		from, to := "a", "b"
		if n%2 == 1 {
			from, to = "b", "a"
		}
		b.Exec(from, "INSERT INTO item VALUES ($1, 'x')", n)
		b.Exec(to, "SELECT bucardo_node.wait_for_sync($1, $2::text::interval)", b.Value(from, "SELECT bucardo_node.sync_token()"), patience)
		if got := b.Value(to, "SELECT count(*) FROM item WHERE id = $1", n); got != "1" {
			t.Fatalf("row %d is not there", n)
		}
	}
}
