package pgcluster_test

import (
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
)

func TestMain(m *testing.M) { clustertest.Main(m) }

// value runs statements, the last of which yields one value.
func value(tb testing.TB, connString, query string) string {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), connString)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(tb.Context())) }()
	results, err := conn.PgConn().Exec(tb.Context(), query).ReadAll()
	if err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	return string(results[len(results)-1].Rows[0][0])
}

func equal(tb testing.TB, what, got, want string) {
	tb.Helper()
	if got != want {
		tb.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	for name, version := range map[string]int{"own": 0, "12": 12, "13": 13, "18": 18} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cluster := clustertest.New(t, pgcluster.Options{Version: version})
			if version != 0 && cluster.Version() != version {
				t.Errorf("version: got %d, want %d", cluster.Version(), version)
			}
			num := value(t, cluster.ConnString("postgres"), "SELECT current_setting('server_version_num')::int / 10000 || ''")
			if version != 0 && num != name {
				t.Errorf("the server says version %s", num)
			}
			equal(t, "over the socket", value(t, cluster.SocketConnString("postgres"), "SELECT 'here'"), "here")
			equal(t, "encoding", value(t, cluster.ConnString("postgres"), "SHOW server_encoding"), "UTF8")
			equal(t, "collation", value(t, cluster.ConnString("postgres"),
				"SELECT datcollate FROM pg_database WHERE datname = 'postgres'"), "C.UTF-8")
			clustertest.DB(t, cluster)
		})
	}
}

func TestMissingVersionNamesTheCommand(t *testing.T) {
	t.Parallel()
	_, err := pgcluster.Start(t.Context(), pgcluster.Options{Version: 7})
	if !errors.Is(err, pgcluster.ErrNoServer) || !strings.Contains(err.Error(), "tools/prepare 7") {
		t.Errorf("got %v", err)
	}
}

func TestStopKeepsPortAndData(t *testing.T) {
	t.Parallel()
	for name, mode := range map[string]pgcluster.StopMode{"fast": pgcluster.Fast, "immediate": pgcluster.Immediate} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			cluster := clustertest.New(t, pgcluster.Options{})
			target := cluster.ConnString("postgres")
			value(t, target, "CREATE TABLE kept AS SELECT 'a row' AS text; SELECT text FROM kept")
			if err := cluster.Stop(ctx, mode); err != nil {
				t.Fatal(err)
			}
			if conn, err := pgx.Connect(ctx, target); err == nil {
				_ = conn.Close(ctx)
				t.Error("the stopped server answers")
			}
			if pid := cluster.Pid(); pid != 0 {
				t.Errorf("the stopped server has pid %d", pid)
			}
			if err := cluster.Stop(ctx, mode); err != nil {
				t.Errorf("a second stop: %v", err)
			}
			if err := cluster.StartAgain(ctx); err != nil {
				t.Fatal(err)
			}
			if err := cluster.StartAgain(ctx); err == nil {
				t.Error("a running server was started again")
			}
			if err := cluster.Restart(ctx, mode); err != nil {
				t.Fatal(err)
			}
			equal(t, "the row", value(t, target, "SELECT text FROM kept"), "a row")
			recovered := strings.Contains(cluster.LogTail(1000), "automatic recovery in progress")
			if recovered != (mode == pgcluster.Immediate) {
				t.Errorf("recovery after the restart: %v", recovered)
			}
		})
	}
}

func TestFrozenServerStops(t *testing.T) {
	t.Parallel()
	cluster := clustertest.New(t, pgcluster.Options{})
	if err := syscall.Kill(cluster.Pid(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if err := cluster.Restart(t.Context(), pgcluster.Immediate); err != nil {
		t.Error(err)
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	cluster := clustertest.New(t, pgcluster.Options{
		Durable: true,
		NoCache: true,
		Settings: map[string]string{
			"wal_level": "minimal", "max_wal_senders": "0",
			"listen_addresses": "*", "application_name": `it's "quoted"`,
		},
	})
	for setting, want := range map[string]string{
		"fsync": "on", "full_page_writes": "on", "jit": "off", "max_prepared_transactions": "0", "wal_level": "minimal",
		"listen_addresses": "127.0.0.1", "application_name": `it's "quoted"`,
	} {
		equal(t, setting, value(t, cluster.ConnString("postgres"), "SHOW "+setting), want)
	}
	quick := clustertest.Shared(t)
	equal(t, "fsync by default", value(t, quick.ConnString("postgres"), "SHOW fsync"), "off")
}

func TestPasswordAskedByHBALine(t *testing.T) {
	t.Parallel()
	cluster := clustertest.New(t, pgcluster.Options{
		Version: 13,
		HBA:     []string{"host all alice 127.0.0.1/32 scram-sha-256"},
	})
	value(t, cluster.ConnString("postgres"), "CREATE ROLE alice LOGIN PASSWORD 'p/w @'; SELECT 'made'")
	equal(t, "alice", value(t, cluster.ConnStringFor("alice", "p/w @", "postgres"), "SELECT current_user::text"), "alice")

	_, err := pgx.Connect(t.Context(), cluster.ConnStringFor("alice", "wrong", "postgres"))
	var refused *pgconn.PgError
	if !errors.As(err, &refused) || refused.Code != "28P01" {
		t.Errorf("a wrong password: got %v, want 28P01", err)
	}
}

func TestDatabases(t *testing.T) {
	t.Parallel()
	cluster := clustertest.Shared(t)
	const name = `Née "O'Hara" / %41 ?`
	if err := cluster.CreateDatabase(t.Context(), name, ""); err != nil {
		t.Fatal(err)
	}
	equal(t, "over TCP", value(t, cluster.ConnString(name), "SELECT current_database()::text"), name)
	equal(t, "over the socket", value(t, cluster.SocketConnString(name), "CREATE TABLE kept (); SELECT current_database()::text"), name)
	if err := cluster.CreateDatabase(t.Context(), "copy", name); err != nil {
		t.Fatal(err)
	}
	equal(t, "the copy", value(t, cluster.ConnString("copy"), "SELECT count(*)::text FROM kept"), "0")
	for _, database := range []string{name, "copy", "never made"} {
		if err := cluster.DropDatabase(t.Context(), database); err != nil {
			t.Error(err)
		}
	}
}
