package pgcluster

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
)

// Ports are taken from below the range that the kernel hands out, so that no
// outgoing connection sits on a stopped cluster's port when it starts again.
const (
	firstPort = 20000
	lastPort  = 32000
)

// maxSocketDir is the longest name of a socket directory, in bytes: 107 for a
// socket's whole name, less "/.s.PGSQL.NNNNN.lock".
const maxSocketDir = 107 - 20

// home is the directory shared by all clusters of one user, also by those of
// other processes. It holds
//
//	lock       taken while a template is made or a cluster's directory appears
//	template/  data directories as initdb leaves them, one for each server build
//	bin/       copies of server programs that the server's user could not reach
//	ports/     a locked file for each port in use
//	c/         the clusters; each holds a file owner, locked while its process lives
type home struct {
	dir      string
	clusters string // where new clusters go: c, or Options.WorkDir
	owner    *account
}

func (h *home) ownClusters() string { return filepath.Join(h.dir, "c") }
func (h *home) templates() string   { return filepath.Join(h.dir, "template") }
func (h *home) programs() string    { return filepath.Join(h.dir, "bin") }
func (h *home) ports() string       { return filepath.Join(h.dir, "ports") }
func (h *home) lockFile() string    { return filepath.Join(h.dir, "lock") }

func (h *home) parts() []string {
	return []string{h.ownClusters(), h.templates(), h.programs(), h.ports()}
}

// openHome finds the directory and removes what killed processes left.
func openHome(owner *account, workDir string) (*home, error) {
	dir, err := homeDir(owner)
	if err != nil {
		return nil, err
	}
	h := &home{dir: dir, owner: owner}
	h.clusters = h.ownClusters()
	if err := h.sweep(); err != nil {
		return nil, fmt.Errorf("remove the remains of killed processes: %w", err)
	}
	if workDir != "" {
		if h.clusters, err = filepath.Abs(workDir); err != nil {
			return nil, err
		}
		if owner.switched && !openToAll(h.clusters) {
			return nil, fmt.Errorf("%s or a directory above it is closed to the server's user: chmod o+x", h.clusters)
		}
	}
	return h, nil
}

// homeDir is below the temporary directory, or where that is closed to the
// server's user, below the machine's own.
func homeDir(owner *account) (string, error) {
	name := "bucardo-pgcluster-" + strconv.Itoa(os.Getuid())
	for _, parent := range []string{os.TempDir(), "/tmp", "/var/tmp"} {
		if !owner.switched || openToAll(parent) {
			return filepath.Join(parent, name), nil
		}
	}
	return "", errors.New("no temporary directory is open to the server's user: chmod o+x it, or set TMPDIR")
}

// openToAll reports whether every user may pass through the directory and those
// above it.
func openToAll(dir string) bool {
	resolved, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return false
	}
	for ; ; resolved = filepath.Dir(resolved) {
		info, err := os.Stat(resolved)
		if err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		if resolved == filepath.Dir(resolved) {
			return true
		}
	}
}

// newClusterDir makes a cluster's directory with its lock, which the kernel
// releases when this process ends.
func (h *home) newClusterDir() (string, *fileLock, error) {
	var dir string
	var lock *fileLock
	err := h.locked(func() error {
		var err error
		if dir, err = os.MkdirTemp(h.clusters, ""); err != nil {
			return err
		}
		if lock, err = tryLock(filepath.Join(dir, "owner")); err != nil {
			return err
		}
		return os.Chmod(dir, 0o755)
	})
	if err == nil && len(filepath.Join(dir, "s")) > maxSocketDir {
		err = fmt.Errorf("the name %s is too long for a socket: set a shorter TMPDIR or WorkDir", dir)
	}
	if err != nil && dir != "" {
		err = errors.Join(err, os.RemoveAll(dir))
	}
	return dir, lock, err
}

// sweep removes the clusters whose process is gone. Their servers were stopped
// by the kernel.
func (h *home) sweep() error {
	return h.locked(func() error {
		left, err := os.ReadDir(h.ownClusters())
		if err != nil {
			return err
		}
		for _, entry := range left {
			dir := filepath.Join(h.ownClusters(), entry.Name())
			lock, err := tryLock(filepath.Join(dir, "owner"))
			if err != nil {
				continue // in use, or just being removed by its owner
			}
			if err := errors.Join(os.RemoveAll(dir), lock.release()); err != nil {
				return err
			}
		}
		return nil
	})
}

// locked runs one function at a time across all processes of this user, with
// the directory and its parts in place.
func (h *home) locked(do func() error) (err error) {
	var lock *fileLock
	for lock == nil {
		if err := h.makeDir(); err != nil {
			return err
		}
		lock, err = lockFile(h.lockFile(), syscall.LOCK_EX)
		// Another process may remove the directory between the two steps.
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	for _, part := range h.parts() {
		if err := mkdirOpen(part); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
	}
	return do()
}

// makeDir makes the directory. Where all may write, one with its name may be
// somebody's trap.
func (h *home) makeDir() error {
	err := mkdirOpen(h.dir)
	if !errors.Is(err, os.ErrExist) {
		return err
	}
	info, err := os.Lstat(h.dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil // removed since, and so made in the next round
	}
	if err != nil {
		return err
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); !info.IsDir() || !ok || int(stat.Uid) != os.Getuid() {
		return fmt.Errorf("%s is not a directory of this user", h.dir)
	}
	return nil
}

// mkdirOpen makes a directory that every user may pass through, whatever the umask.
func mkdirOpen(path string) error {
	if err := os.Mkdir(path, 0o755); err != nil {
		return err
	}
	return os.Chmod(path, 0o755)
}

// leave removes the directory when nothing is in it: no template was made and no
// cluster is left. Whatever cannot be removed is in use, and its user leaves later.
func (h *home) leave() error {
	err := h.locked(func() error {
		for _, part := range h.parts() {
			_ = os.Remove(part)
		}
		return nil
	})
	_ = os.Remove(h.dir)
	return err
}

// reservePort finds a port on which nobody listens and which no other cluster
// of this user has, running or stopped.
func (h *home) reservePort() (port int, lock *fileLock, err error) {
	const attempts = 1000
	err = h.locked(func() error {
		for range attempts {
			port = firstPort + rand.IntN(lastPort-firstPort)
			lock, err = tryLock(filepath.Join(h.ports(), strconv.Itoa(port)))
			if errors.Is(err, syscall.EWOULDBLOCK) {
				continue
			}
			if err != nil || isFree(port) {
				return err
			}
			if err := lock.release(); err != nil {
				return err
			}
		}
		return fmt.Errorf("none of %d ports tried between %d and %d is free", attempts, firstPort, lastPort)
	})
	return port, lock, err
}

func isFree(port int) bool {
	listener, err := net.Listen("tcp", net.JoinHostPort(Host, strconv.Itoa(port)))
	return err == nil && listener.Close() == nil
}

// reachable returns the same programs where the server's user can run them: as
// given, or a copy of the tree they stand in when a directory above is closed, as
// it is in root's home.
func (h *home) reachable(ctx context.Context, given build) (build, error) {
	if !h.owner.switched || openToAll(given.binDir) {
		return given, nil
	}
	copied := filepath.Join(h.programs(), given.id)
	err := h.locked(func() error {
		if _, err := os.Stat(copied); err == nil {
			return nil
		}
		return copyTree(ctx, filepath.Dir(given.binDir), copied)
	})
	given.binDir = filepath.Join(copied, filepath.Base(given.binDir))
	return given, err
}

// copyTree copies a directory with owners and modes; a copy that was cut short
// never has the final name.
func copyTree(ctx context.Context, from, to string) error {
	unfinished := to + ".unfinished"
	if err := os.RemoveAll(unfinished); err != nil {
		return err
	}
	out, err := exec.CommandContext(ctx, "cp", "-a", from, unfinished).CombinedOutput()
	if err != nil {
		return fmt.Errorf("copy %s: %w: %s", from, err, out)
	}
	return os.Rename(unfinished, to)
}
