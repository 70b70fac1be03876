// Package bed gives engine tests a control database, databases to replicate, and a sidecar, all real.
package bed

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/bucardo/bucardo-sidecar/pgcluster/clustertest"
	"github.com/bucardo/bucardo-sidecar/sidecar/schema"
	"github.com/bucardo/bucardo-sidecar/sidecar/status"
	"github.com/bucardo/bucardo-sidecar/sidecar/supervisor"
)

// Patience bounds every wait of a test. It is long because machines are busy; a test that passes never uses it up.
const Patience = 180 * time.Second

// Bed is a control database and named databases. It is for one test and its goroutines.
type Bed struct {
	tb          testing.TB
	Control     string            // connection string of the control database
	ConnStrings map[string]string // of each database
	mu          sync.Mutex
	conns       map[string]*pgx.Conn
}

// New makes databases of these names in the shared cluster, each with the tables made by schema, and registers them as
// dbs of the control database under the same names.
func New(tb testing.TB, names []string, tables string) *Bed {
	tb.Helper()
	cluster := clustertest.Shared(tb)
	connStrings := map[string]string{}
	for _, name := range names {
		connStrings[name] = clustertest.DB(tb, cluster)
	}
	return On(tb, clustertest.DB(tb, cluster), names, connStrings, tables)
}

// On is New with databases that exist already, for tests with clusters of their own.
func On(tb testing.TB, control string, names []string, connStrings map[string]string, tables string) *Bed {
	tb.Helper()
	b := &Bed{tb: tb, Control: control, ConnStrings: connStrings, conns: map[string]*pgx.Conn{}}
	tb.Cleanup(b.close)
	b.ConnStrings["control"] = control
	config, err := pgx.ParseConfig(control)
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := schema.Install(tb.Context(), config, slog.New(slog.DiscardHandler)); err != nil {
		tb.Fatal(err)
	}
	for _, name := range names {
		if tables != "" {
			b.Exec(name, tables)
		}
		b.Exec("control", "SELECT bucardo.add_db($1, conninfo => $2)", name, connStrings[name])
	}
	return b
}

func (b *Bed) close() {
	for _, conn := range b.conns {
		_ = conn.Close(context.WithoutCancel(b.tb.Context()))
	}
}

// Conn is the bed's own connection to a database, or to "control". Use it from the test's goroutine only.
func (b *Bed) Conn(name string) *pgx.Conn {
	b.tb.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if conn := b.conns[name]; conn != nil && !conn.IsClosed() {
		return conn
	}
	conn := b.Connect(name)
	b.conns[name] = conn
	return conn
}

// Forget closes the bed's own connection to a database whose server was stopped; the next use opens another.
func (b *Bed) Forget(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if conn := b.conns[name]; conn != nil {
		_ = conn.Close(context.WithoutCancel(b.tb.Context()))
	}
}

// Connect opens a further connection, closed at the end of the test.
func (b *Bed) Connect(name string) *pgx.Conn {
	b.tb.Helper()
	conn, err := pgx.Connect(b.tb.Context(), b.ConnStrings[name])
	if err != nil {
		b.tb.Fatalf("connect to %s: %v", name, err)
	}
	b.tb.Cleanup(func() { _ = conn.Close(context.WithoutCancel(b.tb.Context())) })
	return conn
}

// Exec runs SQL on a database.
func (b *Bed) Exec(name, sql string, args ...any) {
	b.tb.Helper()
	if _, err := b.Conn(name).Exec(b.tb.Context(), sql, args...); err != nil {
		b.tb.Fatalf("on %s: %s: %v", name, sql, err)
	}
}

// Value returns the one value of a query as text, "" for NULL.
func (b *Bed) Value(name, sql string, args ...any) string {
	b.tb.Helper()
	var value *string
	if err := b.Conn(name).QueryRow(b.tb.Context(), "SELECT ("+sql+")::text", args...).Scan(&value); err != nil {
		b.tb.Fatalf("on %s: %s: %v", name, sql, err)
	}
	if value == nil {
		return ""
	}
	return *value
}

// Dump returns all rows of a table in the order of their text.
func (b *Bed) Dump(name, table string) string {
	b.tb.Helper()
	return b.Value(name, fmt.Sprintf("SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY convert_to(t::text, 'UTF8')), '') FROM %s t", table))
}

// Same fails unless a table holds the same rows on all the databases, and returns them.
func (b *Bed) Same(table string, names ...string) string {
	b.tb.Helper()
	first := b.Dump(names[0], table)
	for _, name := range names[1:] {
		if other := b.Dump(name, table); other != first {
			b.tb.Errorf("%s differs between %s and %s:\n%s", table, names[0], name, firstDifference(first, other))
		}
	}
	return first
}

func firstDifference(a, b string) string {
	left, right := strings.Split(a, "\n"), strings.Split(b, "\n")
	var lines []string
	for _, line := range left {
		if !slices.Contains(right, line) {
			lines = append(lines, "- "+line)
		}
	}
	for _, line := range right {
		if !slices.Contains(left, line) {
			lines = append(lines, "+ "+line)
		}
	}
	if len(lines) > 10 {
		lines = append(lines[:10], fmt.Sprintf("... and %d more", len(lines)-10))
	}
	return strings.Join(lines, "\n")
}

// AddSync declares a sync and waits until it is active.
func (b *Bed) AddSync(name, dbs, tables, strategy string) {
	b.tb.Helper()
	b.Exec("control", "SELECT bucardo.add_sync($1, dbs => $2::text, tables => $3::text, conflict_strategy => $4::text)", name, dbs, tables, strategy)
	b.WaitActive(name)
}

// WaitActive waits until a sync is active.
func (b *Bed) WaitActive(name string) {
	b.tb.Helper()
	b.Exec("control", fmt.Sprintf("CALL bucardo.wait_until_active('%s', '%d seconds')", name, int(Patience.Seconds())))
}

// Settle waits until everything that is committed now has been replicated.
func (b *Bed) Settle(name string) {
	b.tb.Helper()
	b.Exec("control", fmt.Sprintf("CALL bucardo.kick_and_wait('%s', '%d seconds')", name, int(Patience.Seconds())))
}

// Eventually waits until the query on a database gives the value wanted.
func (b *Bed) Eventually(name, want, sql string, args ...any) {
	b.tb.Helper()
	got := ""
	for deadline := time.Now().Add(Patience); time.Now().Before(deadline); {
		if got = b.Value(name, sql, args...); got == want {
			return
		}
		b.Exec(name, "SELECT pg_sleep(0.01)")
	}
	b.tb.Fatalf("on %s: %s is %q, want %q", name, sql, got, want)
}

// Sidecar is a sidecar running inside the test.
type Sidecar struct {
	stop  context.CancelFunc
	group *errgroup.Group
	once  sync.Once
	Log   *Log
}

// Log collects log lines.
type Log struct {
	mu    sync.Mutex
	lines []string
}

// Write implements io.Writer.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, strings.TrimSpace(string(p)))
	return len(p), nil
}

// Lines returns the lines that contain a text.
func (l *Log) Lines(containing string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(l.lines), func(line string) bool { return !strings.Contains(line, containing) })
}

// Start runs a sidecar until the end of the test or Stop.
func (b *Bed) Start() *Sidecar {
	b.tb.Helper()
	config, err := pgx.ParseConfig(b.Control)
	if err != nil {
		b.tb.Fatal(err)
	}
	s := &Sidecar{Log: &Log{}}
	plain := slog.NewTextHandler(s.Log, nil)
	recorder := status.NewRecorder(func(ctx context.Context) (*pgx.Conn, error) { return pgx.ConnectConfig(ctx, config.Copy()) }, slog.New(plain))
	log := slog.New(status.NewHandler(plain, recorder))
	hard := context.WithoutCancel(b.tb.Context())
	ctx, stop := context.WithCancel(hard)
	recording, stopRecording := context.WithCancel(hard)
	s.stop, s.group = stop, &errgroup.Group{}
	s.group.Go(func() error { return recorder.Work(recording) })
	s.group.Go(func() error {
		defer stopRecording()
		return supervisor.New(supervisor.Options{Control: config, Log: log, Recorder: recorder}).Run(ctx, hard)
	})
	b.tb.Cleanup(func() {
		s.Stop(b.tb)
		if b.tb.Failed() {
			lines := s.Log.Lines("")
			b.tb.Logf("sidecar's last lines:\n%s", strings.Join(lines[max(0, len(lines)-60):], "\n"))
		}
	})
	return s
}

// Stop stops the sidecar in order.
func (s *Sidecar) Stop(tb testing.TB) {
	tb.Helper()
	s.once.Do(func() {
		s.stop()
		if err := s.group.Wait(); err != nil {
			tb.Errorf("sidecar: %v", err)
		}
	})
}

// binary is the sidecar's program, built once a test binary.
var binary struct {
	once sync.Once
	path string
	err  error
}

// Binary returns the path of the sidecar's program.
func Binary(tb testing.TB) string {
	tb.Helper()
	binary.once.Do(func() {
		dir, err := os.MkdirTemp("", "bucardo-sidecar-test") //nolint:usetesting // it outlives the test that happens to be the first
		if err != nil {
			binary.err = err
			return
		}
		binary.path = filepath.Join(dir, "bucardo-sidecar")
		build := exec.Command("go", "build", "-o", binary.path, "github.com/bucardo/bucardo-sidecar/cmd/bucardo-sidecar")
		if output, err := build.CombinedOutput(); err != nil {
			binary.err = fmt.Errorf("build the sidecar: %w\n%s", err, output)
		}
	})
	if binary.err != nil {
		tb.Fatal(binary.err)
	}
	return binary.path
}

// RemoveBinary removes what Binary built; TestMain calls it.
func RemoveBinary() {
	if binary.path != "" {
		_ = os.RemoveAll(filepath.Dir(binary.path))
	}
}

// Process is a sidecar running as a process of its own.
type Process struct {
	command *exec.Cmd
	done    chan struct{}
	Log     *Log
}

// StartProcess runs the sidecar's program until the end of the test or Kill.
func (b *Bed) StartProcess() *Process {
	b.tb.Helper()
	p := &Process{Log: &Log{}, done: make(chan struct{})}
	p.command = exec.Command(Binary(b.tb), "run", "--control-db", b.Control)
	p.command.Stderr = p.Log
	p.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.command.Start(); err != nil {
		b.tb.Fatal(err)
	}
	go func() {
		defer close(p.done)
		_ = p.command.Wait()
	}()
	b.tb.Cleanup(func() {
		p.Signal(syscall.SIGKILL)
		<-p.done
		if b.tb.Failed() {
			lines := p.Log.Lines("")
			b.tb.Logf("sidecar's last lines:\n%s", strings.Join(lines[max(0, len(lines)-60):], "\n"))
		}
	})
	return p
}

// Pid of the process.
func (p *Process) Pid() int { return p.command.Process.Pid }

// Signal sends a signal; a process that has ended is left alone.
func (p *Process) Signal(signal syscall.Signal) {
	select {
	case <-p.done:
	default:
		_ = p.command.Process.Signal(signal)
	}
}

// Wait returns the exit status once the process has ended.
func (p *Process) Wait() int {
	<-p.done
	return p.command.ProcessState.ExitCode()
}
