package importbucardo5_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

var update = flag.Bool("update", false, "write the files of testdata anew")

// unpacked is where tools/prepare puts Bucardo 5.
const unpacked = "../../.cache/bucardo5/usr"

// bucardo5 is a Bucardo 5 with its control database, in a cluster of its own.
type bucardo5 struct {
	*bed.Bed
	t       *testing.T
	cluster *pgcluster.Cluster
	rc      string // its .bucardorc
}

// newBucardo5 installs Bucardo 5, and makes databases with the tables made by schema.
func newBucardo5(t *testing.T, databases []string, schema string) *bucardo5 {
	t.Helper()
	if _, err := os.Stat(unpacked + "/bin/bucardo"); err != nil {
		t.Fatalf("there is no Bucardo 5: run tools/prepare bucardo5 (%v)", err)
	}
	cluster := clustertest.New(t, pgcluster.Options{})
	connStrings := map[string]string{"bucardo": cluster.ConnString("bucardo")}
	for _, name := range append([]string{"ours"}, databases...) {
		if err := cluster.CreateDatabase(t.Context(), name, ""); err != nil {
			t.Fatal(err)
		}
		connStrings[name] = cluster.ConnString(name)
	}
	b := &bucardo5{Bed: bed.On(t, connStrings["ours"], nil, connStrings, ""), t: t, cluster: cluster}
	for _, name := range databases {
		b.Exec(name, schema)
	}
	b.psql("postgres", unpacked+"/share/bucardo/bucardo.schema")

	dir := t.TempDir()
	b.rc = filepath.Join(dir, "bucardorc")
	// No files outside of the test.
	rc := fmt.Sprintf("dbhost=%s\ndbport=%d\ndbname=bucardo\ndbuser=bucardo\npiddir=%s\nlogdest=%s\n", pgcluster.Host, cluster.Port(), dir, dir)
	if err := os.WriteFile(b.rc, []byte(rc), 0o600); err != nil {
		t.Fatal(err)
	}
	return b
}

// run is the command bucardo.
func (b *bucardo5) run(args ...string) {
	b.t.Helper()
	command := exec.CommandContext(b.t.Context(), "perl", append([]string{"-I", unpacked + "/share/perl5", unpacked + "/bin/bucardo", "--bucardorc", b.rc}, args...)...)
	command.Env = append(os.Environ(), "PGHOST=", "PGPORT=", "BUCARDO_CONFIRM=")
	output, err := command.CombinedOutput()
	if err != nil {
		b.t.Fatalf("bucardo %s: %v\n%s", strings.Join(args, " "), err, output)
	}
}

// addDB is bucardo add db.
func (b *bucardo5) addDB(name, dbname string, more ...string) {
	b.t.Helper()
	b.run(append([]string{"add", "db", name, "dbname=" + dbname, "host=" + pgcluster.Host, "port=" + strconv.Itoa(b.cluster.Port()), "user=bucardo"}, more...)...)
}

// psql runs a file as a user would.
func (b *bucardo5) psql(database, file string) {
	b.t.Helper()
	command := exec.CommandContext(b.t.Context(), "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", b.cluster.ConnString(database), "-f", file)
	command.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	output, err := command.CombinedOutput()
	if err != nil {
		b.t.Fatalf("psql -f %s: %v\n%s", file, err, output)
	}
}

// imported is what import-bucardo5 prints.
func (b *bucardo5) imported() string {
	b.t.Helper()
	command := exec.CommandContext(b.t.Context(), bed.Binary(b.t), "import-bucardo5", "--from", b.ConnStrings["bucardo"])
	var stderr strings.Builder
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		b.t.Fatalf("import-bucardo5: %v\n%s", err, stderr.String())
	}
	return string(output)
}

// apply runs a script in our control database.
func (b *bucardo5) apply(script string) {
	b.t.Helper()
	file := filepath.Join(b.t.TempDir(), "config.sql")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.psql("ours", file)
}

// golden compares a text, but for the port, with a file of testdata.
func (b *bucardo5) golden(name, got string) {
	b.t.Helper()
	got = strings.TrimRight(strings.ReplaceAll(got, strconv.Itoa(b.cluster.Port()), "5432"), "\n") + "\n"
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			b.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		b.t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		b.t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
