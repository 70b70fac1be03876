package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// stopPatience is how long the sidecar may take to end by itself when it is asked to.
const stopPatience = 10 * time.Second

// errSidecarEnded says that the sidecar ended without being asked to.
var errSidecarEnded = errors.New("the sidecar ended by itself")

// sidecar is the child process that replicates, with its text log in a file.
type sidecar struct {
	command  *exec.Cmd
	logFile  string
	stopping atomic.Bool
	done     chan struct{} // closed when the process has ended
	err      error         // how it ended, to be read after done
}

// startSidecar runs the program's own subcommand run. ended is called with an error that wraps
// errSidecarEnded when it ends without being asked to.
func startSidecar(program, conninfo, logFile string, ended func(error)) (*sidecar, error) {
	log, err := os.Create(logFile)
	if err != nil {
		return nil, fmt.Errorf("open the sidecar's log: %w", err)
	}
	defer log.Close() //nolint:errcheck // the child has its own handle and nothing is buffered here

	// Not bound to a context: close asks it to end and waits. Its own process group keeps a terminal's Ctrl-C away.
	command := exec.Command(program, "run", "--control-db", conninfo)
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	endWithParent(command.SysProcAttr)
	s := &sidecar{command: command, logFile: logFile, done: make(chan struct{})}
	if err := s.spawn(ended); err != nil {
		return nil, fmt.Errorf("start the sidecar: %w", err)
	}
	return s, nil
}

// spawn starts the process on a thread that stays until its end: see endWithParent.
func (s *sidecar) spawn(ended func(error)) error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := s.command.Start()
		started <- err
		if err != nil {
			return
		}
		s.err = s.command.Wait()
		close(s.done)
		if !s.stopping.Load() {
			ended(fmt.Errorf("%w: %s", errSidecarEnded, s.command.ProcessState))
		}
	}()
	return <-started
}

// log is what the sidecar has said so far, in whole lines.
func (s *sidecar) log() []string {
	text, err := os.ReadFile(s.logFile)
	if err != nil {
		return []string{err.Error()}
	}
	end := strings.LastIndexByte(string(text), '\n')
	if end < 0 {
		return nil
	}
	return strings.Split(string(text[:end]), "\n")
}

// close asks the sidecar to end, waits, and kills it when it takes too long. A sidecar that does not end well is an
// error, unless it was told to ended before.
func (s *sidecar) close(ctx context.Context) error {
	s.stopping.Store(true)
	select {
	case <-s.done:
		return nil
	default:
	}
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("ask the sidecar to end: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, stopPatience)
	defer cancel()
	select {
	case <-s.done:
		if s.err != nil {
			return fmt.Errorf("end the sidecar: %w", s.err)
		}
		return nil
	case <-ctx.Done():
		_ = s.command.Process.Kill() // it may have ended just now
		<-s.done
		return fmt.Errorf("end the sidecar: still running %s after SIGTERM, killed", stopPatience)
	}
}
