package files

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

func openAt(t *testing.T, directory, rotateSize string) *store {
	t.Helper()
	return openWith(t, directory, map[string]string{"rotate_size": rotateSize})
}

func openWith(t *testing.T, directory string, options map[string]string) *store {
	t.Helper()
	s, err := Open(t.Context(), apply.StoreConfig{DB: catalog.DB{Name: "trail", DBName: directory, Options: options}})
	check(t, err)
	return s.(*store)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var table = apply.StoreTable{Name: "t", Columns: []apply.StoreColumn{{Name: "id", Type: apply.Type{Name: "text"}}}, Key: []int{0}}

func write(t *testing.T, s *store, expected []byte, id string) {
	t.Helper()
	check(t, s.Begin(t.Context(), 1, expected))
	check(t, s.Write(t.Context(), &table, []apply.Row{{Present: true, Values: []*string{&id}}}))
}

// TestCrashes ends commits between any two of their steps: whoever comes next finds the batch once or not at all.
func TestCrashes(t *testing.T) {
	t.Parallel()
	for _, rotateSize := range []string{"1", "1GB"} { // a file for each commit, and one for all
		for steps := range 4 {
			directory := t.TempDir()
			s := openAt(t, directory, rotateSize)
			write(t, s, nil, "first")
			check(t, s.Commit(t.Context(), []byte("p1")))

			write(t, s, []byte("p1"), "second")
			b := s.open
			next := b.series.state
			next.Progress = []byte("p2")
			if steps >= 1 {
				if _, err := b.part.Write(s.options.records.commit(nil, commit{})); err != nil {
					t.Fatal(err)
				}
				var err error
				next, err = b.series.seal(b.part, next, time.Now())
				check(t, err)
			}
			if steps >= 2 {
				check(t, b.series.advance(next))
			}
			if steps >= 3 {
				check(t, b.series.publish())
			}
			check(t, b.close()) // as the kernel does

			s = openAt(t, directory, rotateSize)
			progress, err := s.Progress(t.Context(), 1)
			check(t, err)
			want := "first third"
			if steps >= 2 {
				want = "first second third"
			}
			if committed := string(progress) == "p2"; committed != (steps >= 2) {
				t.Errorf("after %d steps the progress is %s", steps, progress)
			}
			if rotateSize == "1" && steps >= 2 {
				if _, err := os.Stat(filepath.Join(directory, "-1-000000000002.jsonl")); err != nil {
					t.Errorf("after %d steps a file is not complete: %v", steps, err)
				}
			}
			write(t, s, progress, "third")
			check(t, s.Commit(t.Context(), []byte("p3")))
			s = openAt(t, directory, "1") // all is complete
			_, err = s.Progress(t.Context(), 1)
			check(t, err)
			paths, err := filepath.Glob(filepath.Join(directory, "*.jsonl"))
			check(t, err)
			var found []string
			for _, path := range paths {
				text, err := os.ReadFile(path)
				check(t, err)
				for line := range strings.Lines(string(text)) {
					if _, value, ok := strings.Cut(line, `"row":{"id":"`); ok {
						found = append(found, strings.TrimSuffix(value, "\"}}\n"))
					}
				}
				if !strings.HasPrefix(line(string(text), -1), `{"op":"commit"`) {
					t.Errorf("%s does not end with a commit: %s", path, text)
				}
			}
			if got := strings.Join(found, " "); got != want {
				t.Errorf("after %d steps there is %s", steps, got)
			}
		}
	}
}

func line(text string, n int) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	return lines[len(lines)+n]
}

func wantProblem(t *testing.T, err error, words string) {
	t.Helper()
	var problem node.Problem
	if !errors.As(err, &problem) || !strings.Contains(problem.Reason+problem.NextStep, words) {
		t.Errorf("%v is no problem with %q", err, words)
	}
}

func TestFull(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	s := openAt(t, directory, "1")
	check(t, s.Begin(t.Context(), 1, nil))
	check(t, os.Symlink("/dev/full", s.open.series.partPath(1)))
	id := "x"
	wantProblem(t, s.Write(t.Context(), &table, []apply.Row{{Present: true, Values: []*string{&id}}}), "Make room")
	s.Rollback(t.Context())
	write(t, s, nil, "again")
	check(t, s.Commit(t.Context(), []byte("p1")))
}

func TestDamage(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	s := openAt(t, directory, "1GB")
	write(t, s, nil, "first")
	part := s.open.series.partPath(1)
	check(t, s.Commit(t.Context(), []byte("p1")))
	check(t, os.Truncate(part, 10))
	wantProblem(t, s.Begin(t.Context(), 1, []byte("p1")), "shorter than what was committed")
	check(t, os.Remove(part))
	write(t, s, []byte("p1"), "second")
	check(t, s.Commit(t.Context(), []byte("p2")))
	check(t, os.WriteFile(filepath.Join(directory, ".-1.progress"), []byte("{"), 0o600))
	wantProblem(t, s.Begin(t.Context(), 1, []byte("p2")), "cannot be read")
}

func TestNoPermission(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	check(t, os.Chmod(directory, 0o555))               //nolint:gosec // for others to see
	check(t, os.Chmod(filepath.Dir(directory), 0o755)) //nolint:gosec // for others to see
	t.Cleanup(func() { _ = os.Chmod(directory, 0o700) })
	if os.Getuid() == 0 { // for this thread
		runtime.LockOSThread()
		check(t, syscall.Setfsuid(65534))
		t.Cleanup(func() {
			if syscall.Setfsuid(0) == nil {
				runtime.UnlockOSThread() // else the thread ends with the test
			}
		})
	}
	s := openAt(t, directory, "1")
	wantProblem(t, s.Begin(t.Context(), 1, nil), "Let the user that the sidecar runs as write")
}

func TestRotateTime(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	s := openWith(t, directory, map[string]string{"rotate_time": "2 hours"})
	age := func(age time.Duration) (complete bool) {
		check(t, s.Begin(t.Context(), 1, []byte("p1")))
		old := s.open.series.state
		old.Since = time.Now().Add(-age)
		check(t, s.open.series.advance(old))
		s.Rollback(t.Context())
		if _, err := s.Progress(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		_, err := os.Stat(filepath.Join(directory, "-1-000000000001.jsonl"))
		return err == nil
	}
	write(t, s, nil, "first")
	check(t, s.Commit(t.Context(), []byte("p1")))
	if age(119 * time.Minute) {
		t.Error("a file is complete too early")
	}
	if !age(121 * time.Minute) {
		t.Error("a file is not complete in time")
	}
}
