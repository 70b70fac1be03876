package guides_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bucardo/bucardo-sidecar/pgcluster"
	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/tests/bed"
)

var update = flag.Bool("update", false, "write what the guides' examples print into the guides")

// play runs a guide beside a running sidecar, from top to bottom, or from a heading: file#heading. Its parts are
//
//   - sql blocks, run by psql on the control database, or on those of a first line "-- on east and west";
//   - sh blocks, run by bash, with the connection string of each database in a variable (EAST, WEST, CONTROL);
//   - a text block right after one of these: what it prints. "text example" is what one run printed and is not compared;
//   - <!-- test: event -->, at which the test does what events has under that name.
//
// The addresses in add_db('east', host => ..., dbname => ...) are replaced by that of the test's database of that name.
// Databases are of the version given, 0 for the machine's own.
func play(t *testing.T, file string, versions map[string]int, events map[string]func(*bed.Bed)) {
	t.Helper()
	file, heading, _ := strings.Cut(file, "#")
	path := filepath.Join("../../docs/guides", file)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	start := strings.Index(string(whole), "## "+heading)
	if heading == "" {
		start = 0
	} else if start < 0 {
		t.Fatalf("%s has no heading %q", file, heading)
	}
	text := string(whole[start:])
	cluster := clustertest.Shared(t)
	connStrings := map[string]string{}
	for name, version := range versions {
		home := cluster
		if version != 0 {
			home = clustertest.New(t, pgcluster.Options{Version: version})
		}
		connStrings[name] = clustertest.DB(t, home)
	}
	b := bed.On(t, clustertest.DB(t, cluster), nil, connStrings, "")
	b.Start()
	p := &player{b: b, binDir: cluster.BinDir(), environment: append(os.Environ(), "LC_ALL=C.UTF-8", "PGTZ=UTC", "PATH="+cluster.BinDir()+":"+os.Getenv("PATH"))}
	for name, connString := range b.ConnStrings {
		p.environment = append(p.environment, strings.ToUpper(name)+"="+connString)
	}
	used := 0
	got := part.ReplaceAllStringFunc(text, func(found string) string {
		match := part.FindStringSubmatch(found)
		if event := match[4]; event != "" {
			do, known := events[event]
			if !known {
				t.Fatalf("%s: no event %q", file, event)
			}
			do(b)
			used++
			return found
		}
		shows, example := strings.Contains(found, "\n```text"), strings.Contains(found, "\n```text example")
		printed := p.run(t, match[1], match[2], match[3], shows && !example)
		if !shows || example && !*update {
			return found
		}
		return strings.TrimSuffix(found, match[3]+"```\n") + printed + "```\n"
	})
	if used != len(events) {
		t.Errorf("%s has %d events, want %d", file, used, len(events))
	}
	if *update {
		if err := os.WriteFile(path, []byte(string(whole[:start])+got), 0o644); err != nil { //nolint:gosec // a document
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(text, got); diff != "" {
		t.Errorf("%s differs (-file +now); if the change is meant: go test ./tests/guides -update\n%s", file, diff)
	}
}

// part is a block with what it prints, or an event.
var part = regexp.MustCompile("(?ms)^```(sql|sh)\n(.*?)^```\n(?:\n?^```text(?: example)?\n(.*?)^```\n)?|^<!-- test: ([^\n]*?) -->$")

type player struct {
	b           *bed.Bed
	binDir      string
	environment []string
}

var (
	onDatabases = regexp.MustCompile(`^-- on (\w+(?:(?:, | and )\w+)*)\n`)
	address     = regexp.MustCompile(`add_db\('(\w+)', host => '[^']*', dbname => '[^']*'(?:, username => '[^']*')?(?:, passfile => '[^']*')?`)
	question    = regexp.MustCompile(`^(?:-- [^\n]*\n)?SELECT [^;]*;\n$`)
	function    = regexp.MustCompile(`bucardo\.\w+\(|pg_terminate_backend|setval`)
)

// run returns what a block prints. A question whose answer is compared is asked until it is the one wanted: changes are on
// their way.
func (p *player) run(t *testing.T, kind, code, want string, compared bool) string {
	t.Helper()
	if kind == "sh" {
		bash := exec.CommandContext(t.Context(), "bash", "-e", "-o", "pipefail")
		bash.Dir = t.TempDir()
		return p.print(t, bash, code, want)
	}
	databases := []string{"control"}
	if found := onDatabases.FindStringSubmatch(code); found != nil {
		databases = regexp.MustCompile(`, | and `).Split(found[1], -1)
	}
	code = address.ReplaceAllStringFunc(code, func(call string) string {
		name := address.FindStringSubmatch(call)[1]
		return fmt.Sprintf("add_db('%s', conninfo => '%s'", name, strings.ReplaceAll(p.b.ConnStrings[name], "'", "''"))
	})
	printed := ""
	for i, database := range databases {
		connString, known := p.b.ConnStrings[database]
		if !known {
			t.Fatalf("no database %q for:\n%s", database, code)
		}
		ask := func() string {
			psql := exec.CommandContext(t.Context(), filepath.Join(p.binDir, "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", "SHOW_CONTEXT=never", "-d", connString)
			return p.print(t, psql, code, want)
		}
		patience := bed.Patience
		if *update {
			patience = 10 * time.Second // what is written need not be right yet
		}
		now := ask()
		repeatable := compared && question.MatchString(code) && !function.MatchString(code)
		for deadline := time.Now().Add(patience); repeatable && now != want && time.Now().Before(deadline); now = ask() {
			p.b.Exec("control", "SELECT pg_sleep(0.05)")
		}
		if i > 0 && now != printed {
			t.Errorf("%s prints what others do not:\n%s", database, now)
		}
		printed = now
	}
	return printed
}

func (p *player) print(t *testing.T, command *exec.Cmd, code, want string) string {
	t.Helper()
	command.Stdin = strings.NewReader(code)
	command.Env = p.environment
	output, err := command.CombinedOutput()
	if err != nil && !strings.HasPrefix(want, "ERROR:") {
		t.Fatalf("%v of:\n%s\n%s", err, code, output)
	}
	var lines strings.Builder
	for line := range strings.Lines(string(output)) {
		line = regexp.MustCompile(`^psql:[^ ]+ `).ReplaceAllString(strings.TrimRight(line, " \n"), "")
		if line != "" {
			lines.WriteString(line + "\n")
		}
	}
	return lines.String()
}
