package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/sidecar/schema"
)

// printed is what a command prints.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out strings.Builder
	root := newRootCommand()
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(io.Discard)
	if err := root.ExecuteContext(t.Context()); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return out.String()
}

func open(t *testing.T, connString string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), connString)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

func execute(t *testing.T, conn *pgx.Conn, statements string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), statements); err != nil {
		t.Fatalf("%s: %v", statements, err)
	}
}

// TestGrants runs what grants prints, and sees that the role can do then what it could not before.
func TestGrants(t *testing.T) {
	t.Parallel()
	for version, replica := range map[int]string{
		0:  `SET LOCAL session_replication_role = replica`,
		13: `SELECT bucardo_node.enter_replica()`,
	} {
		cluster := clustertest.New(t, pgcluster.Options{Version: version})
		database := clustertest.DB(t, cluster)
		admin := open(t, database)
		for _, role := range []string{"app", `App "the" O'Brien $grants$ ü`} {
			execute(t, admin, `CREATE ROLE `+pgx.Identifier{role}.Sanitize()+` LOGIN; CREATE ROLE `+pgx.Identifier{role + " too"}.Sanitize()+` LOGIN`)
			sql := printed(t, "grants", "--role", role)
			execute(t, admin, sql)
			execute(t, admin, sql) // again

			config, err := pgx.ParseConfig(database)
			if err != nil {
				t.Fatal(err)
			}
			config.User = role
			if _, err := schema.Install(t.Context(), config, slog.New(slog.DiscardHandler)); err != nil {
				t.Errorf("PostgreSQL %d: install as %s: %v", cluster.Version(), role, err)
			}
			conn := openAs(t, database, role)
			execute(t, conn, `CREATE SCHEMA IF NOT EXISTS bucardo_node; CREATE TEMPORARY TABLE staging ()`)
			execute(t, conn, `BEGIN; `+replica)
			if got := setting(t, conn); got != "replica" {
				t.Errorf("PostgreSQL %d: %s in a transaction is %s", cluster.Version(), role, got)
			}
			execute(t, conn, `ROLLBACK`)
			if got := setting(t, conn); got != "origin" {
				t.Errorf("PostgreSQL %d: %s after it is %s", cluster.Version(), role, got)
			}

			stranger := openAs(t, database, role+" too")
			var refused *pgconn.PgError
			if _, err := stranger.Exec(t.Context(), `BEGIN; `+replica); !errors.As(err, &refused) || refused.Code != "42501" {
				t.Errorf("PostgreSQL %d: another role: %v", cluster.Version(), err)
			}
			execute(t, stranger, `ROLLBACK`)
			if err := schema.Down(t.Context(), config); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func openAs(t *testing.T, connString, role string) *pgx.Conn {
	t.Helper()
	config, err := pgx.ParseConfig(connString)
	if err != nil {
		t.Fatal(err)
	}
	config.User = role
	conn, err := pgx.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

func setting(t *testing.T, conn *pgx.Conn) string {
	t.Helper()
	var value string
	if err := conn.QueryRow(t.Context(), `SHOW session_replication_role`).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestGrantsRefuses(t *testing.T) {
	t.Parallel()
	for role, want := range map[string]string{
		"":                       "--role is missing",
		strings.Repeat("ü", 32):  "--role is too long: 64 bytes",
		"app\n; DROP TABLE work": "--role must be one line",
	} {
		if _, err := grantsFor(role); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v", role, err)
		}
	}
	cluster := clustertest.New(t, pgcluster.Options{})
	admin := open(t, clustertest.DB(t, cluster))
	var refused *pgconn.PgError
	_, err := admin.Exec(t.Context(), printed(t, "grants", "--role", "nobody here"))
	if !errors.As(err, &refused) || refused.Code != "42704" || refused.Hint != `CREATE ROLE "nobody here" LOGIN` {
		t.Errorf("a role that does not exist: %v", err)
	}
}
