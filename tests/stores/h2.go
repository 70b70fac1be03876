// Package stores starts throwaway servers of what is not PostgreSQL, for tests.
package stores

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// H2 is a server of the H2 database, reached as PostgreSQL is. It makes a database when one is first connected to, and keeps what
// is in it over Stop and Start. It is gone at the end of the test.
type H2 struct {
	Port int

	tb     testing.TB
	dir    string
	server *exec.Cmd
	ended  chan struct{}
}

const h2Jar = "/usr/share/java/h2.jar"

// StartH2 starts a server on a free port.
func StartH2(tb testing.TB) *H2 {
	tb.Helper()
	h := &H2{tb: tb, dir: tb.TempDir()}
	tb.Cleanup(h.Kill)
	const attempts = 20
	for attempt := 1; ; attempt++ {
		h.Port = freeH2Port(tb)
		err := h.start()
		if err == nil {
			return h
		}
		// Somebody else may have taken the port meanwhile.
		if attempt == attempts || !strings.Contains(err.Error(), "port may be in use") {
			tb.Fatal(err)
		}
	}
}

// ConnString is how to reach a database, which is made if it is not there.
func (h *H2) ConnString(database string) string {
	return fmt.Sprintf("host=127.0.0.1 port=%d user=sa password=secret dbname=%s sslmode=disable", h.Port, database)
}

// Start brings a stopped server back, at the same port and with the same data.
func (h *H2) Start() {
	h.tb.Helper()
	if err := h.start(); err != nil {
		h.tb.Fatal(err)
	}
}

// Stop ends the server as an administrator does.
func (h *H2) Stop() { h.end(syscall.SIGTERM) }

// Kill ends the server as a crash does.
func (h *H2) Kill() { h.end(syscall.SIGKILL) }

func (h *H2) end(signal syscall.Signal) {
	if h.server == nil {
		return
	}
	_ = h.server.Process.Signal(signal) // it may have ended by itself
	<-h.ended
	h.server = nil
}

func (h *H2) start() error {
	if _, err := os.Stat(h2Jar); err != nil {
		return errors.New("there is no H2: run tools/prepare h2")
	}
	log := &h2Log{ready: make(chan struct{})}
	server := exec.Command("java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dh2.bindAddress=127.0.0.1", "-cp", h2Jar,
		"org.h2.tools.Server", "-pg", "-pgPort", strconv.Itoa(h.Port), "-ifNotExists", "-baseDir", h.dir)
	server.Stdout, server.Stderr = log, log
	server.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	ended, started := make(chan struct{}), make(chan error)
	go func() {
		defer close(ended)
		runtime.LockOSThread() // the signal comes when the thread that starts the server ends
		defer runtime.UnlockOSThread()
		err := server.Start()
		started <- err
		if err == nil {
			_ = server.Wait() // it is killed, or has said why it ends
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start java: %w (run tools/prepare h2)", err)
	}
	h.server, h.ended = server, ended
	select {
	case <-log.ready:
		return nil
	case <-ended:
	case <-time.After(time.Minute):
	}
	h.Kill()
	return fmt.Errorf("H2 does not get ready; it said:\n%s", log.said.String())
}

// h2Log tells when the server takes connections.
type h2Log struct {
	said  bytes.Buffer
	found bool
	ready chan struct{}
}

func (l *h2Log) Write(text []byte) (int, error) {
	n, err := l.said.Write(text)
	if !l.found && bytes.Contains(l.said.Bytes(), []byte("PG server running at")) {
		l.found = true
		close(l.ready)
	}
	return n, err
}

func freeH2Port(tb testing.TB) int {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // it only showed a port that is free
	return listener.Addr().(*net.TCPAddr).Port
}
