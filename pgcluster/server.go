package pgcluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// StopMode is how a server ends.
type StopMode int

const (
	// Fast ends all sessions, writes a checkpoint and leaves.
	Fast StopMode = iota
	// Immediate is a crash: nothing is written, the next start recovers.
	Immediate
)

func (m StopMode) signal() os.Signal {
	if m == Immediate {
		return syscall.SIGQUIT
	}
	return syscall.SIGINT
}

// readyPoll is how often a starting server's state is looked at.
const readyPoll = 5 * time.Millisecond

// errPortTaken says that another program listens on the port.
var errPortTaken = errors.New("port is taken")

// server is one running postmaster.
type server struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended
	err  error         // how it ended, to be read after done
}

// launch runs postgres and returns when it accepts connections.
func launch(ctx context.Context, owner *account, binDir, dataDir, logFile string) (*server, error) {
	log, err := os.OpenFile(logFile, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open the log: %w", err)
	}
	defer log.Close() //nolint:errcheck // the server has its own handle and nothing is buffered here
	start, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, fmt.Errorf("open the log: %w", err)
	}

	s := &server{
		cmd:  owner.command(context.WithoutCancel(ctx), filepath.Join(binDir, "postgres"), "-D", dataDir),
		done: make(chan struct{}),
	}
	s.cmd.Stdout, s.cmd.Stderr = log, log
	endWithParent(s.cmd.SysProcAttr)
	if err := s.spawn(); err != nil {
		return nil, err
	}
	if err := s.awaitReady(ctx, dataDir); err != nil {
		s.kill()
		said := make([]byte, 4096)
		n, _ := log.ReadAt(said, start)
		if strings.Contains(string(said[:n]), "could not create any TCP/IP sockets") {
			return nil, errPortTaken
		}
		return nil, fmt.Errorf("%w; the server said:\n%s", err, tail(logFile, 20))
	}
	return s, nil
}

// spawn starts the process on a thread that lives as long as the process: the
// signal at the parent's death is bound to the thread that started the child.
func (s *server) spawn() error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := s.cmd.Start()
		started <- err
		if err != nil {
			return
		}
		s.err = s.cmd.Wait()
		close(s.done)
	}()
	return <-started
}

// awaitReady waits for the word "ready" in the lock file, as pg_ctl does.
func (s *server) awaitReady(ctx context.Context, dataDir string) error {
	ticker := time.NewTicker(readyPoll)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the server to be ready: %w", context.Cause(ctx))
		case <-s.done:
			return fmt.Errorf("the server ended while starting: %w", s.err)
		case <-ticker.C:
			if isReady(filepath.Join(dataDir, "postmaster.pid"), s.cmd.Process.Pid) {
				return nil
			}
		}
	}
}

// isReady reads a postmaster.pid file. After a crash it is a leftover of another
// process until the new one has replaced it, so the pid has to match.
func isReady(pidFile string, pid int) bool {
	const pidLine, statusLine = 0, 7
	text, err := os.ReadFile(pidFile)
	if err != nil {
		return false
	}
	lines := strings.Split(string(text), "\n")
	return len(lines) > statusLine &&
		strings.TrimSpace(lines[pidLine]) == strconv.Itoa(pid) &&
		strings.TrimSpace(lines[statusLine]) == "ready"
}

// stop asks the server to end and waits; a server that takes longer than the
// context allows is killed.
func (s *server) stop(ctx context.Context, mode StopMode) error {
	if err := s.cmd.Process.Signal(mode.signal()); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("signal the server: %w", err)
	}
	// A server that a test has frozen must wake to hear it.
	_ = s.cmd.Process.Signal(syscall.SIGCONT)
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
		s.kill()
		return fmt.Errorf("wait for the server's end: %w", context.Cause(ctx))
	}
}

// kill ends the postmaster without its leave; its sessions notice and follow.
func (s *server) kill() {
	_ = s.cmd.Process.Kill() // it may have ended by itself
	<-s.done
}
