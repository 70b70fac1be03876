package pgcluster_test

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
)

// openDir makes a directory with a short name that every user may pass through.
func openDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "pg") //nolint:usetesting // a test's own directory has too long a name for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// wantEmpty fails the test when something is in the directory.
func wantEmpty(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range left {
		t.Errorf("left behind: %s", entry.Name())
	}
}

func TestCloseLeavesNothing(t *testing.T) {
	t.Parallel()
	workDir := openDir(t)
	var clusters [2]*pgcluster.Cluster
	for i := range clusters {
		var err error
		if clusters[i], err = pgcluster.Start(t.Context(), pgcluster.Options{WorkDir: workDir}); err != nil {
			t.Fatal(err)
		}
	}
	if clusters[0].Port() == clusters[1].Port() {
		t.Errorf("two clusters on port %d", clusters[0].Port())
	}
	for _, cluster := range clusters {
		pid := cluster.Pid()
		for range 2 {
			if err := cluster.Close(); err != nil {
				t.Error(err)
			}
		}
		if err := syscall.Kill(pid, 0); err == nil {
			t.Errorf("process %d is left", pid)
		}
	}
	wantEmpty(t, workDir)
}

// The last cluster without a template takes the shared directory with it.
func TestNoCacheLeavesNothing(t *testing.T) {
	tmp := openDir(t)
	t.Setenv("TMPDIR", tmp)
	cluster, err := pgcluster.Start(t.Context(), pgcluster.Options{NoCache: true})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(cluster.DataDir(), tmp+"/") {
		t.Errorf("the data is in %s, not below %s", cluster.DataDir(), tmp)
	}
	if err := cluster.Close(); err != nil {
		t.Error(err)
	}
	wantEmpty(t, tmp)
}

// A cache in root's home is closed to the user that the server runs as.
func TestProgramsInClosedDirectory(t *testing.T) {
	if os.Getuid() != 0 {
		return // the server's user is this one, which can reach all that it finds
	}
	binDir, err := pgcluster.FindBinDir(t.Context(), 13)
	if err != nil {
		t.Fatal(err)
	}
	tmp, closed := openDir(t), openDir(t)
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	tree := filepath.Dir(filepath.Dir(binDir))
	if out, err := exec.CommandContext(t.Context(), "cp", "-a", tree, filepath.Join(closed, "13.copy")).CombinedOutput(); err != nil {
		t.Fatalf("copy %s: %v: %s", tree, err, out)
	}
	t.Setenv("TMPDIR", tmp)
	t.Setenv("BUCARDO_TEST_CACHE", closed)
	cluster := clustertest.New(t, pgcluster.Options{Version: 13})
	if !strings.HasPrefix(cluster.BinDir(), tmp+"/") {
		t.Errorf("the server runs from %s, not from a copy", cluster.BinDir())
	}
	equal(t, "a query", value(t, cluster.ConnString("postgres"), "SELECT 'here'"), "here")
}

// A killed process leaves no server, and the next start removes its directory.
// The pipe is inherited by the process and by its server, and so ends with the
// last of them.
func TestKilledProcessLeavesNothing(t *testing.T) {
	const child = "PGCLUSTER_TEST_CHILD"
	const pipeInChild = 3
	if os.Getenv(child) != "" {
		clustertest.New(t, pgcluster.Options{NoCache: true})
		if _, err := os.NewFile(pipeInChild, "pipe").WriteString("started\n"); err != nil {
			t.Fatal(err)
		}
		<-t.Context().Done() // killed before that
	}
	tmp := openDir(t)
	t.Setenv("TMPDIR", tmp)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilledProcessLeavesNothing$")
	cmd.Env = append(os.Environ(), child+"=1")
	cmd.ExtraFiles = []*os.File{write}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := write.Close(); err != nil {
		t.Fatal(err)
	}
	pipe := bufio.NewReader(read)
	if _, err := pipe.ReadString('\n'); err != nil {
		t.Fatalf("wait for the child's cluster: %v", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the child ended by itself")
	}
	if _, err := pipe.ReadString('\n'); !errors.Is(err, io.EOF) {
		t.Fatalf("wait for the server's end: %v", err)
	}

	clusters := filepath.Join(tmp, "*", "c", "*")
	if left, err := filepath.Glob(clusters); err != nil || len(left) != 1 {
		t.Errorf("directories of the killed process: %v, %v, want one", left, err)
	}
	cluster, err := pgcluster.Start(t.Context(), pgcluster.Options{NoCache: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := cluster.Close(); err != nil {
		t.Error(err)
	}
	if left, err := filepath.Glob(clusters); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
