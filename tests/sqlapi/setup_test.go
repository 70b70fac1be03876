// Package sqlapi_test calls the SQL API as users do: each test has a database of its own, installed by the product's own
// installer and owned by a role without superuser.
package sqlapi_test

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"log/slog"
	"net/url"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/peterldowns/pgtestdb"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/sidecar/control"
	"github.com/bucardo/bucardo-sidecar/sidecar/schema"
)

// update rewrites the golden files: go test ./tests/sqlapi -update
var update = flag.Bool("update", false, "rewrite the files in testdata from what the server says now")

func TestMain(m *testing.M) { clustertest.Main(m) }

// owner is the role that installs and calls: it owns its database and has no other power.
var owner = pgtestdb.Role{Username: "bucardo_owner", Password: "secret", Capabilities: "NOSUPERUSER NOCREATEDB NOCREATEROLE"}

// installer is how pgtestdb makes the template: with the product's own code path.
type installer struct{}

func (installer) Hash() (string, error) { return schema.Stamp(), nil }

func (installer) Migrate(ctx context.Context, _ *sql.DB, conf pgtestdb.Config) error {
	cfg, err := pgx.ParseConfig(conf.URL())
	if err != nil {
		return err
	}
	_, err = schema.Install(ctx, cfg, slog.New(slog.DiscardHandler))
	return err
}

// emptyInstaller makes databases that have nothing installed.
type emptyInstaller struct{}

func (emptyInstaller) Hash() (string, error)                                   { return "empty", nil }
func (emptyInstaller) Migrate(context.Context, *sql.DB, pgtestdb.Config) error { return nil }

// testBundle is what a test works with.
type testBundle struct {
	// conn is the owner's connection.
	conn *pgx.Conn
	// connString leads the owner to the test's database.
	connString string
	// notices are the NOTICE and WARNING lines that conn got.
	notices []string
}

// setup gives a database with the API installed.
func setup(t *testing.T) *testBundle {
	t.Helper()
	return newBundle(t, installer{})
}

// setupEmpty gives a database with nothing installed.
func setupEmpty(t *testing.T) *testBundle {
	t.Helper()
	return newBundle(t, emptyInstaller{})
}

func newBundle(t *testing.T, migrator pgtestdb.Migrator) *testBundle {
	t.Helper()
	cluster := clustertest.Shared(t)
	conf := pgtestdb.Custom(t, pgtestdb.Config{
		DriverName: "pgx",
		Host:       pgcluster.Host,
		Port:       strconv.Itoa(cluster.Port()),
		User:       pgcluster.User,
		Database:   "postgres",
		Options:    "sslmode=disable",
		TestRole:   &owner,
	}, migrator)
	b := &testBundle{connString: conf.URL()}
	b.conn = b.connect(t)
	return b
}

// connect opens another connection of the owner.
func (b *testBundle) connect(t *testing.T) *pgx.Conn {
	t.Helper()
	cfg := b.config(t)
	cfg.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) {
		b.notices = append(b.notices, n.Severity+": "+n.Message)
	}
	return connect(t, cfg)
}

// connectAs opens a connection of another role, which needs no password.
func (b *testBundle) connectAs(t *testing.T, role string) *pgx.Conn {
	t.Helper()
	cfg := b.config(t)
	cfg.User, cfg.Password = role, ""
	return connect(t, cfg)
}

func (b *testBundle) config(t *testing.T) *pgx.ConnConfig {
	t.Helper()
	cfg, err := pgx.ParseConfig(b.connString)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func connect(t *testing.T, cfg *pgx.ConnConfig) *pgx.Conn {
	t.Helper()
	conn, err := pgx.ConnectConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

// database is the name of the test's database.
func (b *testBundle) database(t *testing.T) string {
	t.Helper()
	address, err := url.Parse(b.connString)
	if err != nil {
		t.Fatal(err)
	}
	return address.Path[1:]
}

// lease stands in for a running sidecar until the test ends or it is released.
func (b *testBundle) lease(t *testing.T) *control.Lease {
	t.Helper()
	lease, err := control.Acquire(t.Context(), func(ctx context.Context) (*pgx.Conn, error) {
		return pgx.ConnectConfig(ctx, b.config(t))
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lease.Release(t.Context()) })
	return lease
}

// must runs statements in one message, as psql -c does.
func (b *testBundle) must(t *testing.T, statements string) {
	t.Helper()
	if _, err := b.conn.Exec(t.Context(), statements); err != nil {
		t.Fatalf("%s: %s", statements, describe(err))
	}
}

// fails runs a statement that must fail, and returns the server's error.
func fails(t *testing.T, conn *pgx.Conn, statement string) *pgconn.PgError {
	t.Helper()
	_, err := conn.Exec(t.Context(), statement)
	var refused *pgconn.PgError
	if !errors.As(err, &refused) {
		t.Fatalf("%s: want an error of the server, got %v", statement, err)
	}
	return refused
}

// one returns the only value of a query.
func one[T any](t *testing.T, conn *pgx.Conn, query string, args ...any) T {
	t.Helper()
	rows, err := conn.Query(t.Context(), query, args...)
	if err != nil {
		t.Fatalf("%s: %s", query, describe(err))
	}
	value, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
	if err != nil {
		t.Fatalf("%s: %s", query, describe(err))
	}
	return value
}

// all returns the only column of a query.
func all[T any](t *testing.T, conn *pgx.Conn, query string, args ...any) []T {
	t.Helper()
	rows, err := conn.Query(t.Context(), query, args...)
	if err != nil {
		t.Fatalf("%s: %s", query, describe(err))
	}
	values, err := pgx.CollectRows(rows, pgx.RowTo[T])
	if err != nil {
		t.Fatalf("%s: %s", query, describe(err))
	}
	return values
}

// describe is an error with all that the server says about it.
func describe(err error) string {
	var refused *pgconn.PgError
	if !errors.As(err, &refused) {
		return err.Error()
	}
	text := refused.Code + " " + refused.Message
	if refused.Detail != "" {
		text += "\nDETAIL: " + refused.Detail
	}
	if refused.Hint != "" {
		text += "\nHINT: " + refused.Hint
	}
	return text
}

// configuration is everything that the API keeps, as text, to see whether a call changed anything.
func configuration(t *testing.T, conn *pgx.Conn) string {
	t.Helper()
	return one[string](t, conn, `
SELECT concat_ws(E'\n',
    (SELECT string_agg(d::text, E'\n' ORDER BY d.id) FROM bucardo.db d),
    (SELECT string_agg(s::text, E'\n' ORDER BY s.id) FROM bucardo.sync s),
    (SELECT string_agg(m::text, E'\n' ORDER BY m.sync_id, m.db_id) FROM bucardo.sync_db m),
    (SELECT string_agg(r::text, E'\n' ORDER BY r.sync_id, r.position) FROM bucardo.sync_relation r),
    (SELECT string_agg(concat_ws(' ', g.name, g.own, m), E'\n' ORDER BY g.id, m.position)
     FROM bucardo.dbgroup g LEFT JOIN bucardo.dbgroup_member m ON m.dbgroup_id = g.id),
    (SELECT string_agg(concat_ws(' ', g.name, g.own, m), E'\n' ORDER BY g.id, m.position)
     FROM bucardo.relgroup g LEFT JOIN bucardo.relgroup_member m ON m.relgroup_id = g.id),
    (SELECT string_agg(c::text, E'\n' ORDER BY c.name) FROM bucardo.setting c),
    (SELECT string_agg(o::text, E'\n' ORDER BY o.id) FROM bucardo.table_option o),
    (SELECT string_agg(f::text, E'\n' ORDER BY f.id) FROM bucardo.row_filter f),
    (SELECT string_agg(p::text, E'\n' ORDER BY p::text) FROM bucardo.column_policy p),
    (SELECT string_agg(p::text, E'\n' ORDER BY p::text) FROM bucardo.unique_policy p),
    (SELECT string_agg(a::text, E'\n' ORDER BY a.role) FROM bucardo.access a),
    (SELECT string_agg(c::text, E'\n' ORDER BY c.id) FROM bucardo.command c),
    (SELECT string_agg(c::text, E'\n' ORDER BY c.sync_id, c.db_id) FROM bucardo.cleanup c),
    (SELECT string_agg(st::text, E'\n' ORDER BY st.sync_id) FROM bucardo.sync_state st))`)
}
