package pgcluster

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// fileLock is a locked file. The kernel gives the lock back when this process
// ends; the file may then stay, which hinders nobody.
type fileLock struct{ file *os.File }

// tryLock makes and locks a file, or fails with EWOULDBLOCK when another has it.
func tryLock(path string) (*fileLock, error) {
	return lockFile(path, syscall.LOCK_EX|syscall.LOCK_NB)
}

// lockFile makes and locks a file; how is a flag of flock(2).
func lockFile(path string, how int) (*fileLock, error) {
	for {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, err
		}
		err = syscall.Flock(int(file.Fd()), how)
		if err == nil && isAt(file, path) {
			return &fileLock{file: file}, nil
		}
		// Interrupted, or the holder removed the file while we waited for it.
		closeErr := file.Close()
		if err != nil && !errors.Is(err, syscall.EINTR) {
			return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), closeErr)
		}
	}
}

// isAt reports whether the open file is still the one with that name.
func isAt(file *os.File, path string) bool {
	mine, mineErr := file.Stat()
	named, namedErr := os.Stat(path)
	return mineErr == nil && namedErr == nil && os.SameFile(mine, named)
}

// release removes the file and gives the lock back. It may be called again, also
// on nil.
func (l *fileLock) release() error {
	if l == nil || l.file == nil {
		return nil
	}
	file := l.file
	l.file = nil
	if err := os.Remove(file.Name()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return errors.Join(err, file.Close())
	}
	return file.Close()
}
