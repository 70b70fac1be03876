// Package clustertest gives tests and benchmarks their PostgreSQL clusters. A
// missing server fails a test with the command to run; it never skips one.
package clustertest

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
)

// logLines of the server's log are printed when a test fails.
const logLines = 40

// New starts a cluster that is closed at the end of the test.
func New(tb testing.TB, opts pgcluster.Options) *pgcluster.Cluster {
	tb.Helper()
	cluster, err := pgcluster.Start(tb.Context(), opts)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		printLogOfFailed(tb, cluster)
		if err := cluster.Close(); err != nil {
			tb.Errorf("close the cluster: %v", err)
		}
	})
	return cluster
}

// DB makes a fresh database in the cluster, dropped at the end of the test with
// whatever is connected to it, and returns a connection string for the superuser.
func DB(tb testing.TB, cluster *pgcluster.Cluster) string {
	tb.Helper()
	name := "test_" + strings.ToLower(rand.Text())
	if err := cluster.CreateDatabase(tb.Context(), name, ""); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if cluster.Pid() == 0 {
			return // stopped by the test, and gone with the cluster
		}
		if err := cluster.DropDatabase(context.WithoutCancel(tb.Context()), name); err != nil {
			tb.Errorf("drop the test's database: %v", err)
		}
	})
	return cluster.ConnString(name)
}

// shared is the one cluster of a test binary, started when first asked for.
var shared struct {
	once    sync.Once
	cluster *pgcluster.Cluster
	err     error
}

// Shared is one cluster of the machine's own version for all tests of a binary.
// Its package needs a TestMain that calls [Main]; a test that stops the server
// or changes roles takes [New].
func Shared(tb testing.TB) *pgcluster.Cluster {
	tb.Helper()
	shared.once.Do(func() {
		shared.cluster, shared.err = pgcluster.Start(context.WithoutCancel(tb.Context()), pgcluster.Options{})
	})
	if shared.err != nil {
		tb.Fatal(shared.err)
	}
	tb.Cleanup(func() { printLogOfFailed(tb, shared.cluster) })
	return shared.cluster
}

// Main runs the tests, then what is to come after them, closes the shared cluster and exits:
//
//	func TestMain(m *testing.M) { clustertest.Main(m) }
func Main(m *testing.M, after ...func()) {
	code := m.Run()
	for _, f := range after {
		f()
	}
	if shared.cluster != nil {
		if err := shared.cluster.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "close the shared cluster:", err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

func printLogOfFailed(tb testing.TB, cluster *pgcluster.Cluster) {
	tb.Helper()
	if tb.Failed() {
		tb.Logf("PostgreSQL %d on port %d, the end of its log:\n%s", cluster.Version(), cluster.Port(), cluster.LogTail(logLines))
	}
}
