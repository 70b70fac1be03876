package files

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// series are the files of one sync of an installation, numbered as they were written:
//
//	INSTALLATION-SYNC-000000000042.jsonl   complete; never touched again, and may be moved or deleted
//	.INSTALLATION-SYNC-000000000043.part   being written
//	.INSTALLATION-SYNC.progress            what is committed
//	.INSTALLATION-SYNC.lock                locked by who writes
//
// The rename of a new progress onto the old one is the commit: before it, a part's committed bytes are as they were; after it, a part that
// is complete gets its name, now or by whoever opens the series next.
type series struct {
	directory string
	name      string
	options   options
	dbName    string
	lock      *os.File // nil: only looked at
	state     state
}

// state is what is committed of a series.
type state struct {
	Progress []byte    `json:"progress"` // nil: forgotten, but not the number
	Number   int64     `json:"number"`   // of the last file
	Size     int64     `json:"size"`     // how much of it is committed
	Open     bool      `json:"open"`     // it is a part that goes on
	Format   string    `json:"format"`   // of it
	Since    time.Time `json:"since"`    // its first commit
}

var errLocked = errors.New("another sidecar writes")

func (s *store) seriesOf(name string) *series {
	return &series{
		directory: s.config.DB.DBName, name: url.PathEscape(s.config.Installation) + "-" + name,
		options: s.options, dbName: s.config.DB.Name,
	}
}

// openSeries locks the files of a sync and mends what somebody who was killed has left. It fails with errLocked when somebody writes.
func (s *store) openSeries(name string) (*series, error) {
	r := s.seriesOf(name)
	lock, err := os.OpenFile(r.path(".lock"), os.O_CREATE|os.O_RDWR, fileMode)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = errLocked
		}
		return nil, errors.Join(err, lock.Close())
	}
	r.lock = lock
	if err := r.load(); err != nil {
		return nil, errors.Join(err, r.close())
	}
	if err := r.mend(); err != nil {
		return nil, errors.Join(err, r.close())
	}
	return r, nil
}

func (r *series) close() error {
	if r.lock == nil {
		return nil
	}
	return r.lock.Close() // which unlocks it
}

const fileMode = 0o640

func (r *series) path(suffix string) string { return filepath.Join(r.directory, "."+r.name+suffix) }

func (r *series) partPath(number int64) string { return r.path(fmt.Sprintf("-%012d.part", number)) }

func (r *series) load() error {
	text, err := os.ReadFile(r.path(".progress"))
	if errors.Is(err, fs.ErrNotExist) {
		r.state = state{}
		r.state.Number, err = r.lastNumber()
		return err
	}
	if err != nil {
		return err
	}
	r.state = state{}
	if err := json.Unmarshal(text, &r.state); err != nil {
		return node.Problem{
			DB: r.dbName, Reason: fmt.Sprintf("%s cannot be read: %s", r.path(".progress"), err),
			NextStep: "Put the file back as it was, or remove it to have all rows copied again.",
		}
	}
	return nil
}

// lastNumber finds the number to go on with where the progress is gone.
func (r *series) lastNumber() (int64, error) {
	entries, err := os.ReadDir(r.directory)
	if err != nil {
		return 0, err
	}
	var last int64
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), r.name+"-")
		digits, _, _ := strings.Cut(rest, ".")
		if n, err := strconv.ParseInt(digits, 10, 64); ok && err == nil {
			last = max(last, n)
		}
	}
	return last, nil
}

// mend takes out what was not committed, and completes what was.
func (r *series) mend() error {
	err := os.Remove(r.partPath(r.state.Number + 1))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	part := r.partPath(r.state.Number)
	file, err := os.Stat(part)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.state.Open = false // it has its name, or somebody has taken it
		return nil
	case err != nil:
		return err
	case file.Size() < r.state.Size:
		return node.Problem{
			DB: r.dbName, Reason: part + " is shorter than what was committed",
			NextStep: "Put the file back as it was, or move it away: the sidecar then goes on in a new file.",
		}
	case file.Size() > r.state.Size:
		if err := os.Truncate(part, r.state.Size); err != nil {
			return err
		}
	}
	if r.state.Open && (r.state.Format != r.options.format || r.options.due(r.state.Size, time.Since(r.state.Since))) {
		next := r.state
		next.Open = false
		if err := r.advance(next); err != nil {
			return err
		}
	}
	return r.publish()
}

// openPart opens the part to go on with, or a new one.
func (r *series) openPart() (*os.File, error) {
	if !r.state.Open {
		return os.OpenFile(r.partPath(r.state.Number+1), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, fileMode)
	}
	part, err := os.OpenFile(r.partPath(r.state.Number), os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	if _, err := part.Seek(r.state.Size, io.SeekStart); err != nil {
		return nil, errors.Join(err, part.Close())
	}
	return part, nil
}

// seal brings what is written of a part to the disk, and returns what the state is with it.
func (r *series) seal(part *os.File, next state, now time.Time) (state, error) {
	if err := part.Sync(); err != nil {
		return next, err
	}
	if !r.state.Open {
		if err := syncDirectory(r.directory); err != nil {
			return next, err
		}
		next.Number, next.Since, next.Format = next.Number+1, now, r.options.format
	}
	size, err := part.Seek(0, io.SeekCurrent)
	next.Size, next.Open = size, !r.options.due(size, now.Sub(next.Since))
	return next, err
}

// advance commits a state.
func (r *series) advance(next state) error {
	text, err := json.Marshal(next)
	if err != nil {
		return err
	}
	temporary := r.path(".progress.new")
	file, err := os.OpenFile(temporary, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	_, err = file.Write(append(text, '\n'))
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := os.Rename(temporary, r.path(".progress")); err != nil {
		return err
	}
	r.state = next
	return syncDirectory(r.directory)
}

// publish gives a part that is complete its name.
func (r *series) publish() error {
	if r.state.Open || r.state.Number == 0 {
		return nil
	}
	name := fmt.Sprintf("%s-%012d.%s", r.name, r.state.Number, r.state.Format)
	err := os.Rename(r.partPath(r.state.Number), filepath.Join(r.directory, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it has it
	}
	return err
}

func syncDirectory(path string) error {
	directory, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(directory.Sync(), directory.Close())
}
