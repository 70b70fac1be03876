package groups_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

const work = `CREATE TABLE work (id int PRIMARY KEY, title text)`

// setStatus makes a database active or inactive.
func setStatus(b *bed.Bed, db, status string) {
	b.Exec("control", "SELECT bucardo.update_db($1, status => $2)", db, status)
}

// connections waits until the sidecar has that many connections to a database.
func connections(b *bed.Bed, db, want string) {
	b.Eventually(db, want, "SELECT least(count(*), 1) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'bucardo%'")
}

// An inactive database is left alone, the others go on, and what it missed and what it did flows when it is active again.
func TestInactiveMember(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, work)
	sidecar := b.Start()
	b.AddSync("s", "a:source,b:source,c:target", "all", "latest")
	connections(b, "b", "1")
	setStatus(b, "b", "inactive")
	b.WaitActive("s")
	connections(b, "b", "0")
	b.Exec("a", "INSERT INTO work VALUES (1, 'from a')")
	b.Exec("b", "INSERT INTO work VALUES (2, 'from b'), (3, 'of b')")
	b.Settle("s")
	b.State("s", "active")
	if got := b.Dump("c", "work"); got != "(1,\"from a\")" {
		t.Errorf("c has %s", got)
	}
	if got := b.Dump("b", "work"); strings.Contains(got, "from a") {
		t.Errorf("b has %s", got)
	}
	if got := b.Value("control", "SELECT state || ': ' || next_step FROM bucardo.db_status WHERE name = 'b'"); got != "inactive: SELECT bucardo.update_db('b', status => 'active')" {
		t.Errorf("db_status says %s", got)
	}

	sidecar.Stop(t)
	b.Start()
	b.Exec("a", "UPDATE work SET title = 'again' WHERE id = 1; INSERT INTO work VALUES (3, 'of a')")
	b.Settle("s")
	connections(b, "b", "0")

	setStatus(b, "b", "active")
	b.WaitActive("s")
	b.Settle("s")
	if got := b.Same("work", "a", "b", "c"); got != "(1,again)\n(2,\"from b\")\n(3,\"of a\")" {
		t.Errorf("all have %s", got)
	}
}

// A database that is inactive when its sync is added gets what was changed since, once it is active.
func TestInactiveFromTheBeginning(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b", "c"}, work)
	b.Start()
	setStatus(b, "c", "inactive")
	b.AddSync("s", "a:source,b:source,c:source", "all", "latest")
	connections(b, "c", "0")
	b.Exec("a", "INSERT INTO work VALUES (1, 'from a')")
	b.Settle("s")
	b.Same("work", "a", "b")
	setStatus(b, "c", "active")
	b.WaitActive("s")
	b.Exec("c", "INSERT INTO work VALUES (2, 'from c')")
	b.Settle("s")
	if got := b.Same("work", "a", "b", "c"); got != "(1,\"from a\")\n(2,\"from c\")" {
		t.Errorf("all have %s", got)
	}
}

// A sync without two active databases, or without an active source, rests by wish and says so.
func TestTooFewActive(t *testing.T) {
	t.Parallel()
	b := bed.New(t, []string{"a", "b"}, work)
	b.Start()
	b.AddSync("s", "a:source,b:target", "all", "latest")
	for _, db := range []string{"b", "a"} {
		setStatus(b, db, "inactive")
		want := "paused: database " + db + ": it is inactive: SELECT bucardo.update_db('" + db + "', status => 'active')"
		b.Eventually("control", want, "SELECT concat_ws(': ', state, reason, next_step) FROM bucardo.status")
		_, err := b.Conn("control").Exec(t.Context(), "CALL bucardo.kick_and_wait('s', '30s')")
		var refused *pgconn.PgError
		if !errors.As(err, &refused) || !strings.Contains(refused.Detail, "it is inactive") {
			t.Errorf("a kick while %s is inactive: %v", db, err)
		}
		b.Exec("a", "INSERT INTO work VALUES ($1, $2)", len(db)+int(db[0]), db)
		b.Eventually("control", want, "SELECT concat_ws(': ', state, reason, next_step) FROM bucardo.status")
		setStatus(b, db, "active")
		b.WaitActive("s")
		b.Settle("s")
		b.Same("work", "a", "b")
	}
	setStatus(b, "a", "inactive")
	setStatus(b, "b", "inactive")
	b.State("s", "paused")
	connections(b, "a", "0")
	connections(b, "b", "0")
	b.Exec("a", "INSERT INTO work VALUES (3, 'late')")
	setStatus(b, "b", "active")
	setStatus(b, "a", "active")
	b.WaitActive("s")
	b.Settle("s")
	if got := b.Same("work", "a", "b"); !strings.Contains(got, "late") {
		t.Errorf("both have %s", got)
	}
}
