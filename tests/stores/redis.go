// Package stores starts throwaway servers of what is not PostgreSQL, for tests.
package stores

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Redis is a server of Redis that keeps its data over Stop, Kill and Start. It is gone at the end of the test.
type Redis struct {
	Port int

	tb       testing.TB
	dir      string
	settings []string
	server   *exec.Cmd
	ended    chan struct{}
}

// StartRedis starts a server on a free port. Settings are lines of redis.conf, such as "requirepass secret".
func StartRedis(tb testing.TB, settings ...string) *Redis {
	tb.Helper()
	r := &Redis{tb: tb, dir: tb.TempDir(), settings: settings}
	tb.Cleanup(r.Kill)
	const attempts = 20
	for attempt := 1; ; attempt++ {
		r.Port = freeRedisPort(tb)
		err := r.start()
		if err == nil {
			return r
		}
		// Somebody else may have taken the port meanwhile.
		if attempt == attempts || !strings.Contains(err.Error(), "Address already in use") {
			tb.Fatal(err)
		}
	}
}

// Start brings a stopped server back, at the same port and with the same data.
func (r *Redis) Start() {
	r.tb.Helper()
	if err := r.start(); err != nil {
		r.tb.Fatal(err)
	}
}

// Stop ends the server as an administrator does.
func (r *Redis) Stop() { r.end(syscall.SIGTERM) }

// Kill ends the server as a crash does.
func (r *Redis) Kill() { r.end(syscall.SIGKILL) }

// Dir is where the server has its files.
func (r *Redis) Dir() string { return r.dir }

func (r *Redis) end(signal syscall.Signal) {
	if r.server == nil {
		return
	}
	_ = r.server.Process.Signal(signal) // it may have ended by itself
	<-r.ended
	r.server = nil
}

func (r *Redis) start() error {
	config := append([]string{
		"port " + strconv.Itoa(r.Port), "bind 127.0.0.1", "dir " + r.dir, "appendonly yes", "appendfsync always", "save \"\"", "daemonize no", "logfile \"\"",
	}, r.settings...)
	file := filepath.Join(r.dir, "redis.conf")
	if err := os.WriteFile(file, []byte(strings.Join(config, "\n")), 0o600); err != nil {
		return err
	}
	program, err := redisProgram()
	if err != nil {
		return err
	}
	log := &readiness{ready: make(chan struct{})}
	server := exec.Command(program, file)
	server.Args[0] = "redis-server" // the program goes by the name it is called by
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
		return fmt.Errorf("start %s: %w", program, err)
	}
	r.server, r.ended = server, ended
	select {
	case <-log.ready:
		return nil
	case <-ended:
	case <-time.After(time.Minute):
	}
	r.Kill()
	return fmt.Errorf("redis-server does not get ready; it said:\n%s", log.said.String())
}

// redisProgram finds the server. Debian has it in redis-tools as redis-check-rdb, and adds a link and a service with redis-server.
func redisProgram() (string, error) {
	for _, name := range []string{"redis-server", "redis-check-rdb"} {
		if program, err := exec.LookPath(name); err == nil {
			return program, nil
		}
	}
	return "", errors.New("there is no redis-server: run tools/prepare redis")
}

// readiness is a log that tells when the server takes connections.
type readiness struct {
	said  bytes.Buffer
	found bool
	ready chan struct{}
}

func (l *readiness) Write(text []byte) (int, error) {
	n, err := l.said.Write(text)
	if !l.found && bytes.Contains(l.said.Bytes(), []byte("Ready to accept connections")) {
		l.found = true
		close(l.ready)
	}
	return n, err
}

func freeRedisPort(tb testing.TB) int {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // it only showed a port that is free
	return listener.Addr().(*net.TCPAddr).Port
}
