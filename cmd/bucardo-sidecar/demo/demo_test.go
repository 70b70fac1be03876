package demo

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	// The program is built from these, which is what makes a cached result of this test stale when they change.
	_ "github.com/bucardo/bucardo-sidecar/sidecar/schema"
	_ "github.com/bucardo/bucardo-sidecar/sidecar/supervisor"
)

// The demo is the acceptance test: its exit status says whether every value was the expected one.
func TestDemo(t *testing.T) {
	t.Parallel()
	command := newDemo(t, buildProgram(t), "demo")
	command.Stdout, command.Stderr = t.Output(), t.Output()
	if err := command.Run(); err != nil {
		t.Fatal(err)
	}
	nothingLeft(t, command)
}

// Whatever ends the demo, it takes its server and its sidecar down.
func TestDemoInterrupted(t *testing.T) {
	t.Parallel()
	program := buildProgram(t)
	for name, signal := range map[string]os.Signal{"SIGINT": os.Interrupt, "SIGTERM": syscall.SIGTERM, "SIGHUP": syscall.SIGHUP} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := newDemo(t, program, "demo")
			command.Stderr = t.Output()
			shown, err := command.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(shown)
			for lines.Scan() && !strings.HasPrefix(lines.Text(), "2. ") {
				t.Log(lines.Text())
			}
			if err := command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(t.Output(), shown)
			if err := command.Wait(); err == nil {
				t.Error("the demo was interrupted, but its exit status is 0")
			}
			nothingLeft(t, command)
		})
	}
}

// A dump that has no Hamlet is refused before the story begins.
func TestDemoWithAnotherDump(t *testing.T) {
	t.Parallel()
	dump := filepath.Join(t.TempDir(), "dump.sql")
	if err := os.WriteFile(dump, []byte("CREATE TABLE character (charname text PRIMARY KEY, speechcount int);\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	command := newDemo(t, buildProgram(t), "demo", "--sql", dump)
	said, err := command.CombinedOutput()
	if err == nil || !strings.Contains(string(said), "charname 'Hamlet'") {
		t.Errorf("%v, without a word about the missing row:\n%s", err, said)
	}
	nothingLeft(t, command)
}

// buildProgram makes the binary as users have it.
func buildProgram(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "bucardo-sidecar")
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", program, "..")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, said)
	}
	return program
}

// newDemo prepares a run of the program with a temporary directory of its own, where its cluster goes.
func newDemo(t *testing.T, program string, arguments ...string) *exec.Cmd {
	t.Helper()
	// Short, for a socket's name, and open to the server's user, which t.TempDir is not.
	temporary, err := os.MkdirTemp("", "demo") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(temporary) })
	if err := os.Chmod(temporary, 0o755); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(context.WithoutCancel(t.Context()), program, arguments...)
	command.Env = append(os.Environ(), "DEMO_EXIT=1", "TMPDIR="+temporary)
	return command
}

// nothingLeft checks the temporary directory of an ended demo, and that no process has it in its command line.
func nothingLeft(t *testing.T, command *exec.Cmd) {
	t.Helper()
	temporary := strings.TrimPrefix(command.Env[len(command.Env)-1], "TMPDIR=")
	left, err := os.ReadDir(temporary)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range left {
		t.Errorf("the demo left %s", filepath.Join(temporary, entry.Name()))
	}
	commandLines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range commandLines {
		if line, err := os.ReadFile(file); err == nil && strings.Contains(string(line), temporary) {
			t.Errorf("the demo left a process: %s", strings.ReplaceAll(string(line), "\x00", " "))
		}
	}
}
