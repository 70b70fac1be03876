package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
)

// TestInstallCommand has each way to name the control database.
func TestInstallCommand(t *testing.T) {
	t.Parallel()
	cluster := clustertest.New(t, pgcluster.Options{})
	uri := clustertest.DB(t, cluster)
	name := regexp.MustCompile(`/(test_\w+)`).FindStringSubmatch(uri)[1]
	keywords := "host=" + cluster.SocketDir() + " user=postgres port=" + regexp.MustCompile(`:(\d+)/`).FindStringSubmatch(uri)[1] + " dbname=" + name

	if got, want := printed(t, "install", "--control-db", uri), "Installed bucardo in database "+name+"."; !strings.HasPrefix(got, want) {
		t.Errorf("the first time: %s", got)
	}
	if got, want := printed(t, "install", "--control-db", keywords), "Bucardo in database "+name+" is current"; !strings.HasPrefix(got, want) {
		t.Errorf("the second time: %s", got)
	}
	execute(t, open(t, uri), `UPDATE bucardo.schema_migrations SET version = 99`)
	err := run(t.Context(), []string{"install", "--control-db", uri})
	if err == nil || !strings.HasPrefix(err.Error(), "install: the control database was installed by a newer bucardo-sidecar") {
		t.Errorf("a newer database: %v", err)
	}
}

// TestInstallFromEnvironment is not parallel: the environment belongs to the process.
func TestInstallFromEnvironment(t *testing.T) {
	cluster := clustertest.New(t, pgcluster.Options{})
	uri := clustertest.DB(t, cluster)
	parts := regexp.MustCompile(`:(\d+)/(test_\w+)`).FindStringSubmatch(uri)
	t.Setenv("PGHOST", cluster.SocketDir())
	t.Setenv("PGPORT", parts[1])
	t.Setenv("PGUSER", "postgres")
	t.Setenv("PGDATABASE", parts[2])
	if got := printed(t, "install"); !strings.Contains(got, parts[2]) {
		t.Errorf("install by the environment: %s", got)
	}
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	if got := printed(t, "version"); !regexp.MustCompile(`^bucardo-sidecar \S+ \(schema [0-9a-f]{16}\)\n$`).MatchString(got) {
		t.Errorf("version: %q", got)
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"nonsense"}, `unknown command "nonsense"`},
		{[]string{"install", "extra"}, `unknown command "extra"`},
		{[]string{"install", "--log-format", "xml"}, `--log-format is "xml": write text or json`},
		{[]string{"install", "--control-db", "host"}, `read --control-db`},
		{[]string{"install", "--control-db", "host=127.0.0.1 port=1 dbname=x user=x"}, `install: connect to control database`},
	} {
		err := run(t.Context(), test.args)
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%v: %v, want %s", test.args, err, test.want)
		} else if strings.ContainsAny(oneLine(err), "\n\t") {
			t.Errorf("%v: more than a line: %q", test.args, oneLine(err))
		}
	}
}
