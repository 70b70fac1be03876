package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// stopPatience is how long the sidecar may take to end when it is asked to.
const stopPatience = 10 * time.Second

// sidecar is the product's program, running as a process of its own.
type sidecar struct {
	command *exec.Cmd
	logFile string
	done    chan struct{} // closed when the process has ended
}

// buildSidecar builds the program as it is delivered, and returns its path.
func buildSidecar(ctx context.Context, dir string) (string, error) {
	program := filepath.Join(dir, "bucardo-sidecar")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-o", program, "github.com/bucardo/bucardo-sidecar/cmd/bucardo-sidecar")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the sidecar: %w\n%s", err, output)
	}
	return program, nil
}

func installSchema(ctx context.Context, program, control string) error {
	output, err := exec.CommandContext(ctx, program, "install", "--control-db", control).CombinedOutput()
	if err != nil {
		return fmt.Errorf("install: %w\n%s", err, output)
	}
	return nil
}

func startSidecar(program, control, dir string) (*sidecar, error) {
	s := &sidecar{logFile: filepath.Join(dir, "sidecar.log"), done: make(chan struct{})}
	log, err := os.Create(s.logFile)
	if err != nil {
		return nil, err
	}
	defer log.Close() //nolint:errcheck // the child has its own handle and nothing is buffered here
	// Its own process group: an interrupt reaches it through close, after the measurement has stopped.
	s.command = exec.Command(program, "run", "--control-db", control)
	s.command.Stdout, s.command.Stderr = log, log
	s.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	started := make(chan error)
	go func() {
		// The signal at the parent's death is bound to the thread that started the child.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := s.command.Start()
		started <- err
		if err == nil {
			_ = s.command.Wait() // how it ended shows in its log
			close(s.done)
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return s, nil
}

func (s *sidecar) pid() int { return s.command.Process.Pid }

// lastWords are the last lines of the sidecar's log.
func (s *sidecar) lastWords() string {
	text, err := os.ReadFile(s.logFile)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}

func (s *sidecar) close() error {
	select {
	case <-s.done:
		return errors.New("the sidecar had ended by itself:\n" + s.lastWords())
	default:
	}
	_ = s.command.Process.Signal(syscall.SIGTERM) // it may have ended just now
	select {
	case <-s.done:
		return nil
	case <-time.After(stopPatience):
		_ = s.command.Process.Kill()
		<-s.done
		return fmt.Errorf("the sidecar was still running %s after SIGTERM and was killed", stopPatience)
	}
}
